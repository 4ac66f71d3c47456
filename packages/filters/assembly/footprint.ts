// Rows for windows of any shape: as many extended rows as the window has lie in a ring, and each tap, a neighbour that counts, finds
// its samples there. A tap is two numbers: its row in the window, and its bytes from the row's beginning.
import { extendedBytesOf, extendRow, fillConstantRow, sourceRow, windowRowsOf } from './window';

/** Extends all rows but the last that the window of output row `y` covers. The room behind the ring is a constant row. */
export function startRing(block: usize, ring: usize, src: usize, srcStride: i32, y: i32): void {
  const height = windowRowsOf(block);
  fillConstantRow(block, ring + height * extendedBytesOf(block));
  for (let i: i32 = 0; i < height - 1; i += 1) extendInRing(block, ring, src, srcStride, y + i);
}

/** Extends the last row that the window of output row `y` covers, in the place of one that is not wanted any more. */
export function continueRing(block: usize, ring: usize, src: usize, srcStride: i32, y: i32): void {
  extendInRing(block, ring, src, srcStride, y + windowRowsOf(block) - 1);
}

function extendInRing(block: usize, ring: usize, src: usize, srcStride: i32, y: i32): void {
  const height = windowRowsOf(block);
  const extended = extendedBytesOf(block);
  const row = ring + (y % height) * extended;
  extendRow(block, row, sourceRow(block, src, srcStride, y, ring + height * extended));
}

/** Writes the address that each tap has for the first sample of output row `y`. */
export function placeTaps(
  block: usize,
  ring: usize,
  y: i32,
  taps: usize,
  count: i32,
  places: usize,
): void {
  const height = windowRowsOf(block);
  const extended = extendedBytesOf(block);
  for (let i: i32 = 0; i < count; i += 1) {
    const row = (y + load<i32>(taps + 8 * i)) % height;
    store<usize>(places + 4 * i, ring + row * extended + load<i32>(taps + 8 * i, 4));
  }
}
