import type { ArrayShape } from '../arrays/sample-array';
import type { Plan } from '../plans/plan';
import type { Extremum } from './extremum';
import type { Window } from './window';
import { tapsOf } from './taps';
import { windowBlock } from './window-block';
import { windowPlan, type WindowStage } from './window-plan';

/**
 * How kernels take the smallest or the largest neighbour.
 *
 * @param input - The input.
 * @param output - The output.
 * @param window - Which neighbours.
 * @param which - Smallest or largest.
 * @returns `undefined` where kernels cannot do it.
 */
export function extremumStage(
  input: ArrayShape,
  output: ArrayShape,
  window: Window,
  which: Extremum,
): WindowStage | undefined {
  const [rows = 1] = window.shape;
  const isByte = input.dtype === 'uint8';
  if (window.footprint === undefined) {
    const block = windowBlock(input, output, window);
    if (block === undefined) return undefined;
    const kernel = isByte ? (`${which}U8` as const) : (`${which}U16` as const);
    // A constant row and an extended one, and as many as the window has.
    return { kernel, block, localBytes: (2 + rows) * block.extendedBytes };
  }
  const taps = tapsOf(input, window);
  const block = windowBlock(input, output, window, taps.flat());
  if (block === undefined) return undefined;
  const kernel = isByte ? (`${which}OfTapsU8` as const) : (`${which}OfTapsU16` as const);
  // The window's rows and a constant one, and an address for each tap.
  return { kernel, block, localBytes: (1 + rows) * block.extendedBytes + 4 * taps.length };
}

/** As {@link extremumStage}, as a plan of its own. */
export function extremumPlan(
  input: ArrayShape,
  output: ArrayShape,
  window: Window,
  which: Extremum,
): Plan | undefined {
  const stage = extremumStage(input, output, window, which);
  return stage && windowPlan(stage);
}
