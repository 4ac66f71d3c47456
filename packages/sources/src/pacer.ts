import { callAt, type VideoFrame } from '@giftgrab/core';

/**
 * Hands frames on when they are due. It holds a few, decoded ahead of their time; when work downstream makes one late,
 * the next ones follow at once until the schedule is met again.
 *
 * @see GIFT-Grab's `BroadcastDaemon` (C7), which slept between frames and so drifted
 */
export class Pacer {
  readonly #speed: number;
  readonly #emit: (frame: VideoFrame) => void;
  readonly #frames: { readonly frame: VideoFrame; readonly seconds: number }[] = [];
  #startMs: number | undefined;
  #cancel: (() => void) | undefined;
  #whenEmpty: (() => void) | undefined;
  #isEmitting = false;

  /**
   * @param speed - 1 for the video's own pace, 2 for double speed.
   * @param emit - Takes over each frame when it is due.
   */
  constructor(speed: number, emit: (frame: VideoFrame) => void) {
    this.#speed = speed;
    this.#emit = emit;
  }

  /**
   * Takes over a frame.
   *
   * @param frame - The frame.
   * @param seconds - Its time in the video.
   */
  push(frame: VideoFrame, seconds: number): void {
    this.#frames.push({ frame, seconds });
    if (this.#cancel === undefined && !this.#isEmitting) this.#schedule();
  }

  /** Calls back when every frame was handed on. */
  whenEmpty(callback: () => void): void {
    this.#whenEmpty = callback;
    if (this.#frames.length === 0 && !this.#isEmitting) this.#finish();
  }

  /** Releases the frames that wait and stops. */
  stop(): void {
    this.#cancel?.();
    this.#whenEmpty = undefined;
    for (const { frame } of this.#frames.splice(0)) frame.release();
  }

  #schedule(): void {
    const next = this.#frames[0];
    if (next === undefined) {
      this.#finish();
      return;
    }
    // The schedule begins when the first frame is handed on, not when that was planned.
    const dueMs = this.#startMs === undefined ? 0 : this.#startMs + this.#offsetMs(next.seconds);
    this.#cancel = callAt(dueMs, () => this.#handOn());
  }

  #handOn(): void {
    this.#cancel = undefined;
    const next = this.#frames.shift();
    if (next === undefined) return;
    this.#startMs ??= performance.now() - this.#offsetMs(next.seconds);
    this.#isEmitting = true;
    this.#emit(next.frame);
    this.#isEmitting = false;
    this.#schedule();
  }

  #offsetMs(seconds: number): number {
    return (seconds * 1000) / this.#speed;
  }

  #finish(): void {
    const callback = this.#whenEmpty;
    this.#whenEmpty = undefined;
    callback?.();
  }
}
