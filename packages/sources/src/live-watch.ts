import { checkMilliseconds, type Timestamp } from '@giftgrab/core';
import { StillPicture } from './still-picture';

/** Why a live source counts as frozen: nothing comes, or the same picture over and over. */
export type FrozenReason = 'no frames' | 'same picture';

/** How a live source is doing now. */
export interface LiveHealth {
  /** Frames that arrived so far, those that were dropped afterwards included. */
  readonly received: number;
  /** Frames per second over the last 64 arrivals; it falls while nothing comes. 0 before the second frame. */
  readonly rate: number;
  /**
   * How unsteadily frames arrive, in milliseconds: the interarrival jitter of RFC 3550, section 6.4.1, smoothed over some 16 frames.
   * Where the stream has no times of its own, the intervals between arrivals are compared with each other.
   */
  readonly jitterMs: number;
  /** Frames that nobody had room for, as in `stats.framesDropped`. */
  readonly dropped: number;
  /** Frames that were made to fill gaps. */
  readonly filled: number;
  /** Milliseconds since the newest frame arrived; `undefined` before the first. */
  readonly ageMs: number | undefined;
  /** Why it counts as frozen; `undefined` while it does not. */
  readonly frozen: FrozenReason | undefined;
}

/** Hears of a {@link LiveWatch}. */
export interface LiveWatchHandlers {
  /** Nothing came, or the same picture, for so many seconds. */
  onFrozen(why: FrozenReason, seconds: number): void;
  /** After {@link onFrozen}: another picture came, after so many seconds in all. */
  onThawed(seconds: number): void;
}

/** How long nothing new may come until a live source counts as frozen. */
export const FROZEN_AFTER_MS = 5000;

/**
 * Throws unless a live source can be told so.
 *
 * @param frozenAfterMs - What the user asks for.
 */
export function checkFrozenAfter(frozenAfterMs: number | false | undefined): void {
  if (frozenAfterMs === undefined || frozenAfterMs === false) return;
  checkMilliseconds('frozenAfterMs', frozenAfterMs);
}

const ARRIVALS = 64;

/** Counts and times what a live source brings, and notices when it brings nothing new. Costs no timer and no clock a frame. */
export class LiveWatch {
  /** Frames that were made to fill gaps. */
  filled = 0;
  readonly #frozenAfterMs: number;
  readonly #handlers: LiveWatchHandlers;
  readonly #still = new StillPicture();
  readonly #arrivals = new Float64Array(ARRIVALS);
  #received = 0;
  #lastMs = Number.NaN;
  #lastSeconds = Number.NaN;
  #lastInterval = Number.NaN;
  #jitterMs = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Since when nothing new has come. */
  #sinceMs = 0;
  #frozen: FrozenReason | undefined;

  /**
   * @param frozenAfterMs - Milliseconds until it counts as frozen; `false` for never.
   * @param handlers - Hear of it.
   */
  constructor(frozenAfterMs: number | false, handlers: LiveWatchHandlers) {
    this.#frozenAfterMs = frozenAfterMs === false ? Infinity : frozenAfterMs;
    this.#handlers = handlers;
  }

  /** From now on frames are expected. */
  start(): void {
    if (this.#timer !== undefined || this.#frozenAfterMs === Infinity) return;
    this.#sinceMs = performance.now();
    this.#wait(this.#frozenAfterMs);
  }

  /** From now on none are: nothing is frozen that is not there. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#frozen = undefined;
    this.#still.forget();
    // What passes until it goes on is no unsteadiness.
    this.#lastMs = Number.NaN;
  }

  /**
   * A frame arrives.
   *
   * @param nowMs - When, on the monotonic clock.
   * @param pts - Its time in the stream, where the stream itself says so.
   */
  arrived(nowMs: number, pts: Timestamp | undefined): void {
    const interval = nowMs - this.#lastMs;
    const seconds = pts?.seconds ?? Number.NaN;
    const expected = pts === undefined ? this.#lastInterval : (seconds - this.#lastSeconds) * 1000;
    const deviation = Math.abs(interval - expected);
    if (!Number.isNaN(deviation)) this.#jitterMs += (deviation - this.#jitterMs) / 16;
    this.#lastMs = nowMs;
    this.#lastSeconds = seconds;
    this.#lastInterval = interval;
    this.#arrivals[this.#received % ARRIVALS] = nowMs;
    this.#received += 1;
  }

  /**
   * The picture of the frame that arrived is there.
   *
   * @param bytes - All of it.
   */
  look(bytes: Uint8Array): void {
    if (this.#timer === undefined) return;
    const nowMs = this.#lastMs;
    const isSame = this.#still.isSame(bytes);
    if (!isSame || this.#frozen === 'no frames') this.#thaw(nowMs);
    else if (this.#frozen === undefined && nowMs - this.#sinceMs >= this.#frozenAfterMs) {
      this.#freeze('same picture', nowMs);
    }
  }

  /**
   * How it is doing.
   *
   * @param dropped - Frames that nobody had room for.
   */
  health(dropped: number): LiveHealth {
    const nowMs = performance.now();
    const newest = this.#newestMs;
    return {
      received: this.#received,
      rate: this.#rate(nowMs),
      jitterMs: this.#jitterMs,
      dropped,
      filled: this.filled,
      ageMs: newest === undefined ? undefined : nowMs - newest,
      frozen: this.#frozen,
    };
  }

  get #newestMs(): number | undefined {
    return this.#received === 0 ? undefined : this.#arrivals[(this.#received - 1) % ARRIVALS];
  }

  #rate(nowMs: number): number {
    const count = Math.min(this.#received, ARRIVALS);
    const newest = this.#newestMs;
    const oldest = this.#arrivals[(this.#received - count) % ARRIVALS];
    if (count < 2 || newest === undefined || oldest === undefined) return 0;
    const mean = (newest - oldest) / (count - 1);
    // Whatever is late by more than the usual interval lowers the rate already.
    const overdueMs = Math.max(0, nowMs - newest - mean);
    return (1000 * (count - 1)) / (newest - oldest + overdueMs);
  }

  #thaw(nowMs: number): void {
    const seconds = (nowMs - this.#sinceMs) / 1000;
    const wasFrozen = this.#frozen !== undefined;
    this.#sinceMs = nowMs;
    this.#frozen = undefined;
    if (wasFrozen) this.#handlers.onThawed(seconds);
  }

  #freeze(why: FrozenReason, nowMs: number): void {
    this.#frozen = why;
    this.#handlers.onFrozen(why, (nowMs - this.#sinceMs) / 1000);
  }

  #wait(delayMs: number): void {
    this.#timer = setTimeout(() => this.#check(), delayMs);
    this.#timer.unref();
  }

  /** Looks whether anything has come; when something has, looks again when that is old. */
  #check(): void {
    const nowMs = performance.now();
    // NaN, where nothing has come since it started.
    const quietSinceMs = Math.max(this.#sinceMs, this.#lastMs || 0);
    const restMs = Math.ceil(quietSinceMs + this.#frozenAfterMs - nowMs);
    this.#wait(restMs > 0 ? restMs : this.#frozenAfterMs);
    if (restMs > 0 || this.#frozen !== undefined) return;
    this.#sinceMs = quietSinceMs;
    this.#freeze('no frames', nowMs);
  }
}
