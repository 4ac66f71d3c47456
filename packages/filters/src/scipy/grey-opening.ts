import { defineFilter, type ArrayFilter } from '../define-filter';
import { erodeAndDilate } from '../windows/morphology-spec';
import { MORPHOLOGY_OPTIONS, type MorphologyOptions } from '../windows/morphology';

/** The structuring element of {@link greyOpening}. */
export type GreyOpeningOptions = MorphologyOptions;

/**
 * Grey opening: an erosion and then a dilation, which removes bright things that are smaller than the structuring element. SciPy's
 * `grey_opening`.
 *
 * Frames are filtered along rows and columns; a window over chroma with fewer samples is shorter.
 *
 * @throws {@link InvalidOptionError} when nothing says which neighbours count, or an option breaks its rule;
 * {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { greyOpening } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(greyOpening(line, { size: 3 }).data); // 1 1 2 2 2
 *
 * const operator = greyOpening({ size: 5 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.grey_opening.html
 */
export const greyOpening: ArrayFilter<GreyOpeningOptions> = defineFilter({
  name: 'greyOpening',
  optionNames: MORPHOLOGY_OPTIONS,
  ...erodeAndDilate(['erosion', 'dilation']),
});
