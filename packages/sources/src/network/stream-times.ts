import { Rational, Timestamp } from '@giftgrab/core';

// Containers without times: what ffmpeg tells of them is frame numbers at a rate that it assumes.
const TIMELESS = new Set(['mpjpeg', 'mjpeg', 'h264', 'hevc', 'm4v', 'mpegvideo', 'av1', 'obu']);

/**
 * Whether a container says nothing of time, so that neither times nor the rate that ffmpeg tells are the stream's.
 *
 * @param container - ffmpeg's name of it.
 */
export function isTimeless(container: string): boolean {
  return TIMELESS.has(container);
}

const MICROSECONDS = new Rational(1, 1_000_000);

// A live stream whose times run ahead of the clock by so much, or back by it, has a damaged time, or begins anew.
const MAX_JUMP_MS = 10_000;

/**
 * The times of a live stream over all its connections, from zero: each connection begins anew, and what passed between two of
 * them is measured. They always rise.
 */
export class StreamTimes {
  /** Of the times; that of the first connection. */
  timeBase: Rational = MICROSECONDS;
  #pipeTimeBase = MICROSECONDS;
  #isTimeless = false;
  #isLive = false;
  #hasBegun = false;
  #isFresh = true;
  #offset = 0;
  #last = -1;
  /** Of the last frame that came, in contrast to those that were made. */
  #lastCome = -1;
  #lastMs = 0;

  /** A connection begins; of a live stream, or of a recording, which may come faster than its time passes. */
  begin(pipeTimeBase: Rational, container: string, isLive: boolean): void {
    this.#isLive = isLive;
    if (!this.#hasBegun) {
      this.#isTimeless = isTimeless(container);
      this.timeBase = this.#isTimeless ? MICROSECONDS : pipeTimeBase;
      this.#hasBegun = true;
    }
    this.#pipeTimeBase = pipeTimeBase;
    this.#isFresh = true;
  }

  /**
   * The time of the frame that comes.
   *
   * @param pts - What the pipe says.
   * @param arrivalMs - When it arrived, on the monotonic clock.
   * @returns Ticks of {@link timeBase}.
   */
  next(pts: number, arrivalMs: number): number {
    const ticks = this.#ticksOf(pts, arrivalMs);
    if (this.#isFresh || this.#jumps(ticks + this.#offset, arrivalMs)) {
      this.#isFresh = false;
      const pauseMs = this.#lastCome < 0 ? 0 : this.silentMs(arrivalMs);
      this.#offset = this.#later(pauseMs) - ticks;
    }
    this.#last = Math.max(ticks + this.#offset, this.#last + 1);
    this.#lastCome = this.#last;
    return this.#last;
  }

  /**
   * The time of a frame that is made because none comes.
   *
   * @param dueMs - When it is due, on the monotonic clock.
   * @returns Ticks of {@link timeBase}.
   */
  fill(dueMs: number): number {
    this.#last = Math.max(this.#later(this.silentMs(dueMs)), this.#last + 1);
    return this.#last;
  }

  /** Whether the stream itself tells no times, so that those of arrival stand for them. */
  get isTimeless(): boolean {
    return this.#isTimeless;
  }

  /** A frame has arrived. */
  arrived(arrivalMs: number): void {
    this.#lastMs = arrivalMs;
  }

  /** Milliseconds since the last frame arrived. */
  silentMs(nowMs: number): number {
    return nowMs - this.#lastMs;
  }

  /** Whether a time cannot be: each that follows a damaged one would have to wait for it, or be as far off. */
  #jumps(ticks: number, arrivalMs: number): boolean {
    if (!this.#isLive || this.#isTimeless || this.#lastCome < 0) return false;
    const stepMs = new Timestamp(ticks - this.#lastCome, this.timeBase).seconds * 1000;
    return stepMs > this.silentMs(arrivalMs) + MAX_JUMP_MS || stepMs < -MAX_JUMP_MS;
  }

  /** Ticks so long after the last frame that came. */
  #later(milliseconds: number): number {
    const pause = new Timestamp(Math.round(milliseconds * 1000), MICROSECONDS);
    return Math.max(0, this.#lastCome) + pause.inTicksOf(this.timeBase);
  }

  #ticksOf(pts: number, arrivalMs: number): number {
    if (this.#isTimeless) return Math.round(arrivalMs * 1000);
    if (this.#pipeTimeBase === this.timeBase) return pts;
    return new Timestamp(pts, this.#pipeTimeBase).inTicksOf(this.timeBase);
  }
}
