import { extendedIndices, type BoundaryMode } from '../arrays/boundary';
import { mapLines } from '../arrays/lines';
import type { SampleArray } from '../arrays/sample-array';
import { correlateLine, symmetryOf } from './correlate-line';

/** How the lines of an array along one axis are correlated. */
export interface AxisCorrelation {
  /** Number of the axis, from 0. */
  readonly axis: number;
  /** The weights; the one at `floor(length / 2) + origin` lies on the sample itself. */
  readonly weights: Float64Array;
  /** What lies beyond the edge. */
  readonly mode: BoundaryMode;
  /** The value beyond the edge in mode `'constant'`. */
  readonly cval: number;
  /** Moves the weights against the samples. @defaultValue 0 */
  readonly origin?: number;
}

/**
 * Correlates all lines of an array along one axis, in double precision and in SciPy's order.
 *
 * @param input - The source.
 * @param output - The destination, of the same shape; may be the same place.
 * @param correlation - Axis, weights and boundary.
 */
export function correlateAxis(
  input: SampleArray,
  output: SampleArray,
  { axis, weights, mode, cval, origin = 0 }: AxisCorrelation,
): void {
  const before = Math.floor(weights.length / 2) + origin;
  const after = weights.length - 1 - before;
  const indices = extendedIndices(input.shape[axis] ?? 0, before, after, mode);
  const symmetry = symmetryOf(weights);
  mapLines(input, output, axis, indices, cval, (extended, line) => {
    correlateLine(extended, weights, symmetry, line);
  });
}
