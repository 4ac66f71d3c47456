import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { describe, TargetError, warn, type VideoFrame } from '@giftgrab/core';
import type { EncodedFile } from '../encoded-file';
import { fileReport, type FileReport } from '../file-report';
import { isMp4 } from '../is-mp4';
import { withoutExtension } from './file-names';
import { finishMp4 } from './frames-on-disk/mp4/finish-mp4';
import { FragmentIndex } from './frames-on-disk/mp4/fragment-index';
import { joinSegments } from './join-segments';
import type { RecordingSegment } from './recording-segment';
import { SafeEncoding, type SafeEncodingPlan } from './safe-encoding';
import { isStorageFailure } from './storage-failure';
import { syncFolder } from './sync-folder';
import { TimestampsFile } from './timestamps-file';
import { giveName } from './unfinished-file';
import { framesIn, type Verification } from './verify-file';

/** What a part of a recording is made of. */
export interface RecordingPartPlan extends SafeEncodingPlan {
  /** Which part, from 1. */
  readonly number: number;
  /** Whether its final name may be another file's by then. */
  readonly overwrite: boolean;
  readonly timestamps: boolean;
  readonly report: boolean;
  readonly verify: Verification | 'none';
  /** What the frames come from, without credentials. */
  readonly source: string | undefined;
}

/** A file of a recording, as it was written. */
export interface RecordingPartReport extends FileReport {
  /** Which part of the recording, from 1. */
  readonly part: number;
  /** When its first frame was captured, as ISO 8601 writes it. */
  readonly startedAt: string;
  /** Frames that were missing in what came: the gaps in their numbers. */
  readonly missing: number;
  /** Frames that came as fillers of a gap in their source. */
  readonly filled: number;
  /**
   * Whether it is an ordinary file. Where the disk was so full that an MP4's table of frames did not fit, it is still one of fragments,
   * which plays; `repairRecording` makes it an ordinary one when there is room.
   */
  readonly isOrdinary: boolean;
  /** How often the encoder died and was replaced. */
  readonly restarts: number;
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly sha256: string;
  /** How it was read back after it was finished, and found to hold all frames. */
  readonly verified: Verification | 'none';
}

/** A file of a recording, from its first frame until it has its final name. */
export class RecordingPart {
  readonly #plan: RecordingPartPlan;
  readonly #encoding: SafeEncoding;
  readonly #timestamps: TimestampsFile | undefined;
  readonly #startedMs: number;
  #lastIndex: number;
  #missing = 0;
  #filled = 0;
  #isOrdinary = true;

  private constructor(
    plan: RecordingPartPlan,
    first: VideoFrame,
    encoding: SafeEncoding,
    timestamps: TimestampsFile | undefined,
  ) {
    this.#plan = plan;
    this.#encoding = encoding;
    this.#timestamps = timestamps;
    this.#startedMs = first.captured.wallMs;
    this.#lastIndex = first.index - 1;
  }

  /**
   * Begins a file.
   *
   * @param plan - What it is made of.
   * @param first - The first frame; it is not written yet.
   * @throws {@link TargetError} when it cannot be written.
   */
  static async open(plan: RecordingPartPlan, first: VideoFrame): Promise<RecordingPart> {
    const encoding = await SafeEncoding.open(plan, first);
    const path = `${withoutExtension(plan.path)}.timestamps.jsonl`;
    try {
      const timestamps = plan.timestamps ? await TimestampsFile.open(path) : undefined;
      return new RecordingPart(plan, first, encoding, timestamps);
    } catch (cause) {
      await encoding.discard();
      const reason = (cause as Error).message;
      throw new TargetError(`${describe(path)} cannot be written: ${reason}.`, {
        code: 'TARGET_NOT_WRITABLE',
        cause,
      });
    }
  }

  /** Its final path. */
  get path(): string {
    return this.#plan.path;
  }

  /** What its frames are encoded by. */
  get encoding(): SafeEncoding {
    return this.#encoding;
  }

  /** Encodes a frame. */
  async write(frame: VideoFrame): Promise<void> {
    const shown = await this.#encoding.write(frame);
    if (shown === undefined) return;
    this.#missing += Math.max(0, frame.index - this.#lastIndex - 1);
    this.#lastIndex = frame.index;
    if (frame.ownMeta?.['filled'] !== undefined) this.#filled += 1;
    await this.#timestamps?.note(frame, shown);
  }

  /** Forgets a file that not one frame is in. */
  async discard(): Promise<void> {
    this.#encoding.forgetUnsafe();
    await this.#timestamps?.discard();
  }

  /**
   * Finishes the file, gives it its name, and looks whether all is in it.
   *
   * @throws {@link TargetError} when it is not what was written. What there is of it is kept, if it can be under its name.
   */
  async finish(): Promise<RecordingPartReport> {
    const { path, overwrite, verify } = this.#plan;
    const failure = await this.#encoding.finish().catch((error: unknown) => error as Error);
    this.#encoding.forgetUnsafe();
    if (failure !== undefined && this.#encoding.frames === 0) {
      await this.#timestamps?.discard();
      throw failure;
    }
    await this.#beside(this.#timestamps?.close());
    const unfinished = await this.#ordinaryFile();
    await giveName(unfinished, path, overwrite);
    await syncFolder(path);
    if (failure !== undefined) throw failure;
    if (verify !== 'none') {
      this.#check(await framesIn(this.#ffmpeg, path, verify), path);
    }
    const report = await this.#reportOf(path);
    if (this.#plan.report) await this.#beside(this.#writeReport(report));
    return report;
  }

  get #ffmpeg(): string | undefined {
    return this.#encoding.segments[0]?.file.ffmpeg;
  }

  /** One ordinary file of what was written. */
  async #ordinaryFile(): Promise<string> {
    const { muxer } = this.#plan;
    const { segments } = this.#encoding;
    if (isMp4(muxer)) {
      for (const segment of segments) await this.#finishMp4(segment);
    }
    const [first] = segments;
    if (first === undefined) throw new Error('no segments');
    const { num, den } = first.file.timer.timeBase;
    const ticksPerSecond = num === 1 ? den : undefined;
    await joinSegments(segments, { muxer, ffmpeg: first.file.ffmpeg, ticksPerSecond });
    return first.path;
  }

  async #finishMp4({ path, onDisk }: RecordingSegment): Promise<void> {
    try {
      await finishMp4(path, onDisk instanceof FragmentIndex ? onDisk : undefined);
    } catch (error) {
      if (!isStorageFailure(error)) throw error;
      this.#isOrdinary = false;
    }
  }

  /** What stands beside the recording shall not be what it fails by. */
  async #beside(writing: Promise<void> | undefined): Promise<void> {
    try {
      await writing;
    } catch (error) {
      warn(
        'SIDECAR_FAILED',
        `What belongs beside ${describe(this.path)} could not be written: ${(error as Error).message}. The recording itself is not concerned.`,
      );
    }
  }

  #check(frames: number, path: string): void {
    const expected = this.#encoding.frames;
    if (frames === expected) return;
    throw new TargetError(
      `${describe(path)} was to hold ${expected} frames, but ${frames} are in it. It is kept as it is.`,
    );
  }

  async #reportOf(path: string): Promise<RecordingPartReport> {
    const { number: part, spec, verify: verified } = this.#plan;
    const { segments, frames, durationSeconds, restarts } = this.#encoding;
    const { size } = await stat(path);
    const sum = (count: (file: EncodedFile) => number): number =>
      segments.reduce((total, { file }) => total + count(file), 0);
    return {
      ...fileReport(path, spec.codec, segments.at(-1)?.file, size),
      frames,
      durationSeconds,
      dropped: sum(({ timer }) => timer.dropped),
      duplicated: sum(({ timer }) => timer.duplicated),
      retimed: sum(({ timer }) => timer.retimed),
      part,
      startedAt: new Date(this.#startedMs).toISOString(),
      missing: this.#missing,
      filled: this.#filled,
      isOrdinary: this.#isOrdinary,
      restarts,
      sha256: await checksumOf(path),
      verified,
    };
  }

  async #writeReport(report: RecordingPartReport): Promise<void> {
    const { source, options } = this.#plan;
    const { preset, crf, bitrate, gop, timing, frameRate } = options;
    const settings = { preset, crf, bitrate, gop, timing, frameRate: frameRate?.toString() };
    const text = JSON.stringify({ ...report, source, settings }, null, 2);
    await writeFile(`${withoutExtension(report.path)}.report.json`, `${text}\n`);
  }
}

async function checksumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
