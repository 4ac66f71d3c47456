import type { ArrayShape } from '../arrays/sample-array';
import type { Plan } from '../plans/plan';
import { exactDivision } from './exact-division';
import type { Window } from './window';
import { windowBlock } from './window-block';
import { windowPlan } from './window-plan';

const MOST_CHANNELS = 8;

/**
 * How a kernel averages rectangles of bytes.
 *
 * @param input - The input.
 * @param output - The output.
 * @param window - The rectangle.
 * @returns `undefined` where the kernel cannot do it: other types, more than 8 channels, or a
 * length for which there is no {@link exactDivision}.
 */
export function uniformPlan(
  input: ArrayShape,
  output: ArrayShape,
  window: Window,
): Plan | undefined {
  const [rows = 1, cols = 1] = window.shape;
  const byRows = exactDivision(rows);
  const byCols = exactDivision(cols);
  if (input.dtype !== 'uint8' || byRows === undefined || byCols === undefined) return undefined;
  const taps = [byRows, byCols].flatMap(({ shift, factor, shiftBack }) => [
    shift,
    factor,
    shiftBack,
  ]);
  const block = windowBlock(input, output, window, taps);
  if (block === undefined || block.picture.channels > MOST_CHANNELS) return undefined;
  // A constant row, an extended and an output row, and sums of twice the size.
  return windowPlan({ kernel: 'uniformU8', block, localBytes: 5 * block.extendedBytes + 64 });
}
