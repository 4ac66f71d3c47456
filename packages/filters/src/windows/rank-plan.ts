import type { ArrayShape } from '../arrays/sample-array';
import type { Plan } from '../plans/plan';
import { windowBlock } from './window-block';
import { windowPlan } from './window-plan';
import type { Window } from './window';

/**
 * How kernels pick the neighbour of a rank: networks for the medians of 3 × 3 and 5 × 5, a sliding histogram for others.
 *
 * @param input - The input.
 * @param output - The output.
 * @param window - Which neighbours.
 * @param rank - The place of the wanted one among them, from 0.
 */
export function rankPlan(
  input: ArrayShape,
  output: ArrayShape,
  window: Window,
  rank: number,
): Plan | undefined {
  const [rows, cols] = window.shape;
  const isMedian = window.footprint === undefined && rank === window.count >> 1;
  if (isMedian && rows === cols && (rows === 3 || rows === 5)) {
    const block = windowBlock(input, output, window);
    if (block === undefined) return undefined;
    const isByte = input.dtype === 'uint8';
    // Two extended rows, a constant one, one to spare, and sorted rows in pairs.
    const sorted = rows === 3 ? 2 * 3 : 6 * 5;
    const localBytes = (4 + sorted) * block.extendedBytes;
    if (rows === 3)
      return windowPlan({ kernel: isByte ? 'median3U8' : 'median3U16', block, localBytes });
    return windowPlan({ kernel: isByte ? 'median5U8' : 'median5U16', block, localBytes });
  }
  return undefined;
}
