import { defineFilter, type ArrayFilter } from '../define-filter';
import { extremumSpec } from '../windows/extremum-spec';
import { WINDOW_OPTIONS, type WindowOptions } from '../windows/window';

/** The neighbours of {@link minimumFilter}. */
export type MinimumFilterOptions = WindowOptions;

/**
 * Replaces each sample by the smallest of its neighbours. SciPy's `minimum_filter`.
 *
 * Frames are filtered along rows and columns; a window over chroma with fewer samples is shorter.
 *
 * @throws {@link InvalidOptionError} when nothing says which neighbours count, or an option breaks its rule;
 * {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { minimumFilter } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(minimumFilter(line, { size: 3 }).data); // 1 1 1 2 2
 *
 * const operator = minimumFilter({ size: 5 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.minimum_filter.html
 */
export const minimumFilter: ArrayFilter<MinimumFilterOptions> = defineFilter({
  name: 'minimumFilter',
  optionNames: WINDOW_OPTIONS,
  ...extremumSpec('minimum'),
});
