import type { ArrayShape } from '../arrays/sample-array';
import type { Plan } from '../plans/plan';
import type { Flat } from '../windows/nested';
import { tapsOf } from '../windows/taps';
import { windowBlock } from '../windows/window-block';
import { windowPlan } from '../windows/window-plan';
import { weighted } from './weighted-window';
import type { WeightsOptions } from './weights-nd-options';

/** Sums stay so small that they become a whole number of 32 bits first, which then wraps around. */
const LARGEST_SUM = 2 ** 31;

/**
 * How kernels correlate bytes with weights that are whole numbers.
 *
 * @param input - The input.
 * @param output - The output.
 * @param weights - As many axes as the array has.
 * @param options - Edges, and where the weights lie.
 * @returns `undefined` where kernels cannot do it.
 */
export function correlatePlan(
  input: ArrayShape,
  output: ArrayShape,
  weights: Flat,
  options: Omit<WeightsOptions, 'weights'>,
): Plan | undefined {
  const { window, factors } = weighted(weights, options);
  const size = factors.reduce((sum, factor) => sum + Math.abs(factor), 0);
  const isWide = output.dtype === 'int16';
  if (input.dtype !== 'uint8' || !(isWide || output.dtype === 'uint8')) return undefined;
  if (!factors.every(Number.isInteger) || 255 * size >= LARGEST_SUM) return undefined;
  const taps = [...tapsOf(input, window).flat(), ...factors];
  const block = windowBlock(input, { ...output, dtype: input.dtype }, window, taps);
  if (block === undefined) return undefined;
  const [rows = 1] = window.shape;
  // The window's rows and a constant one, and an address for each tap.
  const localBytes = (1 + rows) * block.extendedBytes + 4 * factors.length;
  return windowPlan({ kernel: isWide ? 'correlateI16' : 'correlateU8', block, localBytes });
}
