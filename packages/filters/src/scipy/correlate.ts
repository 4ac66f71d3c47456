import { defineFilter, type ArrayFilter } from '../define-filter';
import { correlateArray } from '../linear/correlate-nd';
import { correlatePlan } from '../linear/correlate-plan';
import {
  checkWeightsNd,
  WEIGHTS_ND_OPTION_NAMES,
  weightsFor,
  weightsForPlane,
  type WeightsOptions,
} from '../linear/weights-nd-options';

/** Options of {@link correlate}. */
export type CorrelateOptions = WeightsOptions;

/**
 * Correlates an array with weights: each sample becomes the sum of its neighbours times their weights.
 *
 * Sums are in double precision and in SciPy's order. A sum that the type of the output cannot hold loses its fraction and wraps
 * around: -1.5 becomes 255 in `uint8`. The weights of a frame are those of all its planes, also of chroma with fewer samples.
 *
 * Kernels do bytes of pictures with weights that are whole numbers, to bytes or `int16`; the rest is done in plain TypeScript, not for
 * large pictures at video rate.
 *
 * @throws {@link InvalidOptionError} when the filter is made: for weights that are not lists in lists of finite numbers, an unknown
 * mode, an origin out of its range; when an array has not as many axes as the weights. {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { correlate } from '@giftgrab/filters';
 *
 * const input = ndarray(Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), [3, 3]);
 * const weights = [
 *   [1, 0],
 *   [0, 10],
 * ];
 * console.log([...correlate(input, { weights }).data]); // [11, 21, 32, 41, 51, 62, 74, 84, 95]
 *
 * const operator = correlate({ weights: [[0.5, 0, 0, 0], [0, 0, 0, 0.5]] }); // source.pipe(operator).subscribe(target)
 * ```
 * @see scipy.ndimage.correlate
 */
export const correlate: ArrayFilter<CorrelateOptions> = defineFilter<CorrelateOptions>({
  name: 'correlate',
  optionNames: WEIGHTS_ND_OPTION_NAMES,
  check: checkWeightsNd,
  forPlane: weightsForPlane,
  plan(input, output, options) {
    return correlatePlan(input, output, weightsFor(options, input.shape.length), options);
  },
  reference(input, output, options) {
    correlateArray(input, output, weightsFor(options, input.shape.length), options);
  },
});
