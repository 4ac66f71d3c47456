import { InvalidOptionError } from '@giftgrab/core';
import type { ArrayFilter } from '../define-filter';
import { definePointwise } from '../pointwise/define-pointwise';

/** By what {@link multiply} multiplies. */
export interface MultiplyOptions {
  /** The factor: less than 1 darkens, more brightens. Range: 0 to 65536. */
  readonly factor: number;
}

/**
 * Multiplies the light of every sample by a factor, rounds halves upwards and stops at white, in place.
 *
 * In YUV layouts luma is scaled from black and chroma around its neutral middle: the picture is the same as if red, green and
 * blue had been multiplied. Alpha is left alone. Arrays are multiplied as they are.
 *
 * @example
 * ```ts
 * import { multiply } from '@giftgrab/filters';
 *
 * const dimmer = multiply({ factor: 0.5 });
 * console.log(dimmer.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when the factor is not 0 to 65536.
 */
export const multiply: ArrayFilter<MultiplyOptions> = definePointwise<MultiplyOptions>({
  name: 'multiply',
  optionNames: ['factor'],
  check: ({ factor }) => {
    if (typeof factor === 'number' && factor >= 0 && factor <= 65_536) return;
    throw new InvalidOptionError('factor', 'a number from 0 to 65536', factor);
  },
  curve: ({ factor }, { scale: { role, black } }) =>
    role === 'alpha' ? undefined : (sample) => black + (sample - black) * factor,
});
