import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import {
  checkFrameRate,
  describe,
  GiftGrabError,
  isSameShape,
  packedSize,
  pixelFormat,
  type Rational,
  shapeText,
  TargetError,
  Timestamp,
  VideoTarget,
  warn,
  type ColourSpace,
  type PictureSize,
  type TargetReport,
  type VideoFrame,
} from '@giftgrab/core';
import {
  locateFfmpeg,
  noteFileUse,
  VideoEncoder,
  type EncoderEnd,
  type EncoderOptions,
} from '@giftgrab/ffmpeg';
import { checkNotInUse, checkOutputPath } from './check-output-path';
import { codecSpec, type Codec, type CodecSpec, type EncoderSpec } from './codecs';
import { encoderArguments, hidesLastFrame } from './encoder-arguments';
import { chooseEncoder } from './encoder-choice';
import { checkWriterOptions, type FileWriterOptions } from './file-writer-options';
import { endOnAbort } from './end-on-abort';
import { encodableSize, fitFrame, type FitPlan, type OddSize } from './fit-frame';
import { FrameTimer, liesOnGrid } from './frame-timer';

/** A change of layout, which may cost colour or depth. */
export interface FrameConversion {
  /** Layout of the frames that came. */
  readonly from: ColourSpace;
  /** Layout that was encoded. */
  readonly to: ColourSpace;
}

/** What a {@link FileWriter} has written. */
export interface FileReport extends TargetReport {
  /** Frames in the file, those that were shown once more included. */
  readonly frames: number;
  /** The file; nothing is there when `frames` is 0. */
  readonly path: string;
  /** Its codec. */
  readonly codec: Codec;
  /** ffmpeg's name of the encoder; `undefined` when no frame came. */
  readonly encoder: string | undefined;
  /** Path of the ffmpeg that wrote it. */
  readonly ffmpeg: string | undefined;
  /** Size of the file. */
  readonly bytes: number;
  /** From the first frame to the end of the last. */
  readonly durationSeconds: number;
  /** Size of the picture in the file. */
  readonly cols: number;
  /** Size of the picture in the file. */
  readonly rows: number;
  /** What was done to the size, because the encoder could not take it as it was. */
  readonly resized: 'no' | 'padded' | 'cropped' | 'scaled';
  /** From what layout to which the frames were converted for the encoder; `undefined` when they were not. */
  readonly converted: FrameConversion | undefined;
  /** Frames shown once more, to fill gaps (`timing: 'constant'` only). */
  readonly duplicated: number;
  /** Frames shown at another time than their own, because two had the same or time ran backwards. */
  readonly retimed: number;
}

interface Output {
  readonly encoder: VideoEncoder;
  readonly spec: EncoderSpec;
  readonly ffmpeg: string;
  readonly timer: FrameTimer;
  readonly plan: FitPlan;
  readonly size: PictureSize;
  readonly frameRate: Rational;
  readonly free: () => void;
}

/** A video file as a target; made by {@link fileWriter}. */
export class FileWriter extends VideoTarget<FileReport> {
  /** The file. */
  readonly path: string;
  /** Its codec. */
  readonly codec: Codec;
  /** Frames per second, as stated. */
  readonly frameRate: Rational;
  readonly #spec: CodecSpec;
  readonly #muxer: string;
  readonly #options: FileWriterOptions;
  readonly #candidates: readonly EncoderSpec[];
  #first: VideoFrame['shape'] | undefined;
  #output: Output | undefined;
  #written = 0;
  #unwatch: () => void = () => undefined;
  #last: VideoFrame | undefined;

  /** @internal Use {@link fileWriter}. */
  constructor(path: string, options: FileWriterOptions) {
    super();
    this.#spec = codecSpec(options.codec);
    this.codec = options.codec;
    this.#candidates = checkWriterOptions(this.#spec, options);
    this.frameRate = checkFrameRate(options.frameRate);
    this.#muxer = checkOutputPath(path, this.#spec, options.overwrite === true);
    this.path = path;
    this.#options = options;
    this.#unwatch = endOnAbort(this, options.signal);
  }

  /** The class's name and the file's. */
  override get name(): string {
    return `FileWriter ${basename(this.path)}`;
  }

  protected override check(frame: VideoFrame): void {
    const first = (this.#first ??= frame.shape);
    if (isSameShape(frame.shape, first)) return;
    throw new TargetError(
      `Frame ${frame.index} is ${shapeText(frame.shape)}, but ${describe(this.path)} was begun with ${shapeText(first)}. ` +
        'All frames of a file are alike: convert or resize them before, or begin another file.',
      { code: 'TARGET_FRAME_MISMATCH' },
    );
  }

  protected override async write(frame: VideoFrame): Promise<void> {
    const output = (this.#output ??= await this.#open(frame));
    const slot = output.timer.slot(frame);
    if (slot === undefined) return;
    const fitted = fitFrame(frame, output.plan);
    try {
      for (const ticks of slot.repeats) await this.#send(output, ticks, this.#last ?? fitted);
      await this.#send(output, slot.ticks, fitted);
      this.#keepForRepeats(fitted);
    } finally {
      if (fitted !== frame) fitted.release();
    }
  }

  protected override async finalise(): Promise<FileReport> {
    this.#unwatch();
    this.#last?.release();
    this.#last = undefined;
    const output = this.#output;
    if (output === undefined) return this.#report(undefined, 0);
    try {
      const end = await output.encoder.finish();
      this.#checkCount(end);
      return this.#report(output, this.#size());
    } catch (cause) {
      throw this.#failure(cause);
    } finally {
      this.#removeIfEmpty();
      output.free();
    }
  }

  async #open(first: VideoFrame): Promise<Output> {
    const {
      ffmpeg,
      oddSize = 'pad',
      stereo = 'side-by-side',
      timing = 'timestamps',
    } = this.#options;
    const binary = await locateFfmpeg(ffmpeg);
    const spec = await chooseEncoder(binary, this.#spec, this.#candidates);
    const packed = first.stereoCount > 1 ? packedSize(first.shape, stereo) : first.shape;
    const size = this.#fittingSize(packed, spec, binary.libavformat, oddSize);
    const colour = this.#spec.formats.has(first.colour) ? first.colour : 'I420';
    const isResized = size.cols !== packed.cols || size.rows !== packed.rows;
    const plan: FitPlan = {
      colour,
      size: oddSize === 'scale' ? { cols: packed.cols, rows: packed.rows } : size,
      scaleTo: oddSize === 'scale' && isResized ? size : undefined,
      stereo,
    };
    const frameRate =
      (timing === 'timestamps' && first.pts !== undefined ? first.constantRate : undefined) ??
      this.frameRate;
    const { start = first.index > 0 ? 'zero' : 'source' } = this.#options;
    const startAtZero = start === 'zero';
    const isGrid = this.#isGrid(first, startAtZero, binary.libavformat);
    const timer = new FrameTimer(first, { timing, frameRate, isGrid, startAtZero });
    const free = this.#claim();
    const encoder = this.#startEncoder(free, {
      path: binary.path,
      doing: `encoding ${describe(this.path)}`,
      onDeath: (error) => this.fail(this.#failure(error)),
      stallTimeoutMs: this.#options.stallTimeoutMs ?? 60_000,
      video: {
        fourcc: pixelFormat(colour).fourcc,
        width: plan.size.cols,
        height: plan.size.rows,
        timeBase: timer.timeBase,
        frameRate,
      },
      args: encoderArguments({
        ...this.#options,
        path: this.path,
        muxer: this.#muxer,
        encoder: spec,
        pixFmt: this.#spec.formats.get(colour) ?? 'yuv420p',
        colorimetry: first.colorimetry,
        frameRate,
        timeBase: timer.timeBase,
        isGrid,
        gop: this.#gop(frameRate),
        size,
        scaleTo: plan.scaleTo,
        libavformat: binary.libavformat,
      }),
    });
    return { encoder, spec, ffmpeg: binary.path, timer, plan, size, frameRate, free };
  }

  /** Whether all frames can be given times that are whole numbers of frames. */
  #isGrid(first: VideoFrame, startAtZero: boolean, libavformat: number): boolean {
    const { pts, constantRate } = first;
    if (this.#muxer === 'avi' || this.#options.timing === 'constant' || pts === undefined) {
      return true;
    }
    if (constantRate === undefined) return false;
    // Where nothing but the grid can begin late, half a frame off is better than the start lost.
    return startAtZero || hidesLastFrame(this.#muxer, libavformat) || liesOnGrid(pts, constantRate);
  }

  #startEncoder(free: () => void, options: EncoderOptions): VideoEncoder {
    try {
      return new VideoEncoder(options);
    } catch (error) {
      this.#removeIfEmpty();
      free();
      throw error;
    }
  }

  #fittingSize(
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
      `${describe(this.path)} is ${done} from ${cols}×${rows} to ${fitting.cols}×${fitting.rows}, ` +
        `because ${spec.name} cannot encode the size as it is.`,
    );
    return fitting;
  }

  /** Takes the name, so that no two writers share a file. */
  #claim(): () => void {
    checkNotInUse(this.path);
    try {
      closeSync(openSync(this.path, this.#options.overwrite === true ? 'a' : 'wx'));
    } catch (cause) {
      const isThere = (cause as NodeJS.ErrnoException).code === 'EEXIST';
      const reason = isThere ? 'it exists already' : (cause as Error).message;
      throw new TargetError(`${describe(this.path)} cannot be written: ${reason}.`, {
        code: isThere ? 'TARGET_EXISTS' : 'TARGET_NOT_WRITABLE',
        cause,
      });
    }
    return noteFileUse(this.path, 'written');
  }

  async #send(output: Output, ticks: number, frame: VideoFrame): Promise<void> {
    try {
      await output.encoder.write(ticks, frame.data());
      this.#written += 1;
    } catch (cause) {
      throw this.#failure(cause);
    }
  }

  #keepForRepeats(frame: VideoFrame): void {
    if (this.#options.timing !== 'constant') return;
    this.#last?.release();
    this.#last = frame.share();
  }

  #checkCount(end: EncoderEnd): void {
    if (end.frames === this.#written) return;
    throw new TargetError(
      `ffmpeg was given ${this.#written} frames for ${describe(this.path)} and says it has written ${end.frames}.`,
    );
  }

  #failure(cause: unknown): Error {
    if (!(cause instanceof GiftGrabError) || cause instanceof TargetError) return cause as Error;
    const code = cause.code === 'FFMPEG' ? 'TARGET' : cause.code;
    return new TargetError(`${describe(this.path)} could not be written: ${cause.message}`, {
      code,
      cause,
    });
  }

  #size(): number {
    const stats = statSync(this.path, { throwIfNoEntry: false });
    if (stats !== undefined) return stats.size;
    throw new TargetError(
      `${describe(this.path)} is not there any more, though ffmpeg has written it: somebody has removed or renamed it.`,
    );
  }

  /** A file of no bytes, which only holds the name, helps nobody. */
  #removeIfEmpty(): void {
    if (statSync(this.path, { throwIfNoEntry: false })?.size === 0) rmSync(this.path);
  }

  #gop(frameRate: Rational): number {
    const { gop } = this.#options;
    return gop ?? (this.codec === 'FFV1' ? 1 : Math.max(1, Math.round(2 * frameRate.value)));
  }

  #report(output: Output | undefined, bytes: number): FileReport {
    const { timer, plan, size } = output ?? {};
    return {
      path: this.path,
      codec: this.codec,
      encoder: output?.spec.name,
      ffmpeg: output?.ffmpeg,
      frames: this.#written,
      bytes,
      durationSeconds: output === undefined ? 0 : durationOf(output),
      cols: size?.cols ?? 0,
      rows: size?.rows ?? 0,
      resized: this.#resized(plan, size),
      converted: this.#converted(plan),
      dropped: this.stats.framesDropped + (timer?.dropped ?? 0),
      duplicated: timer?.duplicated ?? 0,
      retimed: timer?.retimed ?? 0,
    };
  }

  #resized(plan: FitPlan | undefined, size: PictureSize | undefined): FileReport['resized'] {
    const first = this.#first;
    if (plan === undefined || size === undefined || first === undefined) return 'no';
    if (plan.scaleTo !== undefined) return 'scaled';
    const packed = first.stereoCount > 1 ? packedSize(first, plan.stereo) : first;
    if (size.cols === packed.cols && size.rows === packed.rows) return 'no';
    return size.cols >= packed.cols && size.rows >= packed.rows ? 'padded' : 'cropped';
  }

  #converted(plan: FitPlan | undefined): FileReport['converted'] {
    const from = this.#first?.colour;
    if (plan === undefined || from === undefined || from === plan.colour) return undefined;
    return { from, to: plan.colour };
  }
}

function durationOf({ timer, frameRate }: Output): number {
  const span = timer.last - timer.firstTicks;
  // On the grid the sum is exact before it is divided.
  if (timer.timeBase.equals(frameRate.inverse)) {
    return new Timestamp(span + 1, timer.timeBase).seconds;
  }
  return new Timestamp(span, timer.timeBase).seconds + frameRate.inverse.value;
}
