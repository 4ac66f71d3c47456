import { tightStrides, type SampleArray } from '../arrays/sample-array';
import { coefficientsOf, type Coefficients } from './coefficients';
import type { Interpolation } from './interpolation-options';
import { roundingFor } from './store-sample';
import { findTaps, makeTaps, type Taps } from './taps';
import { activeAxes, type Warp } from './warp';

/**
 * Interpolates an array of any shape, type and strides, in double precision.
 *
 * @param input - The source.
 * @param output - The destination.
 * @param warp - Where its samples come from.
 * @param how - Order and mode.
 */
export function warpReference(
  input: SampleArray,
  output: SampleArray,
  warp: Warp,
  how: Interpolation,
): void {
  const axes = activeAxes(warp);
  const coefficients = coefficientsOf(input, axes, how);
  const passive = passivePlaces(output, axes, coefficients, how.cvals);
  const tapsAt = tapFinder(warp, axes, coefficients, how);
  const count = (how.order + 1) ** axes.length;
  const places = new Int32Array(count);
  const weights = new Float64Array(count);
  const round = roundingFor(output.data);
  const strides = axes.map((axis) => coefficients.strides[axis] ?? 0);
  eachIndex(
    axes.map((axis) => output.shape[axis] ?? 0),
    axes.map((axis) => output.stride[axis] ?? 0),
    (indices, at) => {
      const taps = tapsAt(indices);
      const isOutside = taps.some((each) => each.isOutside);
      if (!isOutside) multiplyTaps(taps, strides, places, weights);
      for (const { from, to, cval } of passive) {
        let sum = 0;
        for (let i = 0; i < count && !isOutside; i += 1) {
          const place = places[i] ?? 0;
          sum += (place < 0 ? cval : (coefficients.data[from + place] ?? 0)) * (weights[i] ?? 0);
        }
        output.data[output.offset + at + to] = round(isOutside ? cval : sum);
      }
    },
  );
}

/** What lies beside each interpolated point, along the axes that stay as they are. */
interface PassivePlace {
  readonly from: number;
  readonly to: number;
  readonly cval: number;
}

function passivePlaces(
  output: SampleArray,
  active: readonly number[],
  coefficients: Coefficients,
  cvals: readonly number[],
): readonly PassivePlace[] {
  const axes = [...output.shape.keys()].filter((axis) => !active.includes(axis));
  const places: PassivePlace[] = [];
  const lengths = axes.map((axis) => output.shape[axis] ?? 0);
  const strides = axes.map((axis) => output.stride[axis] ?? 0);
  eachIndex(lengths, strides, (indices, to) => {
    const from = axes.reduce((sum, axis, i) => {
      return sum + (indices[i] ?? 0) * (coefficients.strides[axis] ?? 0);
    }, 0);
    const cval = cvals[(indices.at(-1) ?? 0) % cvals.length] ?? 0;
    places.push({ from, to, cval });
  });
  return places;
}

/** Calls back for all indices of a shape, the last axis fastest. */
function eachIndex(
  shape: readonly number[],
  strides: readonly number[],
  visit: (indices: Int32Array, at: number) => void,
): void {
  const indices = new Int32Array(shape.length);
  const walk = (axis: number, at: number): void => {
    if (axis === shape.length) {
      visit(indices, at);
      return;
    }
    const length = shape[axis] ?? 0;
    for (let i = 0; i < length; i += 1) {
      indices[axis] = i;
      walk(axis + 1, at + i * (strides[axis] ?? 0));
    }
  };
  walk(0, 0);
}

function tapFinder(
  warp: Warp,
  axes: readonly number[],
  { shape, padding }: Coefficients,
  how: Interpolation,
): (indices: Int32Array) => readonly Taps[] {
  const find = (taps: Taps, axis: number, coordinate: number): void => {
    findTaps(taps, coordinate + padding, shape[axis] ?? 1, how, how.margins[axis]);
  };
  if (warp.kind === 'axes') {
    const tables = axes.map((axis) =>
      Array.from(warp.coordinates[axis] ?? [], (coordinate) => {
        const taps = makeTaps(how.order);
        find(taps, axis, coordinate);
        return taps;
      }),
    );
    return (indices) => tables.map((table, i) => table[indices[i] ?? 0] as Taps);
  }
  const taps = axes.map(() => makeTaps(how.order));
  return (indices) => {
    axes.forEach((axis, i) => {
      // In SciPy's order, so that the same samples lie on the edge.
      let coordinate = 0;
      for (const [j, index] of indices.entries()) {
        coordinate += index * (warp.matrix[i]?.[j] ?? 0);
      }
      find(taps[i] as Taps, axis, coordinate + (warp.offset[i] ?? 0));
    });
    return taps;
  };
}

/** The taps of all axes together: one for each sample that a value is made of, -1 where it is the constant. */
function multiplyTaps(
  taps: readonly Taps[],
  strides: readonly number[],
  places: Int32Array,
  weights: Float64Array,
): void {
  const each = taps[0]?.indices.length ?? 1;
  const steps = tightStrides(taps.map(() => each));
  for (let i = 0; i < places.length; i += 1) {
    let place = 0;
    let weight = 1;
    let isConstant = false;
    for (let axis = 0; axis < taps.length; axis += 1) {
      const tap = Math.trunc(i / (steps[axis] ?? 1)) % each;
      const index = taps[axis]?.indices[tap] ?? 0;
      isConstant ||= index < 0;
      place += index * (strides[axis] ?? 0);
      weight *= taps[axis]?.weights[tap] ?? 0;
    }
    places[i] = isConstant ? -1 : place;
    weights[i] = weight;
  }
}
