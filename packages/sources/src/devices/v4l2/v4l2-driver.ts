import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { SourceError, type VideoSource } from '@giftgrab/core';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { askFfmpeg } from '../ask-ffmpeg';
import { captureArguments } from '../capture-arguments';
import { captureFailure } from '../capture-failure';
import { openCapture } from '../capture-source';
import type { DeviceDriver, DeviceOpening } from '../device-driver';
import { messageOf } from '../device-errors';
import {
  deviceText,
  type DeviceDescription,
  type DeviceInfo,
  type DeviceMode,
} from '../device-info';
import { accessProblem } from './v4l2-access';
import { v4l2Input, v4l2Listing } from './v4l2-arguments';
import { V4L2_FAILURES } from './v4l2-failure';
import { parseV4l2Modes } from './v4l2-modes';

/** Where to look for devices, and what to read them with. */
export interface V4l2DriverOptions {
  /** The folder of device files. @defaultValue `'/dev'` */
  readonly devFolder?: string;
  /** The folder that tells of each device. @defaultValue `'/sys/class/video4linux'` */
  readonly sysFolder?: string;
  /** Path of the ffmpeg to use. @defaultValue found by {@link locateFfmpeg} */
  readonly ffmpeg?: string;
}

/** Cameras and frame grabbers that Linux knows, read by ffmpeg. */
export class V4l2Driver implements DeviceDriver {
  readonly kind = 'v4l2';
  readonly #devFolder: string;
  readonly #sysFolder: string;
  readonly #ffmpeg: string | undefined;

  constructor(options: V4l2DriverOptions = {}) {
    const { devFolder = '/dev', sysFolder = '/sys/class/video4linux', ffmpeg } = options;
    this.#devFolder = devFolder;
    this.#sysFolder = sysFolder;
    this.#ffmpeg = ffmpeg;
  }

  async list(): Promise<readonly DeviceDescription[]> {
    const indexes = namesIn(this.#devFolder)
      .map((name) => /^video(\d+)$/.exec(name)?.[1])
      .filter((number) => number !== undefined)
      .map(Number)
      .sort((a, b) => a - b);
    if (indexes.length === 0) return [];
    const stablePaths = this.#stablePaths();
    const devices = await Promise.all(indexes.map((index) => this.#look(index, stablePaths)));
    // Cameras have files of their own for what is no video: those tell of no mode.
    return devices.filter(({ modes, problem }) => modes.length > 0 || problem !== undefined);
  }

  async open(
    device: DeviceInfo,
    mode: DeviceMode | undefined,
    { signal }: DeviceOpening,
  ): Promise<VideoSource> {
    // When it is plugged in again, it may have another number.
    const path = device.stablePath ?? device.path ?? '';
    const problem = accessProblem(path);
    if (problem !== undefined) {
      throw new SourceError(`The device ${deviceText(device)} cannot be opened. ${problem}`, {
        code: 'SOURCE_NOT_READABLE',
      });
    }
    const { path: ffmpeg } = await locateFfmpeg(this.#ffmpeg);
    // It could not be asked when it was listed; now it says why.
    const chosen = mode ?? (await this.#modesOf(device, path))[0];
    if (chosen === undefined) {
      throw new SourceError(`The device ${deviceText(device)} has no mode that ffmpeg can read.`);
    }
    const args = captureArguments(v4l2Input(path, chosen), chosen.colour);
    const capture = { device, mode: chosen, colour: chosen.colour, ffmpeg, args };
    return openCapture({ ...capture, failures: V4L2_FAILURES }, signal);
  }

  async #look(index: number, stablePaths: ReadonlyMap<string, string>): Promise<DeviceDescription> {
    const path = join(this.#devFolder, `video${index}`);
    const stablePath = stablePaths.get(path);
    const name = this.#nameOf(index) ?? `video${index}`;
    const known = { name, path, index, ...(stablePath !== undefined && { stablePath }) };
    const problem = accessProblem(path);
    if (problem !== undefined) return { ...known, modes: [], problem };
    try {
      const device = { ...known, kind: this.kind, modes: [], isInUse: false };
      return { ...known, modes: await this.#modesOf(device, path) };
    } catch (error) {
      return { ...known, modes: [], problem: messageOf(error) };
    }
  }

  async #modesOf(device: DeviceInfo, path: string): Promise<readonly DeviceMode[]> {
    const { path: ffmpeg } = await locateFfmpeg(this.#ffmpeg);
    const { run } = await askFfmpeg(ffmpeg, v4l2Listing(path));
    const modes = parseV4l2Modes(run.stderrTail);
    // It always ends with an error; only this one is none.
    const isDone = run.stderrTail.some((line) => /Immediate exit requested/.test(line));
    const isOther = run.stderrTail.some((line) => /Not a video capture device/.test(line));
    if (modes.length > 0 || isDone || isOther) return modes;
    throw captureFailure(device, undefined, run, V4L2_FAILURES);
  }

  #nameOf(index: number): string | undefined {
    try {
      const name = readFileSync(join(this.#sysFolder, `video${index}`, 'name'), 'utf8').trim();
      return name === '' ? undefined : name;
    } catch {
      return undefined;
    }
  }

  /** Paths that stay, by those that may change. */
  #stablePaths(): ReadonlyMap<string, string> {
    const folder = join(this.#devFolder, 'v4l', 'by-id');
    const root = realpathSync(this.#devFolder);
    return new Map(
      namesIn(folder).flatMap((name) => {
        try {
          const stable = join(folder, name);
          const target = realpathSync(stable);
          return [[join(this.#devFolder, target.slice(root.length + 1)), stable] as const];
        } catch {
          // It was unplugged just now.
          return [];
        }
      }),
    );
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
