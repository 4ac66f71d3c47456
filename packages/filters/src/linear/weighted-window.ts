import { nest, type Flat } from '../windows/nested';
import { resolveWindow, type Window } from '../windows/window';
import type { WeightsOptions } from './weights-nd-options';

/** Weights of which SciPy takes no notice. */
const NOTHING = Number.EPSILON;

/** A window whose neighbours count differently. */
export interface WeightedWindow {
  /** Which neighbours count. */
  readonly window: Window;
  /** The weights of those that do, last axis fastest. */
  readonly factors: Float64Array;
}

/**
 * Where weights lie.
 *
 * @param weights - As many axes as the array has.
 * @param options - Edges, and where the weights lie.
 */
export function weighted(weights: Flat, options: Omit<WeightsOptions, 'weights'>): WeightedWindow {
  const counts = weights.values.map((weight) => (Math.abs(weight) > NOTHING ? 1 : 0));
  const footprint = nest({ shape: weights.shape, values: counts });
  const window = resolveWindow({ ...options, footprint }, weights.shape.length);
  return { window, factors: weights.values.filter((_, i) => counts[i] === 1) };
}
