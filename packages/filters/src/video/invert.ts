import type { ArrayFilter } from '../define-filter';
import { definePointwise } from '../pointwise/define-pointwise';

/** The options of {@link invert}, of which there are none. */
export type InvertOptions = Readonly<Record<string, never>>;

/**
 * Turns every colour into its opposite, in place and on every layout. Alpha is left as it is; black becomes white and white
 * black also in limited range. Of arrays the largest number of the type becomes 0, fractions are taken from 1.
 *
 * @example
 * ```ts
 * import { invert } from '@giftgrab/filters';
 *
 * const operator = invert(); // source.pipe(operator).subscribe(target)
 * console.log(operator.stats.framesOut); // 0
 * ```
 */
export const invert: ArrayFilter<InvertOptions> = definePointwise<InvertOptions>({
  name: 'invert',
  optionNames: [],
  check: () => undefined,
  curve: (_options, { scale: { role, black, white } }) =>
    role === 'alpha' ? undefined : (sample) => black + white - sample,
});
