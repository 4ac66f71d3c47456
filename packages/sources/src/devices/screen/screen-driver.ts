import type { VideoSource } from '@giftgrab/core';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { askFfmpeg } from '../ask-ffmpeg';
import { captureArguments } from '../capture-arguments';
import { captureFailure } from '../capture-failure';
import { openCapture } from '../capture-source';
import type { DeviceDriver, DeviceOpening } from '../device-driver';
import { messageOf } from '../device-errors';
import type { DeviceDescription, DeviceInfo, DeviceMode } from '../device-info';
import {
  screenInput,
  screenMode,
  screenModes,
  screenSizeQuestion,
  type ScreenModes,
} from './screen-arguments';
import { SCREEN_FAILURES } from './screen-failure';

/** Where the screen is, and what to read it with. */
export interface ScreenDriverOptions {
  /** The X11 display. @defaultValue the environment's `DISPLAY`, at each call */
  readonly display?: string;
  /** Path of the ffmpeg to use. @defaultValue found by {@link locateFfmpeg} */
  readonly ffmpeg?: string;
}

/** The X11 screen of the user, read by ffmpeg. */
export class ScreenDriver implements DeviceDriver {
  readonly kind = 'screen';
  readonly #display: string | undefined;
  readonly #ffmpeg: string | undefined;

  constructor({ display, ffmpeg }: ScreenDriverOptions = {}) {
    this.#display = display;
    this.#ffmpeg = ffmpeg;
  }

  async list(): Promise<readonly DeviceDescription[]> {
    const path = this.#display ?? process.env['DISPLAY'];
    if (path === undefined || path === '') return [];
    const known = { name: `Screen ${path}`, path, index: 0 };
    try {
      const device = { ...known, kind: this.kind, modes: [], isInUse: false };
      return [{ ...known, modes: await this.#modesOf(device, path) }];
    } catch (error) {
      return [{ ...known, modes: [], problem: messageOf(error) }];
    }
  }

  async open(
    device: DeviceInfo,
    mode: DeviceMode | undefined,
    { signal }: DeviceOpening,
  ): Promise<VideoSource> {
    const { path = '' } = device;
    const { path: ffmpeg } = await locateFfmpeg(this.#ffmpeg);
    // It could not be asked when it was listed; now it says why.
    const chosen = screenMode(mode ?? (await this.#modesOf(device, path))[0]);
    const args = captureArguments(screenInput(path, chosen), chosen.colour);
    const capture = { device, mode: chosen, colour: chosen.colour, ffmpeg, args };
    return openCapture({ ...capture, failures: SCREEN_FAILURES }, signal);
  }

  async #modesOf(device: DeviceInfo, display: string): Promise<ScreenModes> {
    const { path: ffmpeg } = await locateFfmpeg(this.#ffmpeg);
    const { run } = await askFfmpeg(ffmpeg, screenSizeQuestion(display));
    const modes = screenModes(run.stderrTail);
    if (modes !== undefined) return modes;
    throw captureFailure(device, undefined, run, SCREEN_FAILURES);
  }
}
