import { defineFilter, type ArrayFilter } from '../define-filter';
import { weights1dSpec } from '../linear/weights1d-spec';
import type { Weights1dOptions } from '../linear/weights-options';

/** Options of {@link convolve1d}. */
export type Convolve1dOptions = Weights1dOptions;

/**
 * Convolves the lines along one axis with weights: `correlate1d` with the weights turned round. What it does to numbers that
 * the type cannot hold is described there.
 *
 * @throws {@link InvalidOptionError} when the filter is made: for an empty list of weights, a weight that is not finite, an
 * unknown mode, an origin out of its range; when an array has no such axis.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { convolve1d } from '@giftgrab/filters';
 *
 * const input = ndarray(Int32Array.of(2, 8, 0, 4, 1, 9, 9, 0), [8]);
 * console.log([...convolve1d(input, { weights: [1, 3] }).data]); // [14, 24, 4, 13, 12, 36, 27, 0]
 *
 * const operator = convolve1d({ weights: [0.25, 0.25, 0.25, 0.25] }); // source.pipe(operator).subscribe(target)
 * ```
 * @see scipy.ndimage.convolve1d
 */
export const convolve1d: ArrayFilter<Convolve1dOptions> = defineFilter(
  weights1dSpec('convolve1d', (weights, origin) => ({
    weights: Float64Array.from(weights).reverse(),
    // An even number of weights has its middle one further left when turned round.
    origin: weights.length % 2 === 0 ? -origin - 1 : -origin,
  })),
);
