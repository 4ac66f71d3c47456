import { defineFilter, type ArrayFilter } from '../define-filter';
import { gradientSpec, type GradientOptions } from '../derivatives/gradient-spec';

/** Options of {@link sobel}. */
export type SobelOptions = GradientOptions;

/**
 * Sobel's derivative along one axis: the difference of the two neighbours, smoothed along all other axes with weights 1, 2, 1.
 *
 * Steps are computed in the type of the output, as in SciPy: derivatives of bytes wrap around unless an array says
 * `output: 'int16'`, or `signed` says otherwise. Kernels do bytes of pictures, to bytes or `int16`.
 *
 * SciPy smooths along the channels of an array too, and so do arrays here: say `axes: [0, 1]` for what frames get. The derivative of
 * an opaque alpha is 0, which is transparent, and chroma has derivatives too: `convertColour({ to: 'GRAY8' })` before it is what most
 * people want to see.
 *
 * @throws {@link InvalidOptionError} when the filter is made: for an unknown mode or sign, axes that are not different whole numbers;
 * when an array has no such axis. {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { sobel } from '@giftgrab/filters';
 *
 * const ramp = ndarray(Uint8Array.of(50, 40, 30, 50, 40, 30), [2, 3]);
 * console.log([...sobel(ramp, { output: 'int16' }).data]); // [-40, -80, -40, -40, -80, -40]
 *
 * const operator = sobel({ signed: 'absolute' }); // source.pipe(operator).subscribe(target)
 * ```
 * @see scipy.ndimage.sobel
 */
export const sobel: ArrayFilter<SobelOptions> = defineFilter(gradientSpec('sobel', 2));
