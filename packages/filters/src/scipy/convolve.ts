import { perAxis } from '../arrays/per-axis';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { correlateArray } from '../linear/correlate-nd';
import {
  checkWeightsNd,
  WEIGHTS_ND_OPTION_NAMES,
  weightsFor,
  weightsForPlane,
  type WeightsOptions,
} from '../linear/weights-nd-options';

/** Options of {@link convolve}. */
export type ConvolveOptions = WeightsOptions;

/**
 * Convolves an array with weights: `correlate` with the weights turned round along every axis. What it does to numbers that the type
 * cannot hold is described there.
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
 * ```
 * @see scipy.ndimage.convolve
 */
export const convolve: ArrayFilter<ConvolveOptions> = defineFilter<ConvolveOptions>({
  name: 'convolve',
  optionNames: WEIGHTS_ND_OPTION_NAMES,
  check: checkWeightsNd,
  forPlane: weightsForPlane,
  reference(input, output, options) {
    const axes = input.shape.length;
    const { shape, values } = weightsFor(options, axes);
    const turned = { shape, values: values.slice().reverse() };
    // An even number of weights has its middle one further left when turned round.
    const origin = perAxis('origin', options.origin ?? 0, axes).map((samples, axis) =>
      (shape[axis] ?? 1) % 2 === 0 ? -samples - 1 : -samples,
    );
    correlateArray(input, output, turned, { ...options, origin });
  },
});
