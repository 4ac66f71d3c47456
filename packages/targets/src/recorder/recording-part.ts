import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, TargetError, Timestamp, type VideoFrame } from '@giftgrab/core';
import { EncodedFile, type EncodedFilePlan } from '../encoded-file';
import { fileReport, type FileReport } from '../file-report';
import { DurableFile } from './durable-file';
import { withoutExtension } from './file-names';
import { finishMp4 } from './mp4/finish-mp4';
import { FragmentIndex } from './mp4/fragment-index';
import { TimestampsFile } from './timestamps-file';
import { giveName, unfinishedName } from './unfinished-file';
import { framesIn, type Verification } from './verify-file';

/** What a part of a recording is made of. */
export interface RecordingPartPlan extends Omit<EncodedFilePlan, 'isCrashSafe'> {
  /** Which part, from 1. */
  readonly number: number;
  /** How often what is written is brought to the disk, in milliseconds. */
  readonly syncEveryMs: number;
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
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly sha256: string;
  /** How it was read back after it was finished, and found to hold all frames. */
  readonly verified: Verification | 'none';
}

/** A file of a recording, from its first frame until it has its final name. */
export class RecordingPart {
  readonly #plan: RecordingPartPlan;
  readonly #file: EncodedFile;
  readonly #durable: DurableFile;
  readonly #index: FragmentIndex | undefined;
  readonly #timestamps: TimestampsFile | undefined;
  readonly #startedMs: number;
  #lastIndex: number;
  #missing = 0;
  #filled = 0;

  private constructor(
    plan: RecordingPartPlan,
    first: VideoFrame,
    file: EncodedFile,
    durable: DurableFile,
    index: FragmentIndex | undefined,
    timestamps: TimestampsFile | undefined,
  ) {
    this.#plan = plan;
    this.#file = file;
    this.#durable = durable;
    this.#index = index;
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
    const path = unfinishedName(plan.path);
    const file = await EncodedFile.open({ ...plan, path, isCrashSafe: true }, first);
    const isMp4 = plan.muxer === 'mp4' || plan.muxer === 'mov';
    const index = isMp4 ? new FragmentIndex() : undefined;
    const durable = await DurableFile.open(path, plan.syncEveryMs, (handle) =>
      index === undefined ? Promise.resolve() : index.read(handle),
    );
    const timestamps = plan.timestamps
      ? await TimestampsFile.open(`${withoutExtension(plan.path)}.timestamps.jsonl`)
      : undefined;
    return new RecordingPart(plan, first, file, durable, index, timestamps);
  }

  /** Its final path. */
  get path(): string {
    return this.#plan.path;
  }

  /** Its size, a moment ago. */
  get bytes(): number {
    return this.#durable.bytes;
  }

  /** What the frames are encoded into. */
  get file(): EncodedFile {
    return this.#file;
  }

  /** Encodes a frame. */
  async write(frame: VideoFrame): Promise<void> {
    const before = this.#file.written;
    await this.#file.write(frame);
    if (this.#file.written === before) return;
    this.#missing += Math.max(0, frame.index - this.#lastIndex - 1);
    this.#lastIndex = frame.index;
    if (frame.ownMeta?.['filled'] !== undefined) this.#filled += 1;
    const { last, timeBase } = this.#file.timer;
    await this.#timestamps?.note(frame, new Timestamp(last, timeBase).seconds);
  }

  /**
   * Finishes the file, gives it its name, and looks whether all is in it.
   *
   * @throws {@link TargetError} when it is not what was written. What there is of it is kept.
   */
  async finish(): Promise<RecordingPartReport> {
    const { path, overwrite, verify } = this.#plan;
    const unfinished = unfinishedName(path);
    try {
      await this.#file.finish();
    } finally {
      await this.#durable.close();
      await this.#timestamps?.close();
    }
    if (this.#index !== undefined) {
      this.#check(await finishMp4(unfinished, this.#index), unfinished);
    }
    await giveName(unfinished, path, overwrite);
    await syncFolder(path);
    if (verify !== 'none') this.#check(await framesIn(this.#file.ffmpeg, path, verify), path);
    const report = await this.#reportOf(path);
    if (this.#plan.report) await this.#writeReport(report);
    return report;
  }

  #check(frames: number, path: string): void {
    const { written } = this.#file;
    if (frames === written) return;
    throw new TargetError(
      `${describe(path)} was to hold ${written} frames, but ${frames} are in it. It is kept as it is.`,
    );
  }

  async #reportOf(path: string): Promise<RecordingPartReport> {
    const { number: part, spec, verify: verified } = this.#plan;
    const { size } = await stat(path);
    return {
      ...fileReport(path, spec.codec, this.#file, size),
      part,
      startedAt: new Date(this.#startedMs).toISOString(),
      missing: this.#missing,
      filled: this.#filled,
      sha256: await checksumOf(path),
      verified,
    };
  }

  async #writeReport(report: RecordingPartReport): Promise<void> {
    const { source, options } = this.#plan;
    const { preset, crf, bitrate, gop, timing, frameRate } = options;
    const settings = { preset, crf, bitrate, gop, timing, frameRate: frameRate?.toString() };
    const text = JSON.stringify({ ...report, source, settings }, null, 2);
    const path = `${withoutExtension(report.path)}.report.json`;
    await writeFile(path, `${text}\n`);
  }
}

/** A name is on the disk only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders.
  const folder = await open(dirname(path)).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

async function checksumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
