import { defineFilter, type ArrayFilter } from '../define-filter';
import { gradientSpec, type GradientOptions } from '../derivatives/gradient-spec';

/** Options of {@link prewitt}. */
export type PrewittOptions = GradientOptions;

/**
 * Prewitt's derivative along one axis: the difference of the two neighbours, added up over three samples along all other axes.
 *
 * What is said of signs, channels and speed at `sobel` holds here too.
 *
 * @throws {@link InvalidOptionError} when the filter is made: for an unknown mode or sign, axes that are not different whole numbers;
 * when an array has no such axis. {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { prewitt } from '@giftgrab/filters';
 *
 * const ramp = ndarray(Uint8Array.of(50, 40, 30, 50, 40, 30), [2, 3]);
 * console.log([...prewitt(ramp, { output: 'int16' }).data]); // [-30, -60, -30, -30, -60, -30]
 *
 * const operator = prewitt({ signed: 'absolute' }); // source.pipe(operator).subscribe(target)
 * ```
 * @see scipy.ndimage.prewitt
 */
export const prewitt: ArrayFilter<PrewittOptions> = defineFilter(gradientSpec('prewitt', 1));
