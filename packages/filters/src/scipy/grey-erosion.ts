import { defineFilter, type ArrayFilter } from '../define-filter';
import { erodeAndDilate } from '../windows/morphology-spec';
import { MORPHOLOGY_OPTIONS, type MorphologyOptions } from '../windows/morphology';

/** The structuring element of {@link greyErosion}. */
export type GreyErosionOptions = MorphologyOptions;

/**
 * Grey erosion: replaces each sample by the smallest of its neighbours, so that bright things shrink. SciPy's `grey_erosion`.
 *
 * Frames are filtered along rows and columns; a window over chroma with fewer samples is shorter.
 *
 * @throws {@link InvalidOptionError} when nothing says which neighbours count, or an option breaks its rule;
 * {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { greyErosion } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(greyErosion(line, { size: 3 }).data); // 1 1 1 2 2
 *
 * const operator = greyErosion({ size: 5 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.grey_erosion.html
 */
export const greyErosion: ArrayFilter<GreyErosionOptions> = defineFilter({
  name: 'greyErosion',
  optionNames: MORPHOLOGY_OPTIONS,
  ...erodeAndDilate(['erosion']),
});
