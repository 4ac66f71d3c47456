import { defineFilter, type ArrayFilter } from '../define-filter';
import { rankedSpec } from '../windows/ranked';
import { WINDOW_OPTIONS, type WindowOptions } from '../windows/window';

/** Of which neighbours {@link medianFilter} takes the median. */
export type MedianFilterOptions = WindowOptions;

/**
 * Replaces each sample by the median of its neighbours: removes specks and keeps edges. SciPy's `median_filter`.
 *
 * Of an even number of neighbours it takes the upper one of the two in the middle, as SciPy does. Frames are filtered along rows
 * and columns; a window over chroma with fewer samples is shorter. 3 × 3 and 5 × 5 are the fastest.
 *
 * @throws {@link InvalidOptionError} unless one of `size` and `footprint` is given, or when an option breaks its rule;
 * {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { medianFilter } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([1, 1, 200, 2, 2]), [5]);
 * console.log(medianFilter(line, { size: 3 }).data); // 1 1 2 2 2
 *
 * const operator = medianFilter({ size: 3 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.median_filter.html
 */
export const medianFilter: ArrayFilter<MedianFilterOptions> = defineFilter({
  name: 'medianFilter',
  optionNames: WINDOW_OPTIONS,
  ...rankedSpec<MedianFilterOptions>((_, count) => count >> 1),
});
