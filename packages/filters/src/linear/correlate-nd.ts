import type { SampleArray } from '../arrays/sample-array';
import { extend, neighbourOffsets } from '../windows/gather';
import type { Flat } from '../windows/nested';
import type { Window } from '../windows/window';
import { weighted } from './weighted-window';
import type { WeightsOptions } from './weights-nd-options';

/**
 * Correlates an array with weights, in double precision and in SciPy's order.
 *
 * @param input - The source.
 * @param output - The destination, of the same shape; must not overlap.
 * @param weights - As many axes as the array has.
 * @param options - Edges, and where the weights lie.
 */
export function correlateArray(
  input: SampleArray,
  output: SampleArray,
  weights: Flat,
  options: Omit<WeightsOptions, 'weights'>,
): void {
  const { window, factors } = weighted(weights, options);
  addUp(input, output, window, factors);
}

function addUp(
  input: SampleArray,
  output: SampleArray,
  window: Window,
  factors: Float64Array,
): void {
  const { data, strides } = extend(input, window, window.cval);
  const offsets = neighbourOffsets(window, strides);
  const last = output.shape.length - 1;
  const sumLine = (from: number, to: number): void => {
    const length = output.shape[last] ?? 1;
    const step = output.stride[last] ?? 0;
    for (let i = 0; i < length; i += 1) {
      let sum = 0;
      for (let k = 0; k < offsets.length; k += 1) {
        sum += (data[from + i + (offsets[k] ?? 0)] ?? 0) * (factors[k] ?? 0);
      }
      output.data[to + i * step] = sum;
    }
  };
  const walk = (axis: number, from: number, to: number): void => {
    if (axis >= last) {
      sumLine(from, to);
      return;
    }
    for (let i = 0; i < (output.shape[axis] ?? 0); i += 1) {
      walk(axis + 1, from + i * (strides[axis] ?? 0), to + i * (output.stride[axis] ?? 0));
    }
  };
  walk(0, 0, output.offset);
}
