import { boundaryIndex } from '../arrays/boundary';
import { sizeOf, tightStrides, type SampleArray } from '../arrays/sample-array';
import type { Interpolation } from './interpolation-options';
import { prefilterLine } from './spline';

/** Samples in double precision, last axis fastest; those of splines, where there are any. */
export interface Coefficients {
  /** The samples. */
  readonly data: Float64Array;
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** From one sample to the next along each axis. */
  readonly strides: readonly number[];
  /** How many were added at both ends of the axes. */
  readonly padding: number;
}

/** As far as SciPy pads where splines have no exact solution at the edge. */
const PADDING = 12;

/**
 * What interpolation reads.
 *
 * @param input - The samples.
 * @param axes - The axes that are interpolated along.
 * @param how - Order and mode.
 */
export function coefficientsOf(
  input: SampleArray,
  axes: readonly number[],
  how: Interpolation,
): Coefficients {
  const isPadded = how.order === 3 && (how.mode === 'nearest' || how.mode === 'grid-constant');
  const padding = isPadded ? PADDING : 0;
  const shape = input.shape.map((length, axis) => length + (axes.includes(axis) ? 2 * padding : 0));
  const strides = tightStrides(shape);
  const data = new Float64Array(sizeOf(shape));
  const offsets = shape.map((length, axis) =>
    Int32Array.from({ length }, (_, i) =>
      boundaryIndex(i - (length - (input.shape[axis] ?? 0)) / 2, input.shape[axis] ?? 1, how.mode),
    ),
  );
  fill(data, input, offsets, how.cvals);
  if (how.order === 3) for (const axis of axes) prefilter(data, shape, strides, axis, how);
  return { data, shape, strides, padding };
}

function fill(
  data: Float64Array,
  input: SampleArray,
  indices: readonly Int32Array[],
  cvals: readonly number[],
): void {
  const last = indices.length - 1;
  let at = 0;
  const walk = (axis: number, from: number, isOutside: boolean): void => {
    const table = indices[axis];
    if (table === undefined) return;
    const stride = input.stride[axis] ?? 0;
    for (let i = 0; i < table.length; i += 1) {
      const index = table[i] ?? 0;
      const beyond = isOutside || index < 0;
      const next = from + index * stride;
      if (axis < last) walk(axis + 1, next, beyond);
      else data[at++] = beyond ? (cvals[i % cvals.length] ?? 0) : (input.data[next] ?? 0);
    }
  };
  walk(0, input.offset, false);
}

function prefilter(
  data: Float64Array,
  shape: readonly number[],
  strides: readonly number[],
  axis: number,
  { mode }: Interpolation,
): void {
  const length = shape[axis] ?? 0;
  if (length < 2) return;
  const stride = strides[axis] ?? 1;
  const line = new Float64Array(length);
  for (let block = 0; block < data.length; block += stride * length) {
    for (let start = block; start < block + stride; start += 1) {
      for (let i = 0; i < length; i += 1) line[i] = data[start + i * stride] ?? 0;
      prefilterLine(line, mode);
      for (let i = 0; i < length; i += 1) data[start + i * stride] = line[i] ?? 0;
    }
  }
}
