import { defineFilter, type ArrayFilter } from '../define-filter';
import { erodeAndDilate } from '../windows/morphology-spec';
import { MORPHOLOGY_OPTIONS, type MorphologyOptions } from '../windows/morphology';

/** The structuring element of {@link whiteTophat}. */
export type WhiteTophatOptions = MorphologyOptions;

/**
 * White top hat: the input minus its opening, which leaves bright things smaller than the structuring element. SciPy's
 * `white_tophat`.
 *
 * Frames are filtered along rows and columns; a window over chroma with fewer samples is shorter.
 *
 * @throws {@link InvalidOptionError} when nothing says which neighbours count, or an option breaks its rule;
 * {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import { whiteTophat } from '@giftgrab/filters';
 * import ndarray from 'ndarray';
 *
 * const line = ndarray(new Uint8Array([5, 1, 3, 2, 4]), [5]);
 * console.log(whiteTophat(line, { size: 3 }).data); // 4 0 1 0 2
 *
 * const operator = whiteTophat({ size: 9 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see https://docs.scipy.org/doc/scipy-1.10.1/reference/generated/scipy.ndimage.white_tophat.html
 */
export const whiteTophat: ArrayFilter<WhiteTophatOptions> = defineFilter({
  name: 'whiteTophat',
  optionNames: MORPHOLOGY_OPTIONS,
  ...erodeAndDilate([], ['erosion', 'dilation']),
});
