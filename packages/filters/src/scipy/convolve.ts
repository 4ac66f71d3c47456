import { perAxis } from '../arrays/per-axis';
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
import type { Flat } from '../windows/nested';

/** Options of {@link convolve}. */
export type ConvolveOptions = WeightsOptions;

/**
 * Convolves an array with weights: `correlate` with the weights turned round along every axis. What it does to numbers that the type
 * cannot hold, and what kernels do, is described there.
 *
 * @throws {@link InvalidOptionError} when the filter is made: for weights that are not lists in lists of finite numbers, an unknown
 * mode, an origin out of its range; when an array has not as many axes as the weights. {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { convolve } from '@giftgrab/filters';
 *
 * const dot = ndarray(Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0), [3, 3]);
 * const weights = [
 *   [1, 2, 3],
 *   [4, 5, 6],
 *   [7, 8, 9],
 * ];
 * console.log([...convolve(dot, { weights }).data]); // [1, 2, 3, 4, 5, 6, 7, 8, 9]
 *
 * const operator = convolve({ weights: [[0.1, 0.1, 0.1], [0.1, 0.2, 0.1], [0.1, 0.1, 0.1]] }); // source.pipe(operator).subscribe(target)
 * ```
 * @see scipy.ndimage.convolve
 */
export const convolve: ArrayFilter<ConvolveOptions> = defineFilter<ConvolveOptions>({
  name: 'convolve',
  optionNames: WEIGHTS_ND_OPTION_NAMES,
  check: checkWeightsNd,
  forPlane: weightsForPlane,
  plan(input, output, options) {
    const { weights, ...rest } = turned(options, input.shape.length);
    return correlatePlan(input, output, weights, rest);
  },
  reference(input, output, options) {
    const { weights, ...rest } = turned(options, input.shape.length);
    correlateArray(input, output, weights, rest);
  },
});

/** The options with the weights turned round. */
function turned(
  options: ConvolveOptions,
  axes: number,
): Omit<ConvolveOptions, 'weights'> & { readonly weights: Flat } {
  const { shape, values } = weightsFor(options, axes);
  // An even number of weights has its middle one further left when turned round.
  const origin = perAxis('origin', options.origin ?? 0, axes).map((samples, axis) =>
    (shape[axis] ?? 1) % 2 === 0 ? -samples - 1 : -samples,
  );
  return { ...options, weights: { shape, values: values.slice().reverse() }, origin };
}
