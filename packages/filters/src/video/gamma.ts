import { InvalidOptionError } from '@giftgrab/core';
import type { ArrayFilter } from '../define-filter';
import { definePointwise } from '../pointwise/define-pointwise';

/** How {@link gamma} bends. */
export interface GammaOptions {
  /** Above 1 the middle becomes brighter, below 1 darker. Range: 0.01 to 100. */
  readonly gamma: number;
}

/**
 * Brightens or darkens the middle and leaves black and white, in place: `white * (sample / white) ** (1 / gamma)`, as the `eq`
 * filter of ffmpeg does.
 *
 * In YUV layouts luma alone is bent, between the black and white of its range. Alpha is left alone. Fractions in arrays are
 * light from 0 to 1.
 *
 * @example
 * ```ts
 * import { gamma } from '@giftgrab/filters';
 *
 * const brighter = gamma({ gamma: 1.8 });
 * console.log(brighter.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when gamma is not 0.01 to 100.
 */
export const gamma: ArrayFilter<GammaOptions> = definePointwise<GammaOptions>({
  name: 'gamma',
  optionNames: ['gamma'],
  check: ({ gamma: value }) => {
    if (typeof value === 'number' && value >= 0.01 && value <= 100) return;
    throw new InvalidOptionError('gamma', 'a number from 0.01 to 100', value);
  },
  curve: ({ gamma: value }, { scale: { role, black, white } }) => {
    if (role === 'alpha' || role === 'chroma') return undefined;
    const span = white - black;
    // What is blacker than black stays so: a negative number has no such power.
    return (sample) =>
      sample <= black ? sample : black + span * ((sample - black) / span) ** (1 / value);
  },
});
