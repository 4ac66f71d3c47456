import { isSameShape, settlesWithin, type VideoFrame } from '@giftgrab/core';
import { isStorageFailure } from '../storage-failure';
import { SpillFile, type SpilledFrame } from './spill-file';

/** What a {@link SpillQueue} works for. */
export interface SpillQueueOptions {
  /** Encodes a frame; one at a time, in order. */
  readonly encode: (frame: VideoFrame) => Promise<void>;
  /** Gives a path where nothing is, another one each time. */
  readonly nextPath: () => string;
  /** Bytes on the disk, at most. */
  readonly maxBytes: number;
  /** Whether the disk has room for so many bytes more. */
  readonly hasRoomFor: (bytes: number) => boolean;
  /** Hears that frames go to the disk from now on. */
  readonly onSpilling: () => void;
  /** Hears that so many were encoded from there, and none is left. */
  readonly onEmptied: (frames: number) => void;
  /** Hears what the encoding has failed with; it takes no more frames then. */
  readonly onFailure: (error: unknown, left: readonly string[]) => void;
}

interface Waiting {
  readonly spilled: SpilledFrame;
  /** Whether it is encoded from memory, and is on the disk only in case that this process ends. */
  readonly isCopy: boolean;
}

// An encoder that is only just late needs no disk.
const PATIENCE_MS = 100;
// What was encoded gives back its room file by file.
const FILE_BYTES = 256 * 1024 * 1024;

/**
 * Lets frames that come faster than they are encoded wait on the disk, uncompressed, in the order they came in.
 */
export class SpillQueue {
  /** Frames that went by way of the disk. */
  spilled = 0;
  readonly #options: SpillQueueOptions;
  readonly #waiting: Waiting[] = [];
  readonly #files: SpillFile[] = [];
  /** Frames that went to the disk since none was there. */
  #inARow = 0;
  #working: Promise<void> | undefined;
  #isAdding = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: SpillQueueOptions) {
    this.#options = options;
  }

  /** Frames that wait on the disk. */
  get length(): number {
    return this.#waiting.length;
  }

  /**
   * Takes a frame.
   *
   * @param frame - Valid until the promise settles.
   * @returns Resolves when it is being encoded, or is on the disk; where that has no room, when there is some again. Rejects when the
   * encoding has failed.
   */
  async push(frame: VideoFrame): Promise<void> {
    for (;;) {
      const isLate = this.#waiting.length > 0 || !(await this.#isIdleWithin(PATIENCE_MS));
      this.#throwFailure();
      if (!isLate) {
        this.#working = this.#work(frame.lease());
        const isEncoded = await this.#isIdleWithin(PATIENCE_MS);
        this.#throwFailure();
        // Some of it may be in the pipe, which does not outlive this process.
        if (isEncoded || (await this.#spill(frame, true))) return;
        await this.#working;
        this.#throwFailure();
        return;
      }
      if (await this.#spill(frame, false)) return;
      await this.#isIdleWithin(PATIENCE_MS);
    }
  }

  /** Waits until all is encoded, and leaves no file. */
  async finish(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  /** Encodes a frame, then those that wait on the disk. */
  async #work(first?: VideoFrame): Promise<void> {
    try {
      if (first !== undefined) await this.#encode(first);
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        const { spilled, isCopy } = next;
        if (isCopy) spilled.file.pass();
        else await this.#encode(await spilled.file.take(spilled));
        this.#waiting.shift();
        await this.#removeFiles();
      }
      if (this.#inARow > 0) this.#options.onEmptied(this.#inARow);
      this.#inARow = 0;
    } catch (error) {
      this.#failure = { error };
      const left = this.#files.filter(({ waiting }) => waiting > 0).map(({ path }) => path);
      for (const file of this.#files.splice(0)) {
        if (file.waiting > 0) await file.close();
        else await file.remove();
      }
      this.#options.onFailure(error, left);
    } finally {
      this.#working = undefined;
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #encode(frame: VideoFrame): Promise<void> {
    try {
      await this.#options.encode(frame);
    } finally {
      frame.release();
    }
  }

  /** Puts a frame on the disk. Answers whether there was room. */
  async #spill(frame: VideoFrame, isCopy: boolean): Promise<boolean> {
    const { byteLength } = frame.shape;
    const bytes = this.#files.reduce((sum, file) => sum + file.bytes, 0);
    const { maxBytes, hasRoomFor, onSpilling } = this.#options;
    if (bytes + byteLength > maxBytes || !hasRoomFor(byteLength)) return false;
    this.#isAdding = true;
    try {
      const file = await this.#fileFor(frame);
      const spilled = await file.add(frame);
      this.#waiting.push({ spilled, isCopy });
    } catch (error) {
      if (isStorageFailure(error)) return false;
      throw error;
    } finally {
      this.#isAdding = false;
    }
    if (!isCopy) {
      this.spilled += 1;
      this.#inARow += 1;
      if (this.#inARow === 1) onSpilling();
    }
    // The encoder may have caught up while this was written.
    this.#working ??= this.#work();
    return true;
  }

  async #fileFor({ shape }: VideoFrame): Promise<SpillFile> {
    const last = this.#files.at(-1);
    if (last !== undefined && isSameShape(last.shape, shape) && last.bytes < FILE_BYTES) {
      return last;
    }
    const file = await SpillFile.create(this.#options.nextPath(), shape);
    this.#files.push(file);
    return file;
  }

  /** Removes the oldest files, of which all is encoded; not the one that is written to. */
  async #removeFiles(): Promise<void> {
    while (this.#files[0]?.waiting === 0 && !(this.#isAdding && this.#files.length === 1)) {
      await this.#files.shift()?.remove();
    }
  }

  async #isIdleWithin(milliseconds: number): Promise<boolean> {
    return this.#working === undefined || settlesWithin(this.#working, milliseconds);
  }
}
