import { InvalidOptionError } from '@giftgrab/core';
import type { ArrayFilter } from '../define-filter';
import { definePointwise } from '../pointwise/define-pointwise';

/** Where {@link threshold} divides, and what it makes of the two sides. */
export interface ThresholdOptions {
  /** Samples above this number are high; in the samples' own units. */
  readonly above: number;
  /** What becomes of those above. @defaultValue white: 255 for bytes, 235 for luma of limited range, 1 for fractions */
  readonly high?: number;
  /** What becomes of the others. @defaultValue black: 0, or 16 for luma of limited range */
  readonly low?: number;
}

/**
 * Makes every sample black or white, in place: `sample > above ? high : low`, OpenCV's `THRESH_BINARY`.
 *
 * Each colour of BGRA and RGB24 is compared alone, and alpha is left alone. YUV layouts are compared by luma and become grey.
 *
 * @example
 * ```ts
 * import { convertColour, threshold } from '@giftgrab/filters';
 *
 * const chain = [convertColour({ to: 'GRAY8' }), threshold({ above: 127 })] as const;
 * console.log(chain.length); // source.pipe(...chain)
 * ```
 * @throws {@link InvalidOptionError} when a number is missing or none.
 * @see OpenCV's `threshold`
 */
export const threshold: ArrayFilter<ThresholdOptions> = definePointwise<ThresholdOptions>({
  name: 'threshold',
  optionNames: ['above', 'high', 'low'],
  check: ({ above, high = 0, low = 0 }) => {
    for (const [name, value] of Object.entries({ above, high, low })) {
      if (!Number.isFinite(value)) throw new InvalidOptionError(name, 'a number', value);
    }
  },
  curve: ({ above, high, low }, { scale: { role, black, white } }) => {
    if (role === 'alpha') return undefined;
    if (role === 'chroma') return () => black;
    const [yes, no] = [high ?? white, low ?? black];
    return (sample) => (sample > above ? yes : no);
  },
});
