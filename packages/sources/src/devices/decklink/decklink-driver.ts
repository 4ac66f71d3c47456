import type { VideoSource } from '@giftgrab/core';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { askFfmpeg } from '../ask-ffmpeg';
import { captureArguments } from '../capture-arguments';
import { captureFailure, notBuiltError } from '../capture-failure';
import { openCapture } from '../capture-source';
import type { DeviceDriver, DeviceOpening } from '../device-driver';
import { messageOf } from '../device-errors';
import type { DeviceDescription, DeviceInfo, DeviceMode } from '../device-info';
import { DECKLINK_DEVICES, decklinkFormats, decklinkInput } from './decklink-arguments';
import { DECKLINK_FAILURES } from './decklink-failure';
import {
  decklinkSignal,
  parseDecklinkDevices,
  parseDecklinkModes,
  type DecklinkEntry,
} from './decklink-listing';

/** What to read DeckLink cards with. */
export interface DecklinkDriverOptions {
  /** Path of the ffmpeg to use; it has to be built with DeckLink. @defaultValue found by {@link locateFfmpeg} */
  readonly ffmpeg?: string;
}

/** Blackmagic's DeckLink cards, read by an ffmpeg that was built with them. */
export class DecklinkDriver implements DeviceDriver {
  readonly kind = 'decklink';
  readonly #ffmpeg: string | undefined;
  // It will not learn it.
  readonly #unable = new Set<string>();

  constructor({ ffmpeg }: DecklinkDriverOptions = {}) {
    this.#ffmpeg = ffmpeg;
  }

  async list(): Promise<readonly DeviceDescription[]> {
    const { path: ffmpeg } = await locateFfmpeg(this.#ffmpeg);
    if (this.#unable.has(ffmpeg)) throw notBuiltError('DeckLink', ffmpeg);
    const { output } = await askFfmpeg(ffmpeg, DECKLINK_DEVICES);
    const entries = parseDecklinkDevices(output);
    if (entries === undefined) {
      this.#unable.add(ffmpeg);
      throw notBuiltError('DeckLink', ffmpeg);
    }
    return Promise.all(entries.map((entry, index) => this.#look(ffmpeg, entry, index)));
  }

  async open(
    device: DeviceInfo,
    mode: DeviceMode | undefined,
    { signal }: DeviceOpening,
  ): Promise<VideoSource> {
    const { path: ffmpeg } = await locateFfmpeg(this.#ffmpeg);
    const { colour = 'UYVY' } = mode ?? {};
    const args = captureArguments(decklinkInput(device.name, mode), colour);
    const ways = { failures: DECKLINK_FAILURES, signalIn: decklinkSignal };
    return openCapture({ device, mode, colour, ffmpeg, args, ...ways }, signal);
  }

  async #look(
    ffmpeg: string,
    { name, handle: path }: DecklinkEntry,
    index: number,
  ): Promise<DeviceDescription> {
    const known = { name, path, index, detectsMode: true };
    const { run } = await askFfmpeg(ffmpeg, decklinkFormats(name));
    const modes = parseDecklinkModes(run.stderrTail);
    if (modes.length > 0) return { ...known, modes };
    const device = { ...known, kind: this.kind, modes, isInUse: false };
    const problem = messageOf(captureFailure(device, undefined, run, DECKLINK_FAILURES));
    return { ...known, modes, problem };
  }
}
