import { copyArray, shapeOf, zeros } from '../arrays/sample-array';
import { defineFilter, type ArrayFilter } from '../define-filter';
import {
  checkDerivativeOptions,
  DERIVATIVE_OPTION_NAMES,
  derivativeAxes,
  derivativeForPlane,
  derivativeModes,
  type DerivativeOptions,
} from '../derivatives/derivative-options';
import { derivativePlan } from '../derivatives/derivative-plan';
import { writeSigned } from '../derivatives/signed-values';
import { correlateAxis } from '../linear/correlate-axis';

/** Options of {@link laplace}. */
export type LaplaceOptions = DerivativeOptions;

const SECOND_DIFFERENCE = Float64Array.of(1, -2, 1);

/**
 * The Laplacian: the sum of the second derivatives along all axes, from weights 1, -2, 1.
 *
 * What is said of signs, channels and speed at `sobel` holds here too.
 *
 * @throws {@link InvalidOptionError} when the filter is made: for an unknown mode or sign, axes that are not different whole numbers;
 * when an array has no such axis. {@link UnsupportedFormatError} for UYVY frames.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { laplace } from '@giftgrab/filters';
 *
 * const dot = ndarray(Uint8Array.of(0, 0, 0, 0, 9, 0, 0, 0, 0), [3, 3]);
 * console.log([...laplace(dot, { output: 'int16' }).data]); // [0, 9, 0, 9, -36, 9, 0, 9, 0]
 *
 * const operator = laplace({ signed: 'offset' }); // source.pipe(operator).subscribe(target)
 * ```
 * @see scipy.ndimage.laplace
 */
export const laplace: ArrayFilter<LaplaceOptions> = defineFilter<LaplaceOptions>({
  name: 'laplace',
  optionNames: DERIVATIVE_OPTION_NAMES,
  check: checkDerivativeOptions,
  forPlane: (options, _plane, format) => derivativeForPlane(options, format),
  plan: derivativePlan,
  reference(input, output, options) {
    const { cval = 0 } = options;
    const modes = derivativeModes(options, input.shape.length);
    const axes = derivativeAxes(options, input.shape.length);
    writeSigned(output, options, (target) => {
      const sums = zeros(shapeOf(target));
      const derivative = zeros(shapeOf(target));
      for (const axis of axes) {
        const mode = modes[axis] ?? 'reflect';
        correlateAxis(input, derivative, { axis, weights: SECOND_DIFFERENCE, mode, cval });
        for (let i = 0; i < sums.data.length; i += 1) {
          sums.data[i] = (sums.data[i] ?? 0) + (derivative.data[i] ?? 0);
        }
      }
      copyArray(sums, target);
    });
  },
});
