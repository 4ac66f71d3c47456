import type { ArrayFilterSpec } from '../array-filter';
import { axisIndex, frameAxisIndex } from '../arrays/axis';
import { correlateAxis } from './correlate-axis';
import {
  checkWeightsOptions,
  WEIGHTS_OPTION_NAMES,
  type Weights1dOptions,
} from './weights-options';

/** What an array is correlated with along an axis. */
export interface PlacedWeights {
  /** The weights. */
  readonly weights: Float64Array;
  /** How far they are moved to the left. */
  readonly origin: number;
}

/**
 * A filter that correlates along one axis.
 *
 * @param name - Its name.
 * @param weightsOf - What it correlates with.
 */
export function weights1dSpec(
  name: string,
  weightsOf: (weights: readonly number[], origin: number) => PlacedWeights,
): ArrayFilterSpec<Weights1dOptions> {
  return {
    name,
    optionNames: WEIGHTS_OPTION_NAMES,
    check: checkWeightsOptions,
    forPlane: (options) => ({ ...options, axis: frameAxisIndex(options.axis ?? -1) }),
    isReferenceInPlace: true,
    reference(input, output, { weights, axis = -1, mode = 'reflect', cval = 0, origin = 0 }) {
      const placed = weightsOf(weights, origin);
      correlateAxis(input, output, {
        axis: axisIndex(axis, input.shape.length),
        mode,
        cval,
        ...placed,
      });
    },
  };
}
