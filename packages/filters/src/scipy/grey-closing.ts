import { defineFilter, type ArrayFilter } from '../define-filter';
import { erodeAndDilate } from '../windows/morphology-spec';
import { MORPHOLOGY_OPTIONS, type MorphologyOptions } from '../windows/morphology';

/** The structuring element of {@link greyClosing}. */
export type GreyClosingOptions = MorphologyOptions;

/**
 * Grey closing: a dilation and then an erosion, which removes dark things that are smaller than the structuring element. SciPy's
 * `grey_closing`.
 *
 * Frames are filtered along rows and columns; a window over chroma with fewer samples is shorter.
 *
 * @throws {@link InvalidOptionError} when nothing says which neighbours count, or an option breaks its rule;
 * {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { greyClosing } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(greyClosing(line, { size: 3 }).data); // 5 3 3 3 4
 *
 * const operator = greyClosing({ size: 5 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.grey_closing.html
 */
export const greyClosing: ArrayFilter<GreyClosingOptions> = defineFilter({
  name: 'greyClosing',
  optionNames: MORPHOLOGY_OPTIONS,
  ...erodeAndDilate(['dilation', 'erosion']),
});
