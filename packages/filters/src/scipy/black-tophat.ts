import { defineFilter, type ArrayFilter } from '../define-filter';
import { erodeAndDilate } from '../windows/morphology-spec';
import { MORPHOLOGY_OPTIONS, type MorphologyOptions } from '../windows/morphology';

/** The structuring element of {@link blackTophat}. */
export type BlackTophatOptions = MorphologyOptions;

/**
 * Black top hat: the closing minus the input, which leaves dark things smaller than the structuring element. SciPy's
 * `black_tophat`.
 *
 * Frames are filtered along rows and columns; a window over chroma with fewer samples is shorter.
 *
 * @throws {@link InvalidOptionError} when nothing says which neighbours count, or an option breaks its rule;
 * {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { blackTophat } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(blackTophat(line, { size: 3 }).data); // 0 2 0 1 0
 *
 * const operator = blackTophat({ size: 9 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.black_tophat.html
 */
export const blackTophat: ArrayFilter<BlackTophatOptions> = defineFilter({
  name: 'blackTophat',
  optionNames: MORPHOLOGY_OPTIONS,
  ...erodeAndDilate(['dilation', 'erosion'], []),
});
