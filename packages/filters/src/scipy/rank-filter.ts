import { checkIntegerIn } from '@giftgrab/core';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { rankedSpec } from '../windows/ranked';
import { WINDOW_OPTIONS, type WindowOptions } from '../windows/window';

/** Which neighbour {@link rankFilter} takes. */
export interface RankFilterOptions extends WindowOptions {
  /** The neighbour's place when they are sorted: 0 is the smallest, -1 the largest. Range: whole numbers. */
  readonly rank: number;
}

/**
 * Replaces each sample by the neighbour of a certain rank. SciPy's `rank_filter`.
 *
 * Frames are filtered along rows and columns; where a window over chroma is smaller the rank is moved in proportion.
 *
 * @throws {@link InvalidOptionError} unless one of `size` and `footprint` is given, or when an option breaks its rule: the rank
 * must be one of the neighbours; {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { rankFilter } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(rankFilter(line, { rank: -2, size: 3 }).data); // 5 3 2 3 4
 *
 * const operator = rankFilter({ rank: -2, size: 3 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.rank_filter.html
 */
export const rankFilter: ArrayFilter<RankFilterOptions> = defineFilter({
  name: 'rankFilter',
  optionNames: ['rank', ...WINDOW_OPTIONS],
  ...rankedSpec<RankFilterOptions>(placeOf, (options, before, after) => {
    const place = placeOf(options, before);
    return { ...options, rank: Math.round((place / Math.max(1, before - 1)) * (after - 1)) };
  }),
});

function placeOf({ rank }: RankFilterOptions, count: number): number {
  checkIntegerIn('rank', rank, -count, count - 1);
  return rank < 0 ? rank + count : rank;
}
