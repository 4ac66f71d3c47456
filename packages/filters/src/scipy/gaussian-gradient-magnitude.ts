import { defineFilter, type ArrayFilter } from '../define-filter';
import {
  addTo,
  derivativesSpec,
  type GaussianDerivativesOptions,
} from '../gaussian/gaussian-derivatives';

/** Options of {@link gaussianGradientMagnitude}. */
export type GaussianGradientMagnitudeOptions = GaussianDerivativesOptions;

/**
 * How steep a picture smoothed with a Gaussian is: the root of the sum of the squares of its derivatives along all axes (rows and
 * columns of a frame).
 *
 * With `rounding: 'scipy'` squares of whole numbers wrap around as SciPy's do. In plain TypeScript: not for large pictures at
 * video rate.
 *
 * @throws {@link InvalidOptionError} when the filter is made: for a sigma that is negative or not a number, a radius that is not
 * a whole number of at least 0, an unknown mode; when a list does not have one value for each axis of an array.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { gaussianGradientMagnitude } from '@giftgrab/filters';
 *
 * const ramp = ndarray(Uint8Array.of(0, 10, 20, 30, 40, 50, 60, 70, 80), [1, 9]);
 * console.log(gaussianGradientMagnitude(ramp, { sigma: 1 }).get(0, 4)); // 10
 *
 * const operator = gaussianGradientMagnitude({ sigma: 1.5 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see scipy.ndimage.gaussian_gradient_magnitude
 */
export const gaussianGradientMagnitude: ArrayFilter<GaussianGradientMagnitudeOptions> =
  defineFilter(
    derivativesSpec('gaussianGradientMagnitude', {
      order: 1,
      add(sums, derivative) {
        // The square itself loses what the type cannot hold, before it is added.
        for (let i = 0; i < sums.length; i += 1) derivative[i] = (derivative[i] ?? 0) ** 2;
        addTo(sums, derivative);
      },
      finish(sums) {
        for (let i = 0; i < sums.length; i += 1) sums[i] = Math.sqrt(sums[i] ?? 0);
      },
    }),
  );
