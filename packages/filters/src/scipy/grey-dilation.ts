import { defineFilter, type ArrayFilter } from '../define-filter';
import { erodeAndDilate } from '../windows/morphology-spec';
import { MORPHOLOGY_OPTIONS, type MorphologyOptions } from '../windows/morphology';

/** The structuring element of {@link greyDilation}. */
export type GreyDilationOptions = MorphologyOptions;

/**
 * Grey dilation: replaces each sample by the largest of its neighbours, so that bright things grow. SciPy's `grey_dilation`, which
 * sees the structuring element mirrored.
 *
 * Frames are filtered along rows and columns; a window over chroma with fewer samples is shorter.
 *
 * @throws {@link InvalidOptionError} when nothing says which neighbours count, or an option breaks its rule;
 * {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { greyDilation } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(greyDilation(line, { size: 3 }).data); // 5 5 3 4 4
 *
 * const operator = greyDilation({ size: 5 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.grey_dilation.html
 */
export const greyDilation: ArrayFilter<GreyDilationOptions> = defineFilter({
  name: 'greyDilation',
  optionNames: MORPHOLOGY_OPTIONS,
  ...erodeAndDilate(['dilation']),
});
