import {
  DeviceOfflineError,
  frameShape,
  InvalidOptionError,
  Timestamp,
  VideoFrame,
  VideoSource,
  type FrameShape,
  type Rational,
  type RunTeardown,
  type SourceRun,
} from '@giftgrab/core';
import {
  VideoDecoder,
  type DecoderEnd,
  type DecoderHandlers,
  type NutStreamHeader,
} from '@giftgrab/ffmpeg';
import { deviceText, modeText, type DeviceInfo, type DeviceMode } from './device-info';

// A device that has given nothing for so long has lost its signal.
const STALL_TIMEOUT_MS = 10_000;

/** What an ffmpeg that captures is to do. */
export interface Capture {
  /** What is captured. */
  readonly device: DeviceInfo;
  /** What it shall deliver. */
  readonly mode: DeviceMode;
  /** Path of the ffmpeg. */
  readonly ffmpeg: string;
  /** Arguments that make it write the device's frames as NUT to `pipe:1`, in the mode's colour and size. */
  readonly args: readonly string[];
  /** The typed error for the way it ended. */
  readonly failure: (end: CaptureEnd) => Error;
}

/** How a capture ended. */
export interface CaptureEnd extends DecoderEnd {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Frames that had come. */
  readonly frames: number;
}

/** A device that ffmpeg captures. Its frames are emitted as they come: what cannot be made to wait is not asked whether it would. */
export class CaptureSource extends VideoSource {
  readonly #capture: Capture;

  /** @param capture - What to capture, and how. */
  constructor(capture: Capture) {
    const { colour, cols, rows, frameRate } = capture.mode;
    super({ colour, cols, rows, frameRate });
    this.#capture = capture;
  }

  protected override start(run: SourceRun): RunTeardown {
    const capturing = new Capturing(run, this.#capture);
    return () => capturing.stop();
  }
}

/** One run of an ffmpeg that captures. */
class Capturing implements DecoderHandlers {
  readonly #run: SourceRun;
  readonly #capture: Capture;
  readonly #shape: FrameShape;
  readonly #decoder: Promise<VideoDecoder>;
  #timeBase: Rational | undefined;
  #coming: VideoFrame | undefined;
  #frames = 0;

  constructor(run: SourceRun, capture: Capture) {
    this.#run = run;
    this.#capture = capture;
    this.#shape = frameShape(capture.mode);
    const { ffmpeg: path, args } = capture;
    this.#decoder = VideoDecoder.start({ path, args, stallTimeoutMs: STALL_TIMEOUT_MS }, this);
    this.#decoder.catch((error: unknown) => run.error(error));
  }

  async stop(): Promise<void> {
    const decoder = await this.#decoder.catch(() => undefined);
    await decoder?.stop();
    this.#coming?.release();
    this.#coming = undefined;
  }

  onHeader({ width, height, timeBase }: NutStreamHeader): void {
    this.#timeBase = timeBase;
    const { device, mode } = this.#capture;
    if (width === mode.cols && height === mode.rows) return;
    const name = deviceText(device);
    if (width < 1 || height < 1) {
      throw new DeviceOfflineError(
        `The device ${name} is connected but says that its frames have ${width} cols and ${height} rows. Does it get a signal?`,
        { reason: 'meaningless dimensions' },
      );
    }
    throw new InvalidOptionError(
      'mode',
      'a mode of the device',
      modeText(mode),
      `The device ${name} delivers ${width}×${height} instead.`,
    );
  }

  onFrameStart(pts: number, size: number): Uint8Array | undefined {
    const { byteLength } = this.#shape;
    if (size !== byteLength) {
      const { device, mode } = this.#capture;
      throw new InvalidOptionError(
        'mode',
        'a mode of the device',
        modeText(mode),
        `The device ${deviceText(device)} delivers frames of ${size} bytes instead of ${byteLength}.`,
      );
    }
    const timeBase = this.#timeBase;
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
    if (frame !== undefined) this.#run.emit(frame);
  }

  onLine(): boolean {
    return false;
  }

  onEnd(end: DecoderEnd): void {
    this.#coming?.release();
    this.#coming = undefined;
    void this.#decoder.then(({ command }) => {
      const failure = { ...end, command, frames: this.#frames };
      // What was thrown here about its stream says more than how it was ended for that.
      this.#run.error(end.fault ?? this.#capture.failure(failure));
    });
  }
}
