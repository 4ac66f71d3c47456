import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, TargetError, warn } from '@giftgrab/core';
import { checkNameLength, checkOutputPath } from '../check-output-path';
import type { CodecSpec } from '../codecs';
import { DiskSpace, type DiskOptions, type DiskRoom } from './disk-space';
import { RecordingName } from './recording-name';
import { longestSegmentName } from './segment-names';
import { unfinishedName } from './unfinished-file';

/** What a place is good for. */
export interface RecordingPlacePlan {
  readonly spec: CodecSpec;
  /** Whether there will be several parts, so that the first has a number too. */
  readonly isRotating: boolean;
  /** Whether files that are there may be replaced. */
  readonly overwrite: boolean;
  readonly disk: DiskOptions;
  /** Tells how many bytes were written so far. */
  readonly written: () => number;
  /** Hears once that there is little room left. */
  readonly onLow: (room: DiskRoom) => void;
}

/** Where a recording goes: names of its files, and the disk that they are on. */
export class RecordingPlace {
  /** ffmpeg's name of the container. */
  readonly muxer: string;
  readonly #name: RecordingName;
  readonly #plan: RecordingPlacePlan;
  readonly #disk: DiskSpace;
  #startedAt = new Date();
  /** Files of this recording, or of all where their names do not tell recordings apart. */
  #count = 0;

  /**
   * @param path - Its files; may have placeholders.
   * @param plan - What it is good for.
   * @throws {@link TargetError} when nothing can be written there; {@link InvalidOptionError} when it is no path.
   */
  constructor(path: string, plan: RecordingPlacePlan) {
    this.#name = new RecordingName(path, plan.isRotating);
    this.#plan = plan;
    const first = this.#name.pathOf(this.#startedAt, 1);
    this.muxer = checkOutputPath(first, plan.spec, plan.overwrite);
    checkNameLength(longestSegmentName(first));
    const folder = dirname(resolve(path));
    this.#disk = new DiskSpace(folder, plan.disk, plan.written, plan.onLow);
  }

  /** What its names are made of. */
  get template(): string {
    return this.#name.template;
  }

  /** Path of the part that was begun last, or will be first. */
  get path(): string {
    return this.#name.pathOf(this.#startedAt, Math.max(1, this.#count));
  }

  /** Number of the part whose path was given last. */
  get part(): number {
    return this.#count;
  }

  /** What there is room for, a moment ago. */
  get room(): DiskRoom {
    return this.#disk.room;
  }

  /** Another recording begins. */
  begin(): void {
    this.#startedAt = new Date();
    if (this.#name.isDated) this.#count = 0;
  }

  /** The recording that began elsewhere goes on here: names of the same time, numbers after those that there are. */
  follow(place: RecordingPlace): void {
    this.#startedAt = place.#startedAt;
    this.#count = Math.max(this.#count, place.#count);
  }

  /** Looks after the disk from now on. Rejects when it is full. */
  async open(): Promise<void> {
    await this.#disk.start();
    this.checkRoom();
  }

  /** Looks after the disk no more. */
  close(): void {
    this.#disk.stop();
  }

  /** @throws {@link TargetError} `DISK_FULL` when only those bytes are left that have to stay free. */
  checkRoom(): void {
    if (this.#disk.room.bytes > 0) return;
    const { minFreeBytes } = this.#plan.disk;
    throw new TargetError(
      `The disk of ${describe(this.template)} is full: only the ${minFreeBytes ?? 'last 64 Mi'} bytes are free that have to stay ` +
        'so ({ disk: { minFreeBytes } }). What was recorded is whole. Make room, or name another disk with { fallbackPath }.',
      { code: 'DISK_FULL' },
    );
  }

  /** The next name that is free: a recording does not fail because of a name. */
  nextPath(): string {
    for (;;) {
      this.#count += 1;
      const path = this.#name.pathOf(this.#startedAt, this.#count);
      const unfinished = unfinishedName(path);
      if (existsSync(unfinished)) {
        warn(
          'RECORDING_UNFINISHED',
          `There is an unfinished recording, "${unfinished}", of a program that died. It is left alone; "giftgrab repair" finishes it.`,
        );
      } else if (this.#plan.overwrite || !existsSync(path)) return path;
    }
  }
}
