import type { Rational } from './rational';

/**
 * A point in a stream's time, exact: a whole number of ticks of a rational time base.
 *
 * @example
 * ```ts
 * import { Rational, Timestamp } from '@giftgrab/core';
 *
 * const pts = new Timestamp(1001, new Rational(1, 30000));
 * console.log(pts.seconds); // 0.03336666666666667
 * ```
 */
export class Timestamp {
  /** Whole ticks since the stream's zero; may be negative. */
  readonly ticks: number;
  /** Seconds a tick lasts. */
  readonly timeBase: Rational;

  constructor(ticks: number, timeBase: Rational) {
    this.ticks = ticks;
    this.timeBase = timeBase;
  }

  /** The time in seconds, rounded to the nearest double. */
  get seconds(): number {
    return (this.ticks * this.timeBase.num) / this.timeBase.den;
  }

  /**
   * The same time in ticks of another time base, rounded to the nearest tick, halves away from zero.
   *
   * @param timeBase - Seconds a tick lasts.
   */
  inTicksOf(timeBase: Rational): number {
    if (timeBase.equals(this.timeBase)) return this.ticks;
    // BigInt, because ticks * den exceeds 2^53 within a day of 1/90000.
    const num = BigInt(this.ticks) * BigInt(this.timeBase.num) * BigInt(timeBase.den);
    const den = BigInt(this.timeBase.den) * BigInt(timeBase.num);
    const half = num < 0n ? -den : den;
    return Number((2n * num + half) / (2n * den));
  }

  /** `"ticks × num/den s"`, for messages. */
  toString(): string {
    return `${this.ticks} × ${this.timeBase.toString()} s`;
  }
}
