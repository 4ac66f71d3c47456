import { rm, statfs, truncate } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { describe, TargetError, Timestamp, type VideoFrame } from '@giftgrab/core';
import { EncodedFile, type EncodedFilePlan } from '../encoded-file';
import { DurableFile } from './durable-file';
import { framesOnDisk, type FramesOnDisk } from './frames-on-disk/frames-on-disk';
import { claimTableRoom } from './frames-on-disk/mp4/table-room';
import { syncFolder } from './sync-folder';

/** What a segment is made of. */
export interface RecordingSegmentPlan extends Omit<EncodedFilePlan, 'isCrashSafe' | 'onDeath'> {
  /** How often what is written is brought to the disk, in milliseconds. */
  readonly syncEveryMs: number;
  /** Bytes in front of the frames of an MP4 or MOV file that are kept for their table. */
  readonly reservedBytes: number;
}

// Less than the smallest frame that anybody would miss.
const FULL_BYTES = 64 * 1024;

/** What one encoder writes of a part: all of it, unless that encoder dies. */
export class RecordingSegment {
  readonly path: string;
  readonly file: EncodedFile;
  /** When it begins, in seconds of the part. */
  readonly offset: number;
  readonly #reservedBytes: number;
  readonly #durable: DurableFile;
  readonly #frames: FramesOnDisk;
  #isSalvaged = false;

  private constructor(
    { path, reservedBytes }: RecordingSegmentPlan,
    offset: number,
    file: EncodedFile,
    durable: DurableFile,
    frames: FramesOnDisk,
  ) {
    this.path = path;
    this.#reservedBytes = reservedBytes;
    this.offset = offset;
    this.file = file;
    this.#durable = durable;
    this.#frames = frames;
  }

  /**
   * Starts an encoder.
   *
   * @param plan - What it writes.
   * @param first - The first frame; it is not written yet.
   * @param offset - When it begins, in seconds of the part.
   */
  static async open(
    plan: RecordingSegmentPlan,
    first: VideoFrame,
    offset: number,
  ): Promise<RecordingSegment> {
    // That it has died is told by the next frame, or by the end.
    const onDeath = (): void => undefined;
    const file = await EncodedFile.open({ ...plan, isCrashSafe: true, onDeath }, first);
    const frames = framesOnDisk(plan.muxer);
    let isRoomClaimed = plan.reservedBytes === 0;
    try {
      const durable = await DurableFile.open(plan.path, plan.syncEveryMs, async (handle) => {
        isRoomClaimed ||= await claimTableRoom(handle, plan.path);
        await frames.read(handle);
      });
      await syncFolder(plan.path);
      return new RecordingSegment(plan, offset, file, durable, frames);
    } catch (cause) {
      await file.abandon();
      await rm(plan.path, { force: true });
      const reason = (cause as Error).message;
      throw new TargetError(`${describe(plan.path)} cannot be written: ${reason}.`, {
        code: 'TARGET_NOT_WRITABLE',
        cause,
      });
    }
  }

  /** What is known of the frames that are on the disk. */
  get onDisk(): FramesOnDisk {
    return this.#frames;
  }

  /** Frames that are on the disk, a moment ago. */
  get durable(): number {
    return this.#frames.samples;
  }

  /** Frames that it has, or that it will have if its encoder does not die. */
  get frames(): number {
    return this.#isSalvaged ? this.durable : this.file.written;
  }

  /** Bytes of the file, a moment ago, without the room for its table. */
  get bytes(): number {
    return Math.max(0, this.#durable.bytes - this.#reservedBytes);
  }

  /** When the frame that was written last is shown, in seconds of the part. */
  get lastShown(): number {
    const { last, timeBase } = this.file.timer;
    return this.offset + new Timestamp(last, timeBase).seconds;
  }

  /** Why what is written cannot be brought to the disk, if that has failed. */
  get failure(): Error | undefined {
    return this.#durable.failure;
  }

  /** Looks now what is on the disk. */
  look(): Promise<void> {
    return this.#durable.look();
  }

  /** Ends it in order. Rejects when the encoder has not written all, or says so though it has not. */
  async finish(): Promise<void> {
    await this.file.finish();
    await this.#durable.close();
    const { written } = this.file;
    if (this.durable >= written) return;
    // Old versions of ffmpeg do not look whether the last they write gets to the disk.
    const { bavail, bsize } = await statfs(dirname(resolve(this.path)));
    const isFull = bavail * bsize < FULL_BYTES;
    throw new TargetError(
      `Of ${written} frames only ${this.durable} are in ${describe(this.path)}${isFull ? ', for its disk is full' : ''}.`,
      { code: isFull ? 'DISK_FULL' : 'TARGET' },
    );
  }

  /**
   * Ends it after its encoder has died: what is no whole frame is cut off.
   *
   * @returns Whether anything is left of it.
   */
  async salvage(): Promise<boolean> {
    this.#isSalvaged = true;
    await this.file.abandon();
    await this.#durable.close();
    if (this.durable === 0) {
      await rm(this.path, { force: true });
      return false;
    }
    await truncate(this.path, this.#frames.end);
    return true;
  }
}
