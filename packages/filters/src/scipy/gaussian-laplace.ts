import { defineFilter, type ArrayFilter } from '../define-filter';
import {
  addTo,
  derivativesSpec,
  type GaussianDerivativesOptions,
} from '../gaussian/gaussian-derivatives';

/** Options of {@link gaussianLaplace}. */
export type GaussianLaplaceOptions = GaussianDerivativesOptions;

/**
 * The Laplacian of a picture smoothed with a Gaussian: the sum of its second derivatives along all axes (rows and columns of a
 * frame).
 *
 * It is negative where the picture is brightest, and negative numbers wrap around in an unsigned type: give
 * `output: 'float32'` for arrays of bytes. In plain TypeScript: not for large pictures at video rate.
 *
 * @throws {@link InvalidOptionError} when the filter is made: for a sigma that is negative or not a number, a radius that is not
 * a whole number of at least 0, an unknown mode; when a list does not have one value for each axis of an array.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { gaussianLaplace } from '@giftgrab/filters';
 *
 * const dot = ndarray(Uint8Array.of(0, 0, 0, 0, 255, 0, 0, 0, 0), [3, 3]);
 * console.log(gaussianLaplace(dot, { sigma: 1, output: 'float32' }).get(1, 1) < 0); // true
 *
 * const operator = gaussianLaplace({ sigma: 2 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see scipy.ndimage.gaussian_laplace
 */
export const gaussianLaplace: ArrayFilter<GaussianLaplaceOptions> = defineFilter(
  derivativesSpec('gaussianLaplace', { order: 2, add: addTo }),
);
