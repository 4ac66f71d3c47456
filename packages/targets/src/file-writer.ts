import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import {
  checkFrameRate,
  checkOneOf,
  checkOptionNames,
  checkPositiveInteger,
  describe,
  GiftGrabError,
  InvalidOptionError,
  pixelFormat,
  Rational,
  TargetError,
  Timestamp,
  VideoTarget,
  warn,
  type PictureSize,
  type TargetReport,
  type VideoFrame,
} from '@giftgrab/core';
import { locateFfmpeg, noteFileUse, VideoEncoder, type EncoderEnd } from '@giftgrab/ffmpeg';
import { checkNotInUse, checkOutputPath } from './check-output-path';
import { codecSpec, type Codec, type CodecSpec, type EncoderSpec } from './codecs';
import { encoderArguments } from './encoder-arguments';
import { candidates, chooseEncoder, type EncoderWish } from './encoder-choice';
import { encodableSize, fitFrame, type FitPlan, type OddSize } from './fit-frame';
import { FrameTimer, type Timing } from './frame-timer';
import { packedSize, type StereoLayout } from './pack-views';

/** How {@link fileWriter} writes a file. */
export interface FileWriterOptions {
  /** The codec. */
  readonly codec: Codec;
  /**
   * Frames per second: exact for `timing: 'constant'`, for frames without a time and in AVI; otherwise what players are
   * told and bit rates are planned by.
   */
  readonly frameRate: number | Rational | undefined;
  /**
   * `'timestamps'` shows each frame at its own time, gaps and all. `'constant'` shows one in each slot of the frame rate:
   * gaps are filled with the frame before, frames without a slot are left out, and both are counted in the report.
   *
   * @defaultValue `'timestamps'`
   */
  readonly timing?: Timing;
  /**
   * `'zero'` begins the file with the first frame, `'source'` at the time that its first frame has in its source.
   *
   * @defaultValue `'source'` when that frame is the first of its source, else `'zero'`
   */
  readonly start?: 'zero' | 'source';
  /** Effort for small files: `'ultrafast'` to `'placebo'`. Xvid and FFV1 have none. @defaultValue the encoder's */
  readonly preset?: string;
  /** Quality; smaller is better. H264 and HEVC 0–51, VP9 0–63, Xvid 1–31. @defaultValue the encoder's */
  readonly crf?: number;
  /** Bits per second; not together with `crf`. @defaultValue the encoder's */
  readonly bitrate?: number;
  /** Frames from one key frame to the next. @defaultValue two seconds of them; 1 for FFV1 */
  readonly gop?: number;
  /**
   * `'auto'` takes the first encoder that works here, hardware first; a name, or names in order, are never replaced by
   * others. The report says which it was.
   *
   * @defaultValue `'auto'`
   */
  readonly encoder?: EncoderWish;
  /**
   * What happens when the encoder cannot take the picture's size, mostly because it is odd: `'pad'` repeats the last column
   * and row, `'crop'` leaves them out, `'scale'` resamples, `'error'` refuses. The report says what was done.
   *
   * @defaultValue `'pad'`
   */
  readonly oddSize?: OddSize;
  /** How the views of a stereo frame become one picture. @defaultValue `'side-by-side'` */
  readonly stereo?: StereoLayout;
  /** Replaces an existing file. @defaultValue false */
  readonly overwrite?: boolean;
  /** Path of the ffmpeg to use. @defaultValue found by {@link locateFfmpeg} */
  readonly ffmpeg?: string;
  /** Milliseconds without a sign of life after which ffmpeg is given up. @defaultValue 60000 */
  readonly stallTimeoutMs?: number;
  /** Finishes the file with the frames it has and fails with `ABORTED` when it is aborted. */
  readonly signal?: AbortSignal;
}

const OPTION_NAMES = [
  'codec',
  'frameRate',
  'timing',
  'start',
  'preset',
  'crf',
  'bitrate',
  'gop',
  'encoder',
  'oddSize',
  'stereo',
  'overwrite',
  'ffmpeg',
  'stallTimeoutMs',
  'signal',
];

/** What a {@link FileWriter} has written. */
export interface FileReport extends TargetReport {
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
  /** Frames shown once more, to fill gaps (`timing: 'constant'` only). */
  readonly duplicated: number;
  /** Frames shown at another time than their own, because two had the same or time ran backwards. */
  readonly retimed: number;
}

/**
 * Makes a writer of a video file. ffmpeg is started with the first frame, which fixes size and layout; it writes the file
 * itself, so that the file is whole even if Node dies.
 *
 * @param path - The file; its extension says which container.
 * @param options - How to write it; `codec` and `frameRate` are required.
 * @throws {@link InvalidOptionError} when an option breaks its rule or the extension does not fit the codec;
 * {@link UnsupportedFormatError} for an unknown codec; {@link TargetError} when the directory is missing or not writable,
 * or the file exists already.
 * @example
 * ```ts
 * import { openFile } from '@giftgrab/sources';
 * import { fileWriter } from '@giftgrab/targets';
 *
 * async function transcode(from: string, to: string): Promise<number> {
 *   await using source = await openFile(from);
 *   await using target = fileWriter(to, { codec: 'HEVC', frameRate: source.frameRate ?? 25 });
 *   source.attach(target);
 *   return (await target.finished).frames;
 * }
 * ```
 * @see GIFT-Grab's `VideoTargetFactory::create_file_writer` (T2, W1, W2)
 */
export function fileWriter(path: string, options: FileWriterOptions): FileWriter {
  return new FileWriter(path, options);
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
  #last: VideoFrame | undefined;

  /** @internal Use {@link fileWriter}. */
  constructor(path: string, options: FileWriterOptions) {
    super();
    checkOptionNames('fileWriter', options, OPTION_NAMES);
    this.#spec = codecSpec(options.codec);
    this.codec = options.codec;
    this.frameRate = checkFrameRate(options.frameRate);
    this.#candidates = checkEncoderOptions(this.#spec, options);
    this.#muxer = checkOutputPath(path, this.#spec, options.overwrite === true);
    this.path = path;
    this.#options = options;
    this.#watch(options.signal);
  }

  protected override check(frame: VideoFrame): void {
    const { cols, rows, colour, stereoCount } = frame.shape;
    const first = (this.#first ??= frame.shape);
    const isSame =
      cols === first.cols &&
      rows === first.rows &&
      colour === first.colour &&
      stereoCount === first.stereoCount;
    if (isSame) return;
    throw new TargetError(
      `Frame ${frame.index} is ${sizeText(frame.shape)}, but ${describe(this.path)} was begun with ${sizeText(first)}. ` +
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
    this.#last?.release();
    this.#last = undefined;
    const output = this.#output;
    if (output === undefined) return this.#report(undefined, 0);
    try {
      const end = await output.encoder.finish();
      this.#checkCount(end);
      return this.#report(output, statSync(this.path).size);
    } catch (cause) {
      throw this.#failure(cause);
    } finally {
      output.free();
    }
  }

  async #open(first: VideoFrame): Promise<Output> {
    const { ffmpeg, oddSize = 'pad', stereo = 'side-by-side', timing = 'timestamps' } = this.#options;
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
    const isGrid =
      this.#muxer === 'avi' ||
      timing === 'constant' ||
      first.pts === undefined ||
      first.constantRate !== undefined;
    const startAtZero = this.#options.start === undefined ? undefined : this.#options.start === 'zero';
    const timer = new FrameTimer(first, { timing, frameRate, isGrid, startAtZero });
    const free = this.#claim();
    const encoder = new VideoEncoder({
      path: binary.path,
      doing: `encoding ${describe(this.path)}`,
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
        scaleTo: plan.scaleTo,
        libavformat: binary.libavformat,
      }),
    });
    return { encoder, spec, ffmpeg: binary.path, timer, plan, size, frameRate, free };
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
    this.#removeIfEmpty();
    const code = cause.code === 'FFMPEG' ? 'TARGET' : cause.code;
    return new TargetError(`${describe(this.path)} could not be written: ${cause.message}`, {
      code,
      cause,
    });
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
    const frameSeconds = output?.frameRate.inverse.value ?? 0;
    const ticks = timer === undefined ? 0 : timer.last - timer.firstTicks;
    const span = timer === undefined ? 0 : new Timestamp(ticks, timer.timeBase).seconds;
    return {
      path: this.path,
      codec: this.codec,
      encoder: output?.spec.name,
      ffmpeg: output?.ffmpeg,
      frames: this.#written,
      bytes,
      durationSeconds: output === undefined ? 0 : span + frameSeconds,
      cols: size?.cols ?? 0,
      rows: size?.rows ?? 0,
      resized: this.#resized(plan, size),
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

  #watch(signal: AbortSignal | undefined): void {
    const abort = (): void => {
      const { reason } = signal ?? {};
      this.error(new GiftGrabError('ABORTED', 'The writer was aborted.', { cause: reason }));
    };
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  }
}

function sizeText({ cols, rows, colour, stereoCount }: VideoFrame['shape']): string {
  return `${cols}×${rows} ${colour}${stereoCount > 1 ? ` with ${stereoCount} views` : ''}`;
}

function checkEncoderOptions(spec: CodecSpec, options: FileWriterOptions): readonly EncoderSpec[] {
  const { timing, start, oddSize, stereo, gop, bitrate, crf, stallTimeoutMs } = options;
  if (timing !== undefined) checkOneOf('timing', timing, ['timestamps', 'constant']);
  if (start !== undefined) checkOneOf('start', start, ['zero', 'source']);
  if (oddSize !== undefined) checkOneOf('oddSize', oddSize, ['pad', 'crop', 'scale', 'error']);
  if (stereo !== undefined) {
    checkOneOf('stereo', stereo, ['side-by-side', 'top-bottom', 'left', 'right']);
  }
  if (gop !== undefined) checkPositiveInteger('gop', gop, 100_000);
  if (bitrate !== undefined) checkPositiveInteger('bitrate', bitrate);
  if (stallTimeoutMs !== undefined) checkPositiveInteger('stallTimeoutMs', stallTimeoutMs);
  if (crf !== undefined && bitrate !== undefined) {
    throw new InvalidOptionError('crf', 'either crf or bitrate, not both,', crf);
  }
  return candidates(spec, options.encoder ?? 'auto', options);
}
