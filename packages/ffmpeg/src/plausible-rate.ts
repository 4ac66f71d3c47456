import { Rational } from '@giftgrab/core';

// Above it core takes none either.
const HIGHEST = 1e6;

/**
 * A frame rate that a file states, unless it is none: a damaged one may say anything.
 *
 * @param rate - Frames per second.
 */
export function plausibleRate(rate: number | Rational | undefined): Rational | undefined {
  const value = rate instanceof Rational ? rate.value : rate;
  if (rate === undefined || value === undefined) return undefined;
  return value > 0 && value <= HIGHEST ? Rational.from(rate) : undefined;
}
