import { defineFilter, type ArrayFilter } from '../define-filter';
import { boxSpec } from '../windows/box-spec';
import type { BoxOptions } from '../windows/box-spec';

/** Over which neighbours {@link uniformFilter} averages. */
export type UniformFilterOptions = BoxOptions;

/**
 * Replaces each sample by the average of a rectangle: the box blur. SciPy's `uniform_filter`.
 *
 * It works axis by axis, and the result of each axis has the output's type: whole numbers lose their fraction each time, as in
 * SciPy. For bytes and sizes up to 102 its time does not depend on the size. Frames are filtered along rows and columns; a window
 * over chroma with fewer samples is shorter.
 *
 * @throws {@link InvalidOptionError} when an option breaks its rule; {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { uniformFilter } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([2, 8, 0, 4, 1, 9, 9, 0]), [8]);
 * console.log(uniformFilter(line, { size: 3 }).data); // 4 3 4 1 4 6 6 3
 *
 * const operator = uniformFilter({ size: 15 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.uniform_filter.html
 */
export const uniformFilter: ArrayFilter<UniformFilterOptions> = defineFilter({
  name: 'uniformFilter',
  optionNames: ['size', 'mode', 'cval', 'origin'],
  ...boxSpec,
});
