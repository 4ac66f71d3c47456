import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import {
  describe,
  GiftGrabError,
  packedSize,
  pixelFormat,
  type Rational,
  TargetError,
  Timestamp,
  warn,
  type ColourSpace,
  type FrameShape,
  type PictureSize,
  type VideoFrame,
} from '@giftgrab/core';
import {
  locateFfmpeg,
  noteFileUse,
  VideoEncoder,
  type EncoderOptions,
  type FfmpegBinary,
} from '@giftgrab/ffmpeg';
import { checkNotInUse } from './check-output-path';
import type { CodecSpec, EncoderSpec } from './codecs';
import { encoderArguments, hidesLastFrame } from './encoder-arguments';
import { chooseEncoder } from './encoder-choice';
import type { FileWriterOptions } from './file-writer-options';
import { encodableSize, fitFrame, type FitPlan, type OddSize } from './fit-frame';
import { FrameTimer, liesOnGrid } from './frame-timer';

// A crash-safe file is whole without its encoder, so nobody has to wait long for one that hangs at the end.
const SAFE_FINISH_TIMEOUT_MS = 3_000;

/** A change of layout, which may cost colour or depth. */
export interface FrameConversion {
  /** Layout of the frames that came. */
  readonly from: ColourSpace;
  /** Layout that was encoded. */
  readonly to: ColourSpace;
}

/** What is encoded into which file. */
export interface EncodedFilePlan {
  /** The file. */
  readonly path: string;
  /** ffmpeg's name of its container. */
  readonly muxer: string;
  readonly spec: CodecSpec;
  /** Encoders that may be used, in the order of preference. */
  readonly candidates: readonly EncoderSpec[];
  /** Frames per second, as stated. */
  readonly frameRate: Rational;
  readonly options: FileWriterOptions;
  /** Whether the file shall be of use up to its last moments if ffmpeg dies. @defaultValue false */
  readonly isCrashSafe?: boolean;
  /** Bytes that a crash-safe MP4 or MOV file has in front of its frames for their table. @defaultValue 0 */
  readonly reservedBytes?: number;
  /** Hears that the encoder has died before {@link EncodedFile.finish}. */
  readonly onDeath: (error: Error) => void;
}

interface Output {
  readonly encoder: VideoEncoder;
  readonly spec: EncoderSpec;
  readonly binary: FfmpegBinary;
  readonly timer: FrameTimer;
  readonly fit: FitPlan;
  /** Size of the picture in the file. */
  readonly size: PictureSize;
  readonly frameRate: Rational;
}

/** A video file while frames, all like the first, are encoded into it. */
export class EncodedFile {
  /** Frames that the encoder has taken, those that were shown once more included. */
  written = 0;
  readonly #plan: EncodedFilePlan;
  readonly #first: FrameShape;
  readonly #output: Output;
  readonly #free: () => void;
  #last: VideoFrame | undefined;

  private constructor(plan: EncodedFilePlan, first: FrameShape, output: Output, free: () => void) {
    this.#plan = plan;
    this.#first = first;
    this.#output = output;
    this.#free = free;
  }

  /**
   * Takes the name and starts ffmpeg.
   *
   * @param plan - What is encoded into which file.
   * @param first - The first frame, which fixes size and layout; it is not written yet.
   * @throws {@link TargetError} when the file cannot be written, or not with these frames.
   */
  static async open(plan: EncodedFilePlan, first: VideoFrame): Promise<EncodedFile> {
    const { options, path, spec: codec } = plan;
    const { oddSize = 'pad', stereo = 'side-by-side', timing = 'timestamps' } = options;
    const binary = await locateFfmpeg(options.ffmpeg);
    const spec = await chooseEncoder(binary, codec, plan.candidates);
    const packed = packedFrom(first.shape, stereo);
    const size = fittingSize(path, packed, spec, binary.libavformat, oddSize);
    const colour = codec.formats.has(first.colour) ? first.colour : 'I420';
    const isResized = size.cols !== packed.cols || size.rows !== packed.rows;
    const fit: FitPlan = {
      colour,
      size: oddSize === 'scale' ? { cols: packed.cols, rows: packed.rows } : size,
      scaleTo: oddSize === 'scale' && isResized ? size : undefined,
      stereo,
    };
    const frameRate =
      (timing === 'timestamps' && first.pts !== undefined ? first.constantRate : undefined) ??
      plan.frameRate;
    const { start = first.index > 0 ? 'zero' : 'source' } = options;
    const startAtZero = start === 'zero';
    const isGrid = canBeGrid(plan, first, startAtZero, binary.libavformat);
    const timer = new FrameTimer(first, { timing, frameRate, isGrid, startAtZero });
    const stallTimeoutMs = options.stallTimeoutMs ?? 60_000;
    const free = claim(path, options.overwrite === true);
    const encoder = startEncoder(path, free, {
      path: binary.path,
      doing: `encoding ${describe(path)}`,
      onDeath: (error) => plan.onDeath(failure(path, error)),
      stallTimeoutMs,
      ...(plan.isCrashSafe === true && {
        isCrashSafe: true,
        finishTimeoutMs: Math.min(stallTimeoutMs, SAFE_FINISH_TIMEOUT_MS),
      }),
      video: {
        fourcc: pixelFormat(colour).fourcc,
        width: fit.size.cols,
        height: fit.size.rows,
        timeBase: timer.timeBase,
        frameRate,
      },
      args: encoderArguments({
        ...options,
        path,
        muxer: plan.muxer,
        encoder: spec,
        pixFmt: codec.formats.get(colour) ?? 'yuv420p',
        colorimetry: first.colorimetry,
        frameRate,
        timeBase: timer.timeBase,
        isGrid,
        gop: options.gop ?? usualGop(codec, frameRate),
        size,
        scaleTo: fit.scaleTo,
        libavformat: binary.libavformat,
        isCrashSafe: plan.isCrashSafe === true,
        reservedBytes: plan.reservedBytes ?? 0,
      }),
    });
    const output = { encoder, spec, binary, timer, fit, size, frameRate };
    return new EncodedFile(plan, first.shape, output, free);
  }

  /** Whether its encoder has ended, so that no more is written. */
  get isDead(): boolean {
    return this.#output.encoder.ended;
  }

  /** ffmpeg's name of the encoder. */
  get encoder(): string {
    return this.#output.spec.name;
  }

  /** Path of the ffmpeg that writes it. */
  get ffmpeg(): string {
    return this.#output.binary.path;
  }

  /** Size of the picture in the file. */
  get size(): PictureSize {
    return this.#output.size;
  }

  /** Gives each frame its time, and counts what that cost. */
  get timer(): FrameTimer {
    return this.#output.timer;
  }

  /** From the first frame to the end of the last. */
  get durationSeconds(): number {
    const { timer, frameRate } = this.#output;
    const span = timer.last - timer.firstTicks;
    // On the grid the sum is exact before it is divided.
    if (timer.timeBase.equals(frameRate.inverse)) {
      return new Timestamp(span + 1, timer.timeBase).seconds;
    }
    return new Timestamp(span, timer.timeBase).seconds + frameRate.inverse.value;
  }

  /** What was done to the size, because the encoder could not take it as it was. */
  get resized(): 'no' | 'padded' | 'cropped' | 'scaled' {
    const { fit, size } = this.#output;
    if (fit.scaleTo !== undefined) return 'scaled';
    const packed = packedFrom(this.#first, fit.stereo);
    if (size.cols === packed.cols && size.rows === packed.rows) return 'no';
    return size.cols >= packed.cols && size.rows >= packed.rows ? 'padded' : 'cropped';
  }

  /** From what layout to which the frames are converted for the encoder; `undefined` when they are not. */
  get converted(): FrameConversion | undefined {
    const from = this.#first.colour;
    const to = this.#output.fit.colour;
    return from === to ? undefined : { from, to };
  }

  /**
   * Encodes a frame.
   *
   * @param frame - Valid until the promise settles.
   * @throws {@link TargetError}, as a rejection, when the encoder is gone.
   */
  async write(frame: VideoFrame): Promise<void> {
    const { timer, fit } = this.#output;
    const slot = timer.slot(frame);
    if (slot === undefined) return;
    const fitted = fitFrame(frame, fit);
    try {
      for (const ticks of slot.repeats) await this.#send(ticks, this.#last ?? fitted);
      await this.#send(slot.ticks, fitted);
      this.#keepForRepeats(fitted);
    } finally {
      if (fitted !== frame) fitted.release();
    }
  }

  /**
   * Waits until the file is complete, and gives back its name.
   *
   * @returns Its size in bytes.
   * @throws {@link TargetError} when it is not what was written. Nothing is left of a file without a frame.
   */
  async finish(): Promise<number> {
    const { path } = this.#plan;
    this.#last?.release();
    this.#last = undefined;
    try {
      const { frames } = await this.#output.encoder.finish();
      if (frames !== this.written) {
        throw new TargetError(
          `ffmpeg was given ${this.written} frames for ${describe(path)} and says it has written ${frames}.`,
        );
      }
      return sizeOf(path);
    } catch (cause) {
      throw failure(path, cause);
    } finally {
      removeIfEmpty(path);
      this.#free();
    }
  }

  /**
   * Waits less long from now on for an encoder that takes no frames or does not end: somebody waits for the file.
   *
   * @param timeoutMs - Milliseconds without a sign of life until it is given up.
   */
  hurry(timeoutMs: number): void {
    this.#output.encoder.hurry(timeoutMs);
  }

  /** Ends the encoder at once, and gives back the name: whatever is in the file is left there. */
  async abandon(): Promise<void> {
    this.#last?.release();
    this.#last = undefined;
    await this.#output.encoder.kill();
    this.#free();
  }

  async #send(ticks: number, frame: VideoFrame): Promise<void> {
    try {
      await this.#output.encoder.write(ticks, frame.data());
      this.written += 1;
    } catch (cause) {
      throw failure(this.#plan.path, cause);
    }
  }

  #keepForRepeats(frame: VideoFrame): void {
    if (this.#plan.options.timing !== 'constant') return;
    this.#last?.release();
    this.#last = frame.share();
  }
}

/** Whether all frames can be given times that are whole numbers of frames. */
function canBeGrid(
  { muxer, options }: EncodedFilePlan,
  { pts, constantRate }: VideoFrame,
  startAtZero: boolean,
  libavformat: number,
): boolean {
  if (muxer === 'avi' || options.timing === 'constant' || pts === undefined) return true;
  if (constantRate === undefined) return false;
  // Where nothing but the grid can begin late, half a frame off is better than the start lost.
  return startAtZero || hidesLastFrame(muxer, libavformat) || liesOnGrid(pts, constantRate);
}

function usualGop({ codec }: CodecSpec, frameRate: Rational): number {
  return codec === 'FFV1' ? 1 : Math.max(1, Math.round(2 * frameRate.value));
}

function packedFrom(shape: FrameShape, stereo: FitPlan['stereo']): PictureSize {
  return shape.stereoCount > 1 ? packedSize(shape, stereo) : shape;
}

function fittingSize(
  path: string,
  size: PictureSize,
  spec: EncoderSpec,
  libavformat: number,
  oddSize: OddSize,
): PictureSize {
  const fitting = encodableSize(size, spec, libavformat, oddSize === 'crop');
  const { cols, rows } = size;
  if (fitting.cols === cols && fitting.rows === rows) return fitting;
  const isTooSmall = fitting.cols > cols || fitting.rows > rows;
  if (oddSize === 'error' || (oddSize === 'crop' && isTooSmall)) {
    throw new TargetError(
      `${spec.name} cannot encode a picture of ${cols}×${rows} pixels; ${fitting.cols}×${fitting.rows} would do. ` +
        "Crop or pad the frames before, or pass { oddSize: 'pad' }.",
      { code: 'TARGET_FRAME_MISMATCH' },
    );
  }
  const done = { pad: 'padded', crop: 'cropped', scale: 'scaled' }[oddSize];
  warn(
    'SIZE_PADDED',
    `${describe(path)} is ${done} from ${cols}×${rows} to ${fitting.cols}×${fitting.rows}, ` +
      `because ${spec.name} cannot encode the size as it is.`,
  );
  return fitting;
}

/** Takes the name, so that no two writers share a file. */
function claim(path: string, overwrite: boolean): () => void {
  checkNotInUse(path);
  try {
    closeSync(openSync(path, overwrite ? 'a' : 'wx'));
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    const reason = isThere ? 'it exists already' : (cause as Error).message;
    throw new TargetError(`${describe(path)} cannot be written: ${reason}.`, {
      code: isThere ? 'TARGET_EXISTS' : 'TARGET_NOT_WRITABLE',
      cause,
    });
  }
  return noteFileUse(path, 'written');
}

function startEncoder(path: string, free: () => void, options: EncoderOptions): VideoEncoder {
  try {
    return new VideoEncoder(options);
  } catch (error) {
    removeIfEmpty(path);
    free();
    throw error;
  }
}

function failure(path: string, cause: unknown): Error {
  if (!(cause instanceof GiftGrabError) || cause instanceof TargetError) return cause as Error;
  const code = cause.code === 'FFMPEG' ? 'TARGET' : cause.code;
  return new TargetError(`${describe(path)} could not be written: ${cause.message}`, {
    code,
    cause,
  });
}

function sizeOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined) return stats.size;
  throw new TargetError(
    `${describe(path)} is not there any more, though ffmpeg has written it: somebody has removed or renamed it.`,
  );
}

/** A file of no bytes, which only holds the name, helps nobody. */
function removeIfEmpty(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.size === 0) rmSync(path);
}
