import { defineFilter, type ArrayFilter } from '../define-filter';
import { boxSpec } from '../windows/box-spec';
import { alongOneAxis, LINE_OPTIONS, type LineOptions } from '../windows/one-axis';

/** The neighbours of {@link uniformFilter1d}. */
export type UniformFilter1dOptions = LineOptions;

/**
 * Replaces each sample by the average of its neighbours along an axis; whole numbers lose the fraction. SciPy's `uniform_filter1d`.
 *
 * @throws {@link InvalidOptionError} when an option breaks its rule; {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { uniformFilter1d } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(uniformFilter1d(line, { size: 3 }).data); // 3 3 2 3 3
 *
 * const operator = uniformFilter1d({ size: 15 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.uniform_filter1d.html
 */
export const uniformFilter1d: ArrayFilter<UniformFilter1dOptions> = defineFilter({
  name: 'uniformFilter1d',
  optionNames: LINE_OPTIONS,
  ...alongOneAxis(boxSpec),
});
