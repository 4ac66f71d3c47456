import { defineFilter, type ArrayFilter } from '../define-filter';
import { extremumSpec } from '../windows/extremum-spec';
import { alongOneAxis, LINE_OPTIONS, type LineOptions } from '../windows/one-axis';

/** The neighbours of {@link maximumFilter1d}. */
export type MaximumFilter1dOptions = LineOptions;

/**
 * Replaces each sample by the largest of its neighbours along an axis. SciPy's `maximum_filter1d`.
 *
 * @throws {@link InvalidOptionError} when an option breaks its rule; {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { maximumFilter1d } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(maximumFilter1d(line, { size: 3 }).data); // 5 5 3 4 4
 *
 * const operator = maximumFilter1d({ size: 9 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.maximum_filter1d.html
 */
export const maximumFilter1d: ArrayFilter<MaximumFilter1dOptions> = defineFilter({
  name: 'maximumFilter1d',
  optionNames: LINE_OPTIONS,
  ...alongOneAxis(extremumSpec('maximum')),
});
