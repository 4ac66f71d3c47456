import { InvalidOptionError } from '@giftgrab/core';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { rankedSpec } from '../windows/ranked';
import { WINDOW_OPTIONS, type WindowOptions } from '../windows/window';

/** Which neighbour {@link percentileFilter} takes. */
export interface PercentileFilterOptions extends WindowOptions {
  /** How many per cent of the neighbours are smaller; below 0 counted from the largest: -20 is 80. Range: -100 to 100. */
  readonly percentile: number;
}

/**
 * Replaces each sample by a percentile of its neighbours: always one of them, the one at `floor(count * percentile / 100)`. SciPy's
 * `percentile_filter`.
 *
 * @throws {@link InvalidOptionError} unless one of `size` and `footprint` is given, or when an option breaks its rule;
 * {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { percentileFilter } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(percentileFilter(line, { percentile: 25, size: 5 }).data); // 1 2 2 2 2
 *
 * const operator = percentileFilter({ percentile: 25, size: 5 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.percentile_filter.html
 */
export const percentileFilter: ArrayFilter<PercentileFilterOptions> = defineFilter({
  name: 'percentileFilter',
  optionNames: ['percentile', ...WINDOW_OPTIONS],
  ...rankedSpec<PercentileFilterOptions>(placeOf),
});

function placeOf({ percentile }: PercentileFilterOptions, count: number): number {
  if (!(percentile >= -100 && percentile <= 100)) {
    throw new InvalidOptionError('percentile', 'from -100 to 100', percentile);
  }
  const share = percentile < 0 ? percentile + 100 : percentile;
  return share === 100 ? count - 1 : Math.trunc((count * share) / 100);
}
