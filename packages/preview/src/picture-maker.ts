import type { VideoFrame } from '@giftgrab/core';

/** One encoded picture. */
export interface Picture {
  /** Tells it from the pictures before it; starts anew with the program. */
  readonly id: number;
  readonly bytes: Uint8Array;
}

type Waiter = (outcome: Picture | Error | undefined) => void;

/** Timers and cameras are not exact: a frame that comes this much too early is not yet too many. */
const EARLY_MS = 5;

/**
 * Makes pictures of frames for those who wait for one: none while nobody does, one for all who do. It keeps the picture of
 * the newest frame, and that only until another frame comes.
 */
export class PictureMaker {
  readonly #encode: (frame: VideoFrame) => Promise<Uint8Array>;
  readonly #intervalMs: number;
  readonly #waiting = new Set<Waiter>();
  #newest: Picture | undefined;
  #framesOffered = 0;
  #picturesMade = 0;
  #dueMs = 0;
  #making: Promise<void> | undefined;
  #isClosed = false;

  /**
   * @param encode - Makes the bytes; the frame is valid until its promise settles.
   * @param intervalMs - From one picture to the next, in the mean, at least.
   */
  constructor(encode: (frame: VideoFrame) => Promise<Uint8Array>, intervalMs: number) {
    this.#encode = encode;
    this.#intervalMs = intervalMs;
  }

  /**
   * The picture of the newest frame, when it is another one than the caller has.
   *
   * @param known - Id of the picture that the caller has; 0 for none.
   * @param signal - Gives up waiting.
   * @returns `undefined` when there will be none, or waiting was given up. Rejects when the frame cannot be encoded.
   */
  next(known: number, signal: AbortSignal): Promise<Picture | undefined> {
    if (this.#newest !== undefined && this.#newest.id !== known) {
      return Promise.resolve(this.#newest);
    }
    if (this.#isClosed || signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const give = (outcome: Picture | Error | undefined): void => {
        signal.removeEventListener('abort', giveUp);
        this.#waiting.delete(give);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      const giveUp = (): void => give(undefined);
      signal.addEventListener('abort', giveUp);
      this.#waiting.add(give);
    });
  }

  /**
   * Offers a frame, which is the newest from now on.
   *
   * @returns Settles when the frame is not needed any more; `undefined` where no picture is made of it.
   */
  offer(frame: VideoFrame): Promise<void> | undefined {
    this.#framesOffered += 1;
    this.#newest = undefined;
    if (this.#waiting.size === 0 || this.#making !== undefined) return undefined;
    const nowMs = performance.now();
    if (nowMs < this.#dueMs - EARLY_MS) return undefined;
    this.#dueMs = Math.max(this.#dueMs, nowMs - EARLY_MS) + this.#intervalMs;
    this.#making = this.#make(frame);
    return this.#making;
  }

  /**
   * Lets nobody wait any longer: no more frames come. The last picture stays to be had.
   *
   * @returns Resolves when no frame is in use any more.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    // Who waits while the last picture is being made, gets it.
    await this.#making;
    this.#give(undefined);
  }

  async #make(frame: VideoFrame): Promise<void> {
    const offered = this.#framesOffered;
    try {
      const bytes = await this.#encode(frame);
      const picture = { id: ++this.#picturesMade, bytes };
      if (offered === this.#framesOffered) this.#newest = picture;
      this.#give(picture);
    } catch (error) {
      this.#give(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#making = undefined;
    }
  }

  #give(outcome: Picture | Error | undefined): void {
    for (const give of [...this.#waiting]) give(outcome);
  }
}
