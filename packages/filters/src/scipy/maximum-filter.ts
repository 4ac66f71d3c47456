import { defineFilter, type ArrayFilter } from '../define-filter';
import { extremumSpec } from '../windows/extremum-spec';
import { WINDOW_OPTIONS, type WindowOptions } from '../windows/window';

/** The neighbours of {@link maximumFilter}. */
export type MaximumFilterOptions = WindowOptions;

/**
 * Replaces each sample by the largest of its neighbours. SciPy's `maximum_filter`.
 *
 * Frames are filtered along rows and columns; a window over chroma with fewer samples is shorter.
 *
 * @throws {@link InvalidOptionError} when nothing says which neighbours count, or an option breaks its rule;
 * {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { maximumFilter } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(maximumFilter(line, { size: 3 }).data); // 5 5 3 4 4
 *
 * const operator = maximumFilter({ size: 5 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.maximum_filter.html
 */
export const maximumFilter: ArrayFilter<MaximumFilterOptions> = defineFilter({
  name: 'maximumFilter',
  optionNames: WINDOW_OPTIONS,
  ...extremumSpec('maximum'),
});
