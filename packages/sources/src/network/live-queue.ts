import {
  convertFrame,
  FrameQueue,
  type ColourSpace,
  type QueueOptions,
  type SourceRun,
  type VideoFrame,
} from '@giftgrab/core';
import type { LinkReceiver } from './stream-link';

/**
 * The frames of a live stream that wait for a run of its source. The stream cannot wait: when the run has no room, its
 * policy says which frames go.
 */
export class LiveQueue implements LinkReceiver {
  /** Frames that did not fit. */
  dropped = 0;
  readonly #run: SourceRun;
  readonly #colour: ColourSpace;
  readonly #queue: FrameQueue;
  #isWaiting = false;
  #isComplete = false;
  #onRoom: (() => void) | undefined;

  /**
   * @param run - Where the frames go.
   * @param colour - Layout they shall have there.
   * @param options - How many may wait, and what happens to more; checked.
   */
  constructor(run: SourceRun, colour: ColourSpace, options: QueueOptions) {
    this.#run = run;
    this.#colour = colour;
    // Who pulls wants the newest frame, not those that came while it was busy.
    this.#queue = new FrameQueue(run.isPull ? { ...options, frames: 1 } : options);
    if (run.isPull) run.budget.limitAtWork(1);
  }

  hasRoom(byteLength: number, whenRoom: () => void): boolean {
    const run = this.#run;
    if (run.ended || (this.#queue.length === 0 && run.budget.hasRoom(byteLength))) return true;
    this.#onRoom = whenRoom;
    if (!this.#isWaiting) this.#waitFor(byteLength);
    return false;
  }

  /** Takes a loan of its own on a frame, and hands it on as soon as there is room. */
  push(frame: VideoFrame): void {
    try {
      this.#queue.push(frame);
    } catch (error) {
      this.dropped += 1;
      this.#run.error(error);
      return;
    }
    this.dropped += this.#queue.takeDropped();
    if (!this.#isWaiting) this.#send();
  }

  /** The stream has failed. */
  fail(error: unknown): void {
    this.#run.error(error);
  }

  /** The stream has ended: what waits is handed on first. */
  complete(): void {
    this.#isComplete = true;
    if (!this.#isWaiting) this.#send();
  }

  /** Gives back what waits. */
  stop(): void {
    this.#queue.clear();
  }

  #send(): void {
    const run = this.#run;
    for (let next = this.#queue.head; next !== undefined; next = this.#queue.head) {
      if (run.ended) return;
      const { byteLength } = next.shape;
      if (!run.budget.hasRoom(byteLength)) {
        this.#waitFor(byteLength);
        return;
      }
      this.#emitNext();
    }
    if (this.#isComplete) run.complete();
    const onRoom = this.#onRoom;
    this.#onRoom = undefined;
    onRoom?.();
  }

  #waitFor(byteLength: number): void {
    this.#isWaiting = true;
    this.#run.whenRoom(byteLength, () => {
      this.#isWaiting = false;
      this.#send();
    });
  }

  #emitNext(): void {
    const frame = this.#queue.shift();
    if (frame === undefined) return;
    frame.charge(this.#run.budget);
    this.#run.emit(frame.colour === this.#colour ? frame : this.#converted(frame));
  }

  #converted(frame: VideoFrame): VideoFrame {
    try {
      return convertFrame(frame, this.#colour);
    } finally {
      frame.release();
    }
  }
}
