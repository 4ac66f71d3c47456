import { boundaryIndex, type BoundaryMode } from '../arrays/boundary';
import type { Interpolation } from './interpolation-options';
import { mapCoordinate } from './map-coordinate';
import { firstTap, splineWeights } from './spline';

/** The samples along one axis that a value is made of. */
export interface Taps {
  /** Their numbers, `order + 1` of them; -1 for the constant. */
  readonly indices: Int32Array;
  /** Their weights. */
  readonly weights: Float64Array;
  /** Whether the value is the constant, whatever the other axes say. */
  isOutside: boolean;
}

/** Room for the taps of an order. */
export function makeTaps(order: number): Taps {
  const indices = new Int32Array(order + 1);
  return { indices, weights: new Float64Array(order + 1), isOutside: false };
}

/**
 * Finds the taps of a coordinate.
 *
 * @param taps - Where they go.
 * @param coordinate - In samples.
 * @param length - Samples of the line.
 * @param how - Order and mode.
 * @param margin - See {@link mapCoordinate}.
 */
export function findTaps(
  taps: Taps,
  coordinate: number,
  length: number,
  how: Interpolation,
  margin = 0,
): void {
  const { order, mode } = how;
  const mapped = mapCoordinate(coordinate, length, mode, margin);
  taps.isOutside = mode !== 'grid-constant' && !(mapped > -1);
  if (taps.isOutside) return;
  const first = firstTap(mapped, order);
  const isInside = first >= 0 && first + order < length;
  for (let i = 0; i <= order; i += 1) {
    const index = first + i;
    taps.indices[i] = isInside ? index : boundaryIndex(index, length, gridMode(mode));
  }
  splineWeights(mapped, order, taps.weights);
}

/** How the whole samples beside a coordinate inside are seen: as a spline's coefficients were made. */
function gridMode(mode: BoundaryMode): BoundaryMode {
  return mode === 'constant' || mode === 'wrap' ? 'mirror' : mode;
}
