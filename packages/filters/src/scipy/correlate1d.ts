import { defineFilter, type ArrayFilter } from '../define-filter';
import { weights1dSpec } from '../linear/weights1d-spec';
import type { Weights1dOptions } from '../linear/weights-options';

/** Options of {@link correlate1d}. */
export type Correlate1dOptions = Weights1dOptions;

/**
 * Correlates the lines along one axis with weights: each sample becomes the sum of its neighbours times their weights,
 * `output[i] = Σ weights[k] * input[i + k - floor(n / 2) - origin]` for n weights.
 *
 * Sums are in double precision and in SciPy's order. A sum that the type of the output cannot hold loses its fraction and wraps
 * around: -1.5 becomes 255 in `uint8`.
 *
 * @throws {@link InvalidOptionError} when the filter is made: for an empty list of weights, a weight that is not finite, an
 * unknown mode, an origin out of its range; when an array has no such axis.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { correlate1d } from '@giftgrab/filters';
 *
 * const input = ndarray(Int32Array.of(2, 8, 0, 4, 1, 9, 9, 0), [8]);
 * console.log([...correlate1d(input, { weights: [1, 3] }).data]); // [8, 26, 8, 12, 7, 28, 36, 9]
 *
 * const operator = correlate1d({ weights: [0.25, 0.5, 0.25] }); // source.pipe(operator).subscribe(target)
 * ```
 * @see scipy.ndimage.correlate1d
 */
export const correlate1d: ArrayFilter<Correlate1dOptions> = defineFilter(
  weights1dSpec('correlate1d', (weights, origin) => ({
    weights: Float64Array.from(weights),
    origin,
  })),
);
