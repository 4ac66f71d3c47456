import { bytesOf, type ArrayShape } from '../arrays/sample-array';
import type { Window } from './window';

/** A neighbour as kernels find it: its row in the window, and its bytes from the beginning of an extended row. */
export type Tap = readonly [row: number, byte: number];

/**
 * The neighbours of a window that satisfy a condition.
 *
 * @param input - The input.
 * @param window - The window, of rows and columns.
 * @param isWanted - Is given whether the neighbour counts, and whether those left and right of it do.
 */
export function tapsOf(
  input: ArrayShape,
  window: Window,
  isWanted: (counts: boolean, left: boolean, right: boolean) => boolean = (counts) => counts,
): Tap[] {
  const [rows = 1, cols = 1] = window.shape;
  const pixelBytes = (input.shape[2] ?? 1) * bytesOf(input.dtype);
  const counts = (row: number, col: number): boolean => {
    if (col < 0 || col >= cols) return false;
    return window.footprint === undefined || window.footprint[row * cols + col] === 1;
  };
  const taps: Tap[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let col = 0; col < cols; col += 1) {
      const [left, right] = [counts(row, col - 1), counts(row, col + 1)];
      if (isWanted(counts(row, col), left, right)) taps.push([row, col * pixelBytes]);
    }
  }
  return taps;
}
