import { basename, extname } from 'node:path';
import {
  describe,
  GiftGrabError,
  InvalidOptionError,
  TargetError,
  VideoTarget,
  type TargetReport,
  type VideoFrame,
} from '@giftgrab/core';
import type { FileReport } from './file-report';
import { FileWriter } from './file-writer';
import type { SeparateFilesOptions } from './file-writer-options';

/** What a {@link StereoFileWriter} has written. */
export interface StereoFileReport extends TargetReport {
  /** Frames in each of the files. */
  readonly frames: number;
  /** Frames that are missing in one of the files or in both. */
  readonly dropped: number;
  /** The file of the left view. */
  readonly left: FileReport;
  /** The file of the right view. */
  readonly right: FileReport;
}

/** Where a {@link StereoFileWriter} writes. */
export interface StereoPaths {
  /** The file of the left view. */
  readonly left: string;
  /** The file of the right view. */
  readonly right: string;
}

type Eye = keyof StereoPaths;

/** Two video files as one target, one for each view of stereo frames; made by `fileWriter` with `stereo: 'separate'`. */
export class StereoFileWriter extends VideoTarget<StereoFileReport> {
  /** Paths of the two files. */
  readonly paths: StereoPaths;
  readonly #path: string;
  readonly #left: FileWriter;
  readonly #right: FileWriter;

  /** @internal Use {@link fileWriter}. */
  constructor(path: string, options: SeparateFilesOptions) {
    super();
    this.paths = { left: pathOf(path, 'left'), right: pathOf(path, 'right') };
    this.#path = path;
    this.#left = new FileWriter(this.paths.left, { ...options, stereo: 'left' });
    try {
      this.#right = new FileWriter(this.paths.right, { ...options, stereo: 'right' });
    } catch (error) {
      this.#left.close().catch(() => undefined);
      throw error;
    }
    this.#watch('left', this.#left);
    this.#watch('right', this.#right);
  }

  /** The class's name and the files'. */
  override get name(): string {
    return `StereoFileWriter ${basename(this.#path)}`;
  }

  protected override check({ index, stereoCount }: VideoFrame): void {
    if (stereoCount === 2) return;
    const views = stereoCount === 1 ? '1 view' : `${stereoCount} views`;
    const remedy =
      stereoCount === 1
        ? 'Make stereo frames with stereoSource() or unpackStereo(), or leave the option `stereo` out.'
        : "Choose another layout, for example { stereo: 'side-by-side' }.";
    throw new TargetError(
      `Frame ${index} has ${views}, but ${describe(this.#path)} is written as two files, one for each of two views. ${remedy}`,
      { code: 'TARGET_FRAME_MISMATCH' },
    );
  }

  protected override async write(frame: VideoFrame): Promise<void> {
    await both([
      named('left', this.#left, this.#left.append(frame)),
      named('right', this.#right, this.#right.append(frame)),
    ]);
  }

  protected override async finalise(): Promise<StereoFileReport> {
    const [left, right] = await both([
      named('left', this.#left, this.#left.close()),
      named('right', this.#right, this.#right.close()),
    ]);
    return {
      frames: Math.min(left.frames, right.frames),
      dropped: Math.max(left.dropped, right.dropped),
      left,
      right,
    };
  }

  /** One that fails between frames ends the pair too. */
  #watch(eye: Eye, writer: FileWriter): void {
    named(eye, writer, writer.finished).catch((error: unknown) => this.fail(error));
  }
}

function pathOf(path: string, eye: Eye): string {
  if (typeof path !== 'string' || path === '') {
    throw new InvalidOptionError('path', 'the path of a file to write', path);
  }
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${eye}${extension}`;
}

/** Waits for both, also where one fails: nothing of a frame is in use any more then. */
async function both<T>(works: readonly [Promise<T>, Promise<T>]): Promise<[T, T]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

/** Says of an error whose it is. */
async function named<T>(eye: Eye, { path }: FileWriter, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof GiftGrabError) || cause.code === 'ABORTED') throw cause;
    throw new TargetError(
      `The file of the ${eye} view, ${describe(path)}, failed; the other one ends with the frames that it has. ${cause.message}`,
      { code: cause.code, cause },
    );
  }
}
