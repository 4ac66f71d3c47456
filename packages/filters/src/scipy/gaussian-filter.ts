import { defineFilter, type ArrayFilter } from '../define-filter';
import {
  ACCURACY_OPTION_NAMES,
  checkGaussianOptions,
  gaussianSteps,
  type GaussianAxesOptions,
} from '../gaussian/gaussian-options';
import { gaussianForPlane } from '../gaussian/gaussian-for-plane';
import { gaussianPlan } from '../gaussian/gaussian-plan';
import { gaussianReference } from '../gaussian/gaussian-reference';

/** Options of {@link gaussianFilter}. */
export type GaussianFilterOptions = GaussianAxesOptions;

/**
 * Smooths with a Gaussian, one axis after the other.
 *
 * Bytes are filtered by kernels that are within 0.35 levels of the exact Gaussian for any picture, before the result is rounded
 * to nearest; SciPy cuts fractions off after each axis and so is up to two levels darker. `precision: 'scipy'` gives SciPy's
 * numbers, several times slower. Where chroma has fewer samples than luma, its sigma is smaller.
 *
 * @throws {@link InvalidOptionError} when the filter is made: for a sigma that is negative or not a number, an order or a radius
 * that is not a whole number of at least 0, an unknown mode; when a list does not have one value for each axis of an array.
 * @example
 * ```ts
 * import { gaussianFilter } from '@giftgrab/filters';
 *
 * const blur = gaussianFilter({ sigma: [5, 15] }); // rows, columns: source.pipe(blur).subscribe(target)
 * console.log(blur.stats.framesIn); // 0
 * ```
 * @see scipy.ndimage.gaussian_filter
 */
export const gaussianFilter: ArrayFilter<GaussianFilterOptions> =
  defineFilter<GaussianFilterOptions>({
    name: 'gaussianFilter',
    optionNames: ['sigma', 'order', 'radius', 'mode', 'cval', ...ACCURACY_OPTION_NAMES],
    check: checkGaussianOptions,
    forPlane: gaussianForPlane,
    plan: (input, output, options) =>
      gaussianPlan(input, output, gaussianSteps(options, input.shape.length)),
    isReferenceInPlace: true,
    reference(input, output, options) {
      gaussianReference(input, output, gaussianSteps(options, input.shape.length));
    },
  });
