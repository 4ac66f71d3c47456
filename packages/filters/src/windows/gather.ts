import { CONSTANT, extendedIndices } from '../arrays/boundary';
import { dtypeOf, sizeOf, zeros, tightStrides, type SampleArray } from '../arrays/sample-array';
import type { Window } from './window';

/** An array with the edges that a window needs, in double precision and without gaps. */
export interface Extended {
  readonly data: Float64Array;
  readonly strides: readonly number[];
}

/**
 * Extends an array at all its ends, so that a window finds every neighbour.
 *
 * @param input - The array.
 * @param window - The window.
 * @param constant - The value beyond the edge; the window's as a sample if left out.
 */
export function extend(
  input: SampleArray,
  window: Window,
  constant: number = constantSample(input, window),
): Extended {
  const axes = input.shape.length;
  const indices = input.shape.map((length, axis) => {
    const before = window.before[axis] ?? 0;
    const after = (window.shape[axis] ?? 1) - 1 - before;
    return extendedIndices(length, before, after, window.modes[axis] ?? 'reflect');
  });
  const shape = indices.map(({ length }) => length);
  const data = new Float64Array(sizeOf(shape)).fill(constant);
  const strides = tightStrides(shape);
  const copy = (axis: number, from: number, to: number): void => {
    const table = indices[axis] ?? [];
    const step = input.stride[axis] ?? 0;
    for (const index of table) {
      if (index !== CONSTANT) {
        if (axis === axes - 1) data[to] = input.data[from + index * step] ?? 0;
        else copy(axis + 1, from + index * step, to);
      }
      to += strides[axis] ?? 0;
    }
  };
  if (axes === 0) data[0] = input.data[input.offset] ?? 0;
  else copy(0, input.offset, 0);
  return { data, strides };
}

/** SciPy too makes the constant a sample first. */
function constantSample(input: SampleArray, { cval }: Window): number {
  const sample = zeros({ dtype: dtypeOf(input.data), shape: [1] }).data;
  sample[0] = cval;
  return sample[0];
}

/** How far each neighbour that counts lies behind the window's first sample, in an extended array. */
export function neighbourOffsets(window: Window, strides: readonly number[]): Int32Array {
  let offsets = [0];
  window.shape.forEach((length, axis) => {
    const stride = strides[axis] ?? 0;
    offsets = offsets.flatMap((at) => Array.from({ length }, (_, i) => at + i * stride));
  });
  const { footprint } = window;
  return Int32Array.from(footprint ? offsets.filter((_, i) => footprint[i] === 1) : offsets);
}

/**
 * Makes every sample of an array from its neighbours.
 *
 * @param input - The source.
 * @param output - The destination, of the same shape; must not overlap.
 * @param window - Which neighbours.
 * @param compute - Makes a sample of the neighbours that count, which it may reorder.
 */
export function mapNeighbours(
  input: SampleArray,
  output: SampleArray,
  window: Window,
  compute: (neighbours: Float64Array) => number,
): void {
  const { data, strides } = extend(input, window);
  const offsets = neighbourOffsets(window, strides);
  const neighbours = new Float64Array(offsets.length);
  const axes = output.shape.length;
  const walk = (axis: number, from: number, to: number): void => {
    if (axis === axes) {
      for (let i = 0; i < offsets.length; i += 1) {
        neighbours[i] = data[from + (offsets[i] ?? 0)] ?? 0;
      }
      output.data[to] = compute(neighbours);
      return;
    }
    const length = output.shape[axis] ?? 0;
    for (let i = 0; i < length; i += 1) {
      walk(axis + 1, from, to);
      from += strides[axis] ?? 0;
      to += output.stride[axis] ?? 0;
    }
  };
  walk(0, 0, output.offset);
}
