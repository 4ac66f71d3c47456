import { basename } from 'node:path';
import {
  checkFrameRate,
  describe,
  isSameShape,
  type Rational,
  shapeText,
  TargetError,
  VideoTarget,
  type TargetReport,
  type VideoFrame,
} from '@giftgrab/core';
import { checkOutputPath } from './check-output-path';
import { codecSpec, type Codec } from './codecs';
import { EncodedFile, type EncodedFilePlan, type FrameConversion } from './encoded-file';
import { checkWriterOptions, type FileWriterOptions } from './file-writer-options';
import { endOnAbort } from './end-on-abort';

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

/** A video file as a target; made by {@link fileWriter}. */
export class FileWriter extends VideoTarget<FileReport> {
  /** The file. */
  readonly path: string;
  /** Its codec. */
  readonly codec: Codec;
  /** Frames per second, as stated. */
  readonly frameRate: Rational;
  readonly #plan: EncodedFilePlan;
  #first: VideoFrame['shape'] | undefined;
  #file: EncodedFile | undefined;
  #unwatch: () => void = () => undefined;

  /** @internal Use {@link fileWriter}. */
  constructor(path: string, options: FileWriterOptions) {
    super();
    const spec = codecSpec(options.codec);
    const candidates = checkWriterOptions(spec, options);
    const muxer = checkOutputPath(path, spec, options.overwrite === true);
    this.path = path;
    this.codec = options.codec;
    this.frameRate = checkFrameRate(options.frameRate);
    const { frameRate } = this;
    const onDeath = (error: Error): void => this.fail(error);
    this.#plan = { path, muxer, spec, candidates, frameRate, options, onDeath };
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
    const file = (this.#file ??= await EncodedFile.open(this.#plan, frame));
    await file.write(frame);
  }

  protected override async finalise(): Promise<FileReport> {
    this.#unwatch();
    const bytes = (await this.#file?.finish()) ?? 0;
    const file = this.#file;
    return {
      path: this.path,
      codec: this.codec,
      encoder: file?.encoder,
      ffmpeg: file?.ffmpeg,
      frames: file?.written ?? 0,
      bytes,
      durationSeconds: file?.durationSeconds ?? 0,
      cols: file?.size.cols ?? 0,
      rows: file?.size.rows ?? 0,
      resized: file?.resized ?? 'no',
      converted: file?.converted,
      dropped: this.stats.framesDropped + (file?.timer.dropped ?? 0),
      duplicated: file?.timer.duplicated ?? 0,
      retimed: file?.timer.retimed ?? 0,
    };
  }
}
