import { InvalidOptionError } from './errors';

// 23.976, 29.97, 59.94 … are n * 1000 / 1001; a number this near to one of them means it.
const NTSC_TOLERANCE = 5e-4;

/**
 * An exact fraction: a frame rate in frames per second, or a time base in seconds per tick.
 *
 * Immutable; always in lowest terms, with a positive denominator.
 *
 * @example
 * ```ts
 * import { Rational } from '@giftgrab/core';
 *
 * const ntsc = Rational.from(29.97);
 * console.log(`${ntsc}`, ntsc.value); // 30000/1001 29.97002997002997
 * ```
 */
export class Rational {
  /** The numerator, an integer. */
  readonly num: number;
  /** The denominator, a positive integer. */
  readonly den: number;

  /**
   * @param num - Numerator, a safe integer.
   * @param den - Denominator, a safe integer other than 0.
   * @throws {@link InvalidOptionError} when either is not.
   */
  constructor(num: number, den = 1) {
    if (!Number.isSafeInteger(num)) throw new InvalidOptionError('num', 'an integer', num);
    if (!Number.isSafeInteger(den) || den === 0) {
      throw new InvalidOptionError('den', 'an integer other than 0', den);
    }
    const divisor = greatestCommonDivisor(Math.abs(num), Math.abs(den)) * Math.sign(den);
    this.num = num / divisor;
    this.den = den / divisor;
  }

  /** The fraction as a floating-point number. */
  get value(): number {
    return this.num / this.den;
  }

  /** One divided by this fraction: the time base of a frame rate, and the other way round. */
  get inverse(): Rational {
    return new Rational(this.den, this.num);
  }

  /** Whether two fractions are the same number. */
  equals(other: Rational): boolean {
    return this.num === other.num && this.den === other.den;
  }

  /** `"num/den"`, as ffmpeg writes it. */
  toString(): string {
    return `${this.num}/${this.den}`;
  }

  /**
   * The fraction that a number means: NTSC rates (23.976, 29.97, 59.94 …) become `n * 1000 / 1001`
   * exactly, other numbers the simplest fraction within one millionth.
   *
   * @param value - A fraction, which is returned as it is, or a positive finite number.
   * @throws {@link InvalidOptionError} when the number is not positive and finite.
   */
  static from(value: number | Rational): Rational {
    if (value instanceof Rational) return value;
    if (!Number.isFinite(value) || value <= 0) {
      throw new InvalidOptionError('value', 'a positive, finite number', value);
    }
    if (Number.isInteger(value)) return new Rational(value);
    const nominal = Math.round((value * 1001) / 1000);
    if (nominal > 0 && Math.abs((nominal * 1000) / 1001 - value) < NTSC_TOLERANCE) {
      return new Rational(nominal * 1000, 1001);
    }
    return simplestFraction(value, 1e-6);
  }

  /**
   * Reads `"30000/1001"` or `"25"`, as ffprobe prints them.
   *
   * @param text - What was printed.
   * @returns The fraction, or `undefined` for `"0/0"`, `"0/1"`, `"N/A"` and other nonsense.
   */
  static parse(text: string | undefined): Rational | undefined {
    const match = /^(\d+)(?:[/:](\d+))?$/.exec(text ?? '');
    if (match === null) return undefined;
    const num = Number(match[1]);
    const den = Number(match[2] ?? 1);
    if (!Number.isSafeInteger(num) || !Number.isSafeInteger(den)) return undefined;
    return num > 0 && den > 0 ? new Rational(num, den) : undefined;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a === 0 ? 1 : a;
}

/** Continued fractions: each step is the best approximation with so small a denominator. */
function simplestFraction(value: number, tolerance: number): Rational {
  let [previousNum, num] = [1, Math.floor(value)];
  let [previousDen, den] = [0, 1];
  let rest = value - num;
  while (Math.abs(num / den - value) > tolerance * value) {
    const reciprocal = 1 / rest;
    const whole = Math.floor(reciprocal);
    rest = reciprocal - whole;
    [previousNum, num] = [num, whole * num + previousNum];
    [previousDen, den] = [den, whole * den + previousDen];
  }
  return new Rational(num, den);
}
