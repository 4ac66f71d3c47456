import { Rational } from '@giftgrab/core';

/**
 * The frame rate that ffmpeg prints as a decimal number, of which it rounds the last digits: `30.000030` means 30.
 *
 * @param text - What it printed.
 */
export function decimalRate(text: string | undefined): Rational | undefined {
  const rate = Math.round(Number(text) * 100) / 100;
  return rate > 0 ? Rational.from(rate) : undefined;
}
