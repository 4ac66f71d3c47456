import { CONSTANT } from '../arrays/boundary';
import { isSameShape, type ArrayShape } from '../arrays/sample-array';
import { planPicking } from '../resample/pick-plan';
import { identitySums, sumOf, type AxisSums } from '../resample/axis-sums';
import { planResampling } from '../resample/resample-plan';
import { pictureShape, type Plan } from '../plans/plan';
import { planAffine } from './affine-plan';
import type { Interpolation } from './interpolation-options';
import { findTaps, makeTaps } from './taps';
import { activeAxes, type AxesWarp, type Warp } from './warp';

/**
 * How kernels move samples: orders 0 and 1 of bytes, rows and columns.
 *
 * @param input - Shape of the input.
 * @param output - Shape of the output.
 * @param warp - Where its samples come from.
 * @param how - Order and mode.
 */
export function planWarp(
  input: ArrayShape,
  output: ArrayShape,
  warp: Warp,
  how: Interpolation,
): Plan | undefined {
  const from = pictureShape(input);
  const to = pictureShape(output);
  if (from === undefined || to === undefined || how.order === 3) return undefined;
  if (input.dtype !== 'uint8' || output.dtype !== 'uint8') return undefined;
  if (!isSameShape(input.shape.slice(2), output.shape.slice(2))) return undefined;
  if (activeAxes(warp).some((axis) => axis > 1)) return undefined;
  if (!how.cvals.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)) {
    return undefined;
  }
  if (warp.kind === 'matrix') return planAffine(from, to, warp, how);
  const sums = {
    rows: sumsOf(warp, 0, from.rows, how),
    cols: sumsOf(warp, 1, from.cols, how),
  };
  return how.order === 0
    ? planPicking(from, to, sums, how.cvals)
    : planResampling(from, to, sums, how.cvals);
}

function sumsOf(warp: AxesWarp, axis: number, length: number, how: Interpolation): AxisSums {
  const coordinates = warp.coordinates[axis];
  if (coordinates === undefined) return identitySums(length);
  const taps = makeTaps(how.order);
  return Array.from(coordinates, (coordinate) => {
    findTaps(taps, coordinate, length, how, how.margins[axis]);
    return taps.isOutside ? sumOf([CONSTANT], [1]) : sumOf(taps.indices, taps.weights);
  });
}
