import { defineFilter, type ArrayFilter } from '../define-filter';
import { extremumSpec } from '../windows/extremum-spec';
import { alongOneAxis, LINE_OPTIONS, type LineOptions } from '../windows/one-axis';

/** The neighbours of {@link minimumFilter1d}. */
export type MinimumFilter1dOptions = LineOptions;

/**
 * Replaces each sample by the smallest of its neighbours along an axis. SciPy's `minimum_filter1d`.
 *
 * @throws {@link InvalidOptionError} when an option breaks its rule; {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { minimumFilter1d } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(minimumFilter1d(line, { size: 3 }).data); // 1 1 1 2 2
 *
 * const operator = minimumFilter1d({ size: 9 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.minimum_filter1d.html
 */
export const minimumFilter1d: ArrayFilter<MinimumFilter1dOptions> = defineFilter({
  name: 'minimumFilter1d',
  optionNames: LINE_OPTIONS,
  ...alongOneAxis(extremumSpec('minimum')),
});
