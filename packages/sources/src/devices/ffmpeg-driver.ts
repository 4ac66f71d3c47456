import type { ColourSpace, VideoSource } from '@giftgrab/core';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { askFfmpeg, type Answer } from './ask-ffmpeg';
import { captureArguments } from './capture-arguments';
import { captureFailure, notBuiltError } from './capture-failure';
import { openCapture } from './capture-source';
import type { Capture } from './capturing';
import type { DeviceDriver, DeviceOpening } from './device-driver';
import { messageOf } from './device-errors';
import type { DeviceDescription, DeviceInfo, DeviceMode } from './device-info';

/** A device in a list, of which the modes are not known yet. */
export type DeviceEntry = Omit<DeviceDescription, 'modes'> & { readonly index: number };

/** A kind of devices that ffmpeg lists and reads, in ffmpeg's words. */
export interface FfmpegDevices extends Pick<Capture, 'failures' | 'signalIn'> {
  readonly kind: string;
  /** What an ffmpeg has to be built with. */
  readonly needs: string;
  /** Layout of what comes where no mode says it. */
  readonly colour: ColourSpace;
  /** Arguments that make it tell which devices there are. */
  readonly listing: readonly string[];

  /** Reads what it told; `undefined` where this ffmpeg cannot read such devices. */
  parseDevices(answer: Answer): readonly DeviceEntry[] | undefined;

  /** Arguments that make it tell which modes a device has; `undefined` for one that has none to tell of. */
  modesListing(device: DeviceEntry): readonly string[] | undefined;

  /** Reads the modes from its standard error. */
  parseModes(lines: readonly string[]): readonly DeviceMode[];

  /** Arguments that make it read a device, from `-f` to the name after `-i`. */
  input(device: DeviceInfo, mode: DeviceMode | undefined): readonly string[];
}

/** The driver of devices that ffmpeg itself lists. */
export class FfmpegDriver implements DeviceDriver {
  readonly kind: string;
  readonly #devices: FfmpegDevices;
  readonly #ffmpeg: string | undefined;
  // It will not learn it.
  readonly #unable = new Set<string>();

  /**
   * @param devices - What it drives.
   * @param ffmpeg - Path of the ffmpeg to use; by default it is found by {@link locateFfmpeg}.
   */
  constructor(devices: FfmpegDevices, ffmpeg?: string) {
    this.kind = devices.kind;
    this.#devices = devices;
    this.#ffmpeg = ffmpeg;
  }

  async list(): Promise<readonly DeviceDescription[]> {
    const { path: ffmpeg } = await locateFfmpeg(this.#ffmpeg);
    const { listing, needs } = this.#devices;
    if (this.#unable.has(ffmpeg)) throw notBuiltError(needs, ffmpeg);
    const entries = this.#devices.parseDevices(await askFfmpeg(ffmpeg, listing));
    if (entries === undefined) {
      this.#unable.add(ffmpeg);
      throw notBuiltError(needs, ffmpeg);
    }
    return Promise.all(entries.map((entry) => this.#look(ffmpeg, entry)));
  }

  async open(
    device: DeviceInfo,
    mode: DeviceMode | undefined,
    { signal }: DeviceOpening,
  ): Promise<VideoSource> {
    const { path: ffmpeg } = await locateFfmpeg(this.#ffmpeg);
    const { failures, signalIn } = this.#devices;
    const colour = mode?.colour ?? this.#devices.colour;
    const args = captureArguments(this.#devices.input(device, mode), colour);
    const capture = { device, mode, colour, ffmpeg, args, failures };
    return openCapture({ ...capture, ...(signalIn && { signalIn }) }, signal);
  }

  async #look(ffmpeg: string, entry: DeviceEntry): Promise<DeviceDescription> {
    const question = this.#devices.modesListing(entry);
    if (question === undefined) return { ...entry, modes: [] };
    const { run } = await askFfmpeg(ffmpeg, question);
    const modes = this.#devices.parseModes(run.stderrTail);
    if (modes.length > 0) return { ...entry, modes };
    const device = { isInUse: false, ...entry, kind: this.kind, modes };
    const problem = messageOf(captureFailure(device, undefined, run, this.#devices.failures));
    return { ...entry, modes, problem };
  }
}
