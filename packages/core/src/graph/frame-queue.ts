import { BranchOverflowError } from '../errors';
import { DEFAULT_BUDGET } from '../frames/frame-budget';
import type { VideoFrame } from '../frames/video-frame';
import { checkOneOf, checkPositiveInteger } from '../option-checks';
import { MAX_WAITING } from './max-waiting';

/**
 * What happens to a frame that does not fit into a queue.
 *
 * - `'block'`: nothing is lost. What does not fit stays on the account of the source, which then waits; so all that hangs on this
 *   source waits.
 * - `'dropOldest'`: the frames that have waited longest make room.
 * - `'dropNewest'`: the frame that came is dropped.
 * - `'error'`: the branch ends with a {@link BranchOverflowError}.
 */
export type QueuePolicy = 'block' | 'dropOldest' | 'dropNewest' | 'error';

/** How many frames may wait, and what happens to more. */
export interface QueueOptions {
  /** Frames that may wait. @defaultValue 8 */
  readonly frames?: number;
  /** Bytes that may wait; one frame may, however large. @defaultValue 268435456 (256 MiB) */
  readonly bytes?: number;
  /** What happens to a frame that does not fit. Every dropped one is counted. @defaultValue `'block'` */
  readonly policy?: QueuePolicy;
}

/** Names of the {@link QueueOptions}, for checks. */
export const QUEUE_OPTION_NAMES = ['frames', 'bytes', 'policy'];

/**
 * Throws unless a {@link FrameQueue} can be made of these options.
 *
 * @param options - The options.
 */
export function checkQueueOptions({ frames, bytes, policy }: QueueOptions): void {
  if (frames !== undefined) checkPositiveInteger('frames', frames);
  if (bytes !== undefined) checkPositiveInteger('bytes', bytes);
  if (policy !== undefined) {
    checkOneOf('policy', policy, ['block', 'dropOldest', 'dropNewest', 'error']);
  }
}

/**
 * Frames that wait, on an account of their own: those in it do not count against the budget of their source. It is the only
 * place where frames wait for a slower branch, and it never grows without bound.
 */
export class FrameQueue {
  readonly #frames: number;
  readonly #bytes: number;
  readonly #policy: QueuePolicy;
  readonly #waiting: VideoFrame[] = [];
  #bytesWaiting = 0;
  // With `'block'` only: frames that did not fit, still on the account of their source.
  readonly #blocked: VideoFrame[] = [];
  #dropped = 0;
  #lastLength = 0;

  /** @param options - How many frames may wait; checked. */
  constructor({ frames = 8, bytes = DEFAULT_BUDGET.bytes, policy = 'block' }: QueueOptions) {
    this.#frames = frames;
    this.#bytes = bytes;
    this.#policy = policy;
  }

  /** Frames that wait. */
  get length(): number {
    return this.#waiting.length + this.#blocked.length;
  }

  /** The frame that has waited longest. */
  get head(): VideoFrame | undefined {
    return this.#waiting[0];
  }

  /**
   * Takes a loan of its own on a frame.
   *
   * @param frame - The frame.
   * @param policy - What happens if it does not fit, where that is not what the options say.
   * @throws {@link BranchOverflowError} when it does not fit and that is an error.
   */
  push(frame: VideoFrame, policy = this.#policy): void {
    // Whoever is blocked goes first.
    if (this.#blocked.length === 0 && this.#fits(frame)) this.#add(frame.lease());
    else this.#pushMore(frame, policy);
  }

  /** Takes out the frame that has waited longest; the caller's to release. It counts against no account as yet. */
  shift(): VideoFrame | undefined {
    const frame = this.#waiting.shift();
    if (frame === undefined) return undefined;
    this.#bytesWaiting -= frame.shape.byteLength;
    for (let next = this.#blocked[0]; next !== undefined; next = this.#blocked[0]) {
      if (!this.#fits(next)) break;
      this.#blocked.shift();
      this.#add(next.lease());
      next.release();
    }
    return frame;
  }

  /** How many frames were dropped, since this was asked last, because they did not fit. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** By how much the queue has grown since this was asked last: for counters that several queues have in common. */
  takeGrowth(): number {
    const growth = this.length - this.#lastLength;
    this.#lastLength = this.length;
    return growth;
  }

  /** Keeps no source waiting any more: the oldest frames make room for those that did not fit. Tells how many went. */
  unblock(): number {
    let count = 0;
    for (; this.#blocked.length > 0; count += 1) this.shift()?.release();
    return count;
  }

  /** Gives all loans back; tells how many there were. */
  clear(): number {
    const count = this.length;
    for (const frame of this.#waiting.splice(0)) frame.release();
    for (const frame of this.#blocked.splice(0)) frame.release();
    this.#bytesWaiting = 0;
    return count;
  }

  #fits({ shape }: VideoFrame): boolean {
    if (this.#waiting.length === 0) return true;
    return (
      this.#waiting.length < this.#frames && this.#bytesWaiting + shape.byteLength <= this.#bytes
    );
  }

  #add(lease: VideoFrame): void {
    this.#waiting.push(lease);
    this.#bytesWaiting += lease.shape.byteLength;
  }

  #pushMore(frame: VideoFrame, policy: QueuePolicy): void {
    switch (policy) {
      case 'block':
        if (this.#blocked.length >= MAX_WAITING) throw this.#overflow(frame, 'does not wait');
        this.#blocked.push(frame.share());
        return;
      case 'dropOldest':
        while (!this.#fits(frame)) {
          this.shift()?.release();
          this.#dropped += 1;
        }
        this.#add(frame.lease());
        return;
      case 'dropNewest':
        this.#dropped += 1;
        return;
      case 'error':
        throw this.#overflow(frame, 'is faster');
    }
  }

  #overflow({ index: frameIndex }: VideoFrame, why: string): BranchOverflowError {
    return new BranchOverflowError(
      `${this.length} frames wait in a branch and what feeds it ${why}: there is no room for frame ${frameIndex}. ` +
        "Let it drop frames ({ policy: 'dropOldest' }), let it hold more ({ frames: … }), or make faster what is below it.",
      { frameIndex },
    );
  }
}
