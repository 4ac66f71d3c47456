import {
  Deferred,
  DeviceOfflineError,
  frameShape,
  InvalidOptionError,
  Rational,
  Timestamp,
  VideoFrame,
  type ColourSpace,
  type FrameShape,
  type SourceRun,
} from '@giftgrab/core';
import {
  VideoDecoder,
  type DecoderEnd,
  type DecoderHandlers,
  type NutStreamHeader,
} from '@giftgrab/ffmpeg';
import { captureFailure, type FailureSigns } from './capture-failure';
import { deviceText, modeText, type DeviceInfo, type DeviceMode } from './device-info';

// A device that has given nothing for so long has lost its signal.
const STALL_TIMEOUT_MS = 10_000;
// The same, of one that says so; a switch that flickers is back by then.
const SIGNAL_TIMEOUT_MS = 2000;

/** What an ffmpeg that captures is to do. */
export interface Capture {
  /** What is captured. */
  readonly device: DeviceInfo;
  /** What it was told to deliver; `undefined` where it finds out itself. */
  readonly mode: DeviceMode | undefined;
  /** Layout of the frames. */
  readonly colour: ColourSpace;
  /** Path of the ffmpeg. */
  readonly ffmpeg: string;
  /** Arguments that make it write the device's frames as NUT to `pipe:1`, in that layout. */
  readonly args: readonly string[];
  /** How it says what is wrong. */
  readonly failures: FailureSigns;
  /** Whether a line of its standard error says that the signal is there, or that it is not. */
  readonly signalIn?: (line: string) => boolean | undefined;
}

/** What a device turns out to deliver. */
export interface CapturedPicture {
  readonly cols: number;
  readonly rows: number;
  readonly frameRate: Rational | undefined;
}

/** One run of an ffmpeg that captures. */
export class Capturing implements DecoderHandlers {
  readonly #capture: Capture;
  readonly #decoder: Promise<VideoDecoder>;
  readonly #picture = new Deferred<CapturedPicture>();
  #header: NutStreamHeader | undefined;
  #frameRate: Rational | undefined;
  #isBannerWhole = false;
  #run: SourceRun | undefined;
  #shape: FrameShape | undefined;
  #coming: VideoFrame | undefined;
  #frames = 0;
  #failure: unknown;
  #hasSignal = true;
  #signalTimer: NodeJS.Timeout | undefined;

  /** @param capture - What to do; it begins at once. */
  constructor(capture: Capture) {
    this.#capture = capture;
    const { ffmpeg: path, args } = capture;
    this.#decoder = VideoDecoder.start({ path, args, stallTimeoutMs: STALL_TIMEOUT_MS }, this);
    this.#decoder.catch((error: unknown) => this.#fail(error));
  }

  /** What comes, as soon as ffmpeg says it; rejects when none will. */
  get picture(): Promise<CapturedPicture> {
    return this.#picture.promise;
  }

  /** Gives the frames to a run from now on; until then ffmpeg waits. */
  begin(run: SourceRun): void {
    this.#run = run;
    if (this.#failure !== undefined) run.error(this.#failure);
    else {
      this.#decoder.then(
        (decoder) => decoder.resume(),
        () => undefined,
      );
    }
  }

  /** Ends it. Resolves when nothing is left of it. */
  async stop(): Promise<void> {
    clearTimeout(this.#signalTimer);
    this.#picture.reject(new Error('it was stopped'));
    const decoder = await this.#decoder.catch(() => undefined);
    await decoder?.stop();
    this.#drop();
  }

  onHeader(header: NutStreamHeader): void {
    const { width: cols, height: rows } = header;
    const { device, mode, colour } = this.#capture;
    const name = deviceText(device);
    if (cols < 1 || rows < 1) {
      throw new DeviceOfflineError(
        `The device ${name} is connected but says that its frames have ${cols} cols and ${rows} rows. Does it get a signal?`,
        { reason: 'meaningless dimensions' },
      );
    }
    if (mode !== undefined && (cols !== mode.cols || rows !== mode.rows)) {
      throw this.#otherMode(mode, `${cols}×${rows} instead`);
    }
    this.#header = header;
    this.#shape = frameShape({ colour, cols, rows });
    this.#tell();
  }

  onFrameStart(pts: number, size: number): Uint8Array | undefined {
    if (this.#run === undefined || this.#shape === undefined) return undefined;
    const { byteLength } = this.#shape;
    if (size !== byteLength) {
      const { colour, cols, rows } = this.#shape;
      const mode = this.#capture.mode ?? { colour, cols, rows };
      throw this.#otherMode(mode, `frames of ${size} bytes instead of ${byteLength}`);
    }
    const timeBase = this.#header?.timeBase;
    const time = {
      index: this.#frames,
      pts: timeBase === undefined ? undefined : new Timestamp(pts, timeBase),
    };
    this.#frames += 1;
    this.#coming = VideoFrame.lend(this.#shape, time, this.#run.budget);
    return this.#coming.data();
  }

  onFrameEnd(): void {
    const frame = this.#coming;
    this.#coming = undefined;
    // What comes without a signal is black, or bars.
    if (this.#hasSignal && frame !== undefined) this.#run?.emit(frame);
    else frame?.release();
  }

  onLine(line: string): boolean {
    if (!this.#isBannerWhole) {
      this.#frameRate ??= rateIn(line);
      this.#isBannerWhole = line.startsWith('Stream mapping:');
      this.#tell();
    }
    const hasSignal = this.#capture.signalIn?.(line);
    if (hasSignal === undefined) return false;
    this.#hasSignal = hasSignal;
    clearTimeout(this.#signalTimer);
    if (!hasSignal) {
      const giveUp = (): void => void this.#decoder.then((decoder) => decoder.giveUp());
      this.#signalTimer = setTimeout(giveUp, SIGNAL_TIMEOUT_MS);
    }
    return false;
  }

  onEnd(end: DecoderEnd): void {
    clearTimeout(this.#signalTimer);
    this.#drop();
    void this.#decoder.then(({ command }) => {
      const { device, mode, failures } = this.#capture;
      const run = { ...end, command, frames: this.#frames };
      // What was thrown here about its stream says more than how it was ended for that.
      this.#fail(end.fault ?? captureFailure(device, mode, run, failures));
    });
  }

  /** ffmpeg says what comes in, and then how it goes on; its frames come on another way. */
  #tell(): void {
    if (this.#shape === undefined || !this.#isBannerWhole) return;
    const { cols, rows } = this.#shape;
    this.#picture.resolve({ cols, rows, frameRate: this.#frameRate });
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#picture.reject(error);
    this.#run?.error(error);
  }

  #otherMode(mode: Partial<DeviceMode>, instead: string): InvalidOptionError {
    return new InvalidOptionError(
      'mode',
      'a mode of the device',
      modeText(mode),
      `The device ${deviceText(this.#capture.device)} delivers ${instead}.`,
    );
  }

  #drop(): void {
    this.#coming?.release();
    this.#coming = undefined;
  }
}

/** Frames per second that ffmpeg tells of what comes in; it may be a clock's instead. */
function rateIn(line: string): Rational | undefined {
  const text = /^\s*Stream #0:\d+.*: Video: .*?, (\d+(?:\.\d+)?) (?:fps|tbr)/.exec(line)?.[1];
  const rate = Number(text ?? 0);
  return rate > 0 && rate <= 1000 ? Rational.from(rate) : undefined;
}
