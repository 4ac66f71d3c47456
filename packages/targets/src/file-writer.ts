import { basename } from 'node:path';
import {
  checkFrameRate,
  describe,
  isSameShape,
  type Rational,
  shapeText,
  TargetError,
  VideoTarget,
  type VideoFrame,
} from '@giftgrab/core';
import { checkOutputPath } from './check-output-path';
import { codecSpec, type Codec } from './codecs';
import { EncodedFile, type EncodedFilePlan } from './encoded-file';
import { fileReport, type FileReport } from './file-report';
import { checkWriterOptions, type FileWriterOptions } from './file-writer-options';
import { endOnAbort } from './end-on-abort';

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
    const report = fileReport(this.path, this.codec, this.#file, bytes);
    return { ...report, dropped: this.stats.framesDropped + report.dropped };
  }
}
