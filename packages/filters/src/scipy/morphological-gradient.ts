import { defineFilter, type ArrayFilter } from '../define-filter';
import { erodeAndDilate } from '../windows/morphology-spec';
import { MORPHOLOGY_OPTIONS, type MorphologyOptions } from '../windows/morphology';

/** The structuring element of {@link morphologicalGradient}. */
export type MorphologicalGradientOptions = MorphologyOptions;

/**
 * Morphological gradient: a dilation minus an erosion, which is large at edges. SciPy's `morphological_gradient`.
 *
 * Frames are filtered along rows and columns; a window over chroma with fewer samples is shorter.
 *
 * @throws {@link InvalidOptionError} when nothing says which neighbours count, or an option breaks its rule;
 * {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { morphologicalGradient } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(morphologicalGradient(line, { size: 3 }).data); // 4 4 2 2 2
 *
 * const operator = morphologicalGradient({ size: 3 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.morphological_gradient.html
 */
export const morphologicalGradient: ArrayFilter<MorphologicalGradientOptions> = defineFilter({
  name: 'morphologicalGradient',
  optionNames: MORPHOLOGY_OPTIONS,
  ...erodeAndDilate(['dilation'], ['erosion']),
});
