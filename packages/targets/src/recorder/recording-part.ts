import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, TargetError, warn, type VideoFrame } from '@giftgrab/core';
import type { EncodedFile } from '../encoded-file';
import { fileReport, type FileReport } from '../file-report';
import { withoutExtension, withSuffix } from './file-names';
import { finishMp4 } from './frames-on-disk/mp4/finish-mp4';
import { FragmentIndex } from './frames-on-disk/mp4/fragment-index';
import { joinSegments } from './join-segments';
import { RecordingSegment, type RecordingSegmentPlan } from './recording-segment';
import { isStorageFailure } from './storage-failure';
import { TimestampsFile } from './timestamps-file';
import { giveName, unfinishedName } from './unfinished-file';
import { UnsafeFrames } from './unsafe-frames';
import { framesIn, type Verification } from './verify-file';

/** What a part of a recording is made of. */
export interface RecordingPartPlan extends RecordingSegmentPlan {
  /** Which part, from 1. */
  readonly number: number;
  /** Whether its final name may be another file's by then. */
  readonly overwrite: boolean;
  readonly timestamps: boolean;
  readonly report: boolean;
  readonly verify: Verification | 'none';
  /** What the frames come from, without credentials. */
  readonly source: string | undefined;
  /** Hears that the encoder has died and was replaced, and how many frames the new one was given again. */
  readonly onRestart: (error: Error, replayed: number) => void;
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

// So many frames are kept for an encoder that may have to begin anew; more than any holds back.
const MAX_UNSAFE = 96;
// An encoder that has written nothing in so long will not because it is waited for.
const MAX_WAIT_MS = 2000;
// Encoders in a row that write not one frame.
const MAX_FRUITLESS = 5;

/** A file of a recording, from its first frame until it has its final name. */
export class RecordingPart {
  readonly #plan: RecordingPartPlan;
  readonly #timestamps: TimestampsFile | undefined;
  readonly #startedMs: number;
  readonly #unsafe = new UnsafeFrames();
  /** Of encoders that died. */
  readonly #salvaged: RecordingSegment[] = [];
  #segment: RecordingSegment;
  #opened = 1;
  #restarts = 0;
  #fruitless = 0;
  #lastIndex: number;
  #lastMs: number;
  #missing = 0;
  #filled = 0;
  #isCut = false;
  #isUnsafe = false;
  /** Whether no more can be written where it is. */
  #isOver = false;
  #isOrdinary = true;

  private constructor(
    plan: RecordingPartPlan,
    first: VideoFrame,
    segment: RecordingSegment,
    timestamps: TimestampsFile | undefined,
  ) {
    this.#plan = plan;
    this.#segment = segment;
    this.#timestamps = timestamps;
    this.#startedMs = first.captured.wallMs;
    this.#lastMs = first.capturedMs;
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
    const segment = await RecordingSegment.open({ ...plan, path }, first, 0);
    const timestamps = plan.timestamps
      ? await TimestampsFile.open(`${withoutExtension(plan.path)}.timestamps.jsonl`)
      : undefined;
    return new RecordingPart(plan, first, segment, timestamps);
  }

  /** Its final path. */
  get path(): string {
    return this.#plan.path;
  }

  /** Its size, a moment ago. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Frames in it, those that were shown once more included. */
  get frames(): number {
    return this.#segments.reduce((sum, { frames }) => sum + frames, 0);
  }

  /** From its first frame to the end of the last. */
  get durationSeconds(): number {
    return this.#segment.offset + this.#segment.file.durationSeconds;
  }

  /** The next frame follows the last as if no time had passed between them. */
  cut(): void {
    this.#isCut = true;
  }

  /** Encodes a frame. When the encoder dies, another takes its place, and gets what is not on the disk once more. */
  async write(frame: VideoFrame): Promise<void> {
    const isCut = this.#isCut;
    this.#isCut = false;
    const before = this.#segment.file.written;
    try {
      if (isCut) this.#segment.file.timer.cut();
      await this.#segment.file.write(frame);
    } catch (error) {
      if (!this.#segment.file.isDead) throw error;
      await this.#restart(error as Error, frame);
      this.#isCut = isCut;
      await this.write(frame);
      return;
    }
    const { written } = this.#segment.file;
    if (written === before) return;
    const shown = this.#segment.lastShown;
    this.#unsafe.keep(frame, { shown, isCut, written });
    await this.#note(frame, shown);
    await this.#keepFew();
  }

  /** Gives away the frames that could not be written: whoever takes them releases them. */
  takeUnsafe(): readonly VideoFrame[] {
    return this.#unsafe.take();
  }

  /** Forgets a file that not one frame is in. */
  async discard(): Promise<void> {
    this.#unsafe.clear();
    await this.#timestamps?.discard();
  }

  /**
   * Finishes the file, gives it its name, and looks whether all is in it.
   *
   * @throws {@link TargetError} when it is not what was written. What there is of it is kept.
   */
  async finish(): Promise<RecordingPartReport> {
    const { path, overwrite, verify } = this.#plan;
    try {
      if (!this.#isOver) await this.#finishSegment();
    } finally {
      this.#unsafe.clear();
      await this.#beside(this.#timestamps?.close());
    }
    const unfinished = await this.#ordinaryFile();
    await giveName(unfinished, path, overwrite);
    await syncFolder(path);
    if (verify !== 'none') {
      this.#check(await framesIn(this.#segment.file.ffmpeg, path, verify), path);
    }
    const report = await this.#reportOf(path);
    if (this.#plan.report) await this.#beside(this.#writeReport(report));
    return report;
  }

  /** Of the encoders that died, and of the one that writes now. */
  get #segments(): readonly RecordingSegment[] {
    const isSalvaged = this.#isOver || this.#salvaged.includes(this.#segment);
    return isSalvaged ? this.#salvaged : [...this.#salvaged, this.#segment];
  }

  async #note(frame: VideoFrame, shown: number): Promise<void> {
    this.#missing += Math.max(0, frame.index - this.#lastIndex - 1);
    this.#lastIndex = frame.index;
    this.#lastMs = frame.capturedMs;
    if (frame.ownMeta?.['filled'] !== undefined) this.#filled += 1;
    await this.#timestamps?.note(frame, shown);
  }

  /** Waits for the disk rather than keep more frames: whoever gives them faster than time passes has to wait for the encoder anyway. */
  async #keepFew(): Promise<void> {
    this.#unsafe.forget(this.#segment.durable);
    const untilMs = performance.now() + MAX_WAIT_MS;
    while (this.#unsafe.length > MAX_UNSAFE) {
      if (this.#segment.file.isDead) return;
      if (performance.now() > untilMs) {
        this.#warnUnsafe();
        this.#unsafe.forgetOldest();
        return;
      }
      await this.#segment.look();
      this.#unsafe.forget(this.#segment.durable);
      if (this.#unsafe.length > MAX_UNSAFE) await delay(5);
    }
  }

  #warnUnsafe(): void {
    if (this.#isUnsafe) return;
    this.#isUnsafe = true;
    warn(
      'RECORDING_UNSAFE',
      `The encoder of ${describe(this.path)} holds back more than ${MAX_UNSAFE} frames: if it dies, some of them are lost. ` +
        'Choose a faster preset, or another encoder.',
    );
  }

  async #restart(error: Error, next: VideoFrame | undefined): Promise<void> {
    for (let cause = error; ;) {
      await this.#salvage(cause);
      const replayed = this.#unsafe.length;
      const first = this.#unsafe.first?.frame ?? next;
      if (first === undefined) return;
      await delay(this.#fruitless === 0 ? 0 : 100 * 2 ** this.#fruitless);
      try {
        await this.#openSegment(first);
        for (const unsafe of this.#unsafe.all) {
          if (unsafe.isCut && unsafe !== this.#unsafe.first) this.#segment.file.timer.cut();
          await this.#segment.file.write(unsafe.frame);
          unsafe.written = this.#segment.file.written;
        }
        this.#restarts += 1;
        this.#plan.onRestart(cause, replayed);
        return;
      } catch (failure) {
        if (!this.#segment.file.isDead) throw failure;
        cause = failure as Error;
      }
    }
  }

  /** Keeps what the dead encoder has brought to the disk. */
  async #salvage(cause: Error): Promise<void> {
    const segment = this.#segment;
    const isUseful = await segment.salvage();
    this.#unsafe.forget(segment.durable);
    if (isUseful) {
      this.#salvaged.push(segment);
      this.#fruitless = 0;
    }
    if (isStorageFailure(cause)) {
      this.#isOver = true;
      throw cause;
    }
    if (isUseful) return;
    this.#fruitless += 1;
    if (this.#fruitless < MAX_FRUITLESS) return;
    throw new TargetError(
      `${describe(this.path)} is not recorded any more: ${MAX_FRUITLESS} encoders in a row died before they had written a frame. ` +
        `What was recorded before is kept. The last said: ${cause.message}`,
      { cause },
    );
  }

  async #openSegment(first: VideoFrame): Promise<void> {
    this.#opened += 1;
    const path = unfinishedName(withSuffix(this.#plan.path, `.segment${this.#opened}`));
    const sinceMs = Math.max(1, first.capturedMs - this.#lastMs);
    const last = this.#salvaged.at(-1);
    const offset =
      this.#unsafe.first?.shown ?? (last === undefined ? 0 : last.lastShown + sinceMs / 1000);
    this.#segment = await RecordingSegment.open({ ...this.#plan, path }, first, offset);
  }

  async #finishSegment(): Promise<void> {
    for (;;) {
      const segment = this.#segment;
      try {
        await segment.finish();
        return;
      } catch (error) {
        await this.#restart(error as Error, undefined);
        // All that it was given is on the disk.
        if (this.#segment === segment) return;
      }
    }
  }

  /** One ordinary file of what was written. */
  async #ordinaryFile(): Promise<string> {
    const { muxer } = this.#plan;
    const segments = this.#segments;
    if (muxer === 'mp4' || muxer === 'mov') {
      for (const segment of segments) await this.#finishMp4(segment);
    }
    const [only] = segments;
    return only !== undefined && segments.length === 1 ? only.path : joinSegments(segments, muxer);
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
    if (frames === this.frames) return;
    throw new TargetError(
      `${describe(path)} was to hold ${this.frames} frames, but ${frames} are in it. It is kept as it is.`,
    );
  }

  async #reportOf(path: string): Promise<RecordingPartReport> {
    const { number: part, spec, verify: verified } = this.#plan;
    const { size } = await stat(path);
    const sum = (count: (file: EncodedFile) => number): number =>
      this.#segments.reduce((total, { file }) => total + count(file), 0);
    return {
      ...fileReport(path, spec.codec, this.#segment.file, size),
      frames: this.frames,
      durationSeconds: this.durationSeconds,
      dropped: sum(({ timer }) => timer.dropped),
      duplicated: sum(({ timer }) => timer.duplicated),
      retimed: sum(({ timer }) => timer.retimed),
      part,
      startedAt: new Date(this.#startedMs).toISOString(),
      missing: this.#missing,
      filled: this.#filled,
      isOrdinary: this.#isOrdinary,
      restarts: this.#restarts,
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
