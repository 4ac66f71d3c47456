import type { ArrayShape } from '../arrays/sample-array';
import type { Plan } from '../plans/plan';
import { tapsOf } from './taps';
import { windowBlock } from './window-block';
import { windowPlan } from './window-plan';
import type { Window } from './window';

const MEDIANS_3 = ['median3U8', 'median3U16'] as const;
const MEDIANS_5 = ['median5U8', 'median5U16'] as const;

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
    const names = rows === 3 ? MEDIANS_3 : MEDIANS_5;
    return windowPlan({ kernel: names[isByte ? 0 : 1], block, localBytes });
  }
  return histogramPlan(input, output, window, rank);
}

function histogramPlan(
  input: ArrayShape,
  output: ArrayShape,
  window: Window,
  rank: number,
): Plan | undefined {
  if (input.dtype !== 'uint8' || (window.shape[2] ?? 1) !== 1) return undefined;
  const leaving = tapsOf(input, window, (counts, left) => counts && !left);
  const entering = tapsOf(input, window, (counts, _, right) => counts && !right);
  const taps = [...leaving, ...entering, ...tapsOf(input, window)];
  const block = windowBlock(input, output, window, [rank, leaving.length, ...taps.flat()]);
  if (block === undefined) return undefined;
  // The window's rows and a constant one, the histogram, and an address for each tap.
  const [rows = 1] = window.shape;
  const localBytes = (rows + 1) * block.extendedBytes + 1024 + 4 * taps.length;
  return windowPlan({ kernel: 'rankU8', block, localBytes });
}
