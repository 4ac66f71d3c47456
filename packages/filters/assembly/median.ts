// Medians of 3 × 3 and 5 × 5 samples, in networks of minima and maxima over whole vectors.
//
// Each row is sorted along the window's width once: sorted samples of 16 bytes lie together, lowest first, and all windows that
// cover the row use them. Two output rows at a time share what the windows have in common.
import { storeFirst } from '../../core/assembly/lanes';
import {
  extendedBytesOf,
  extendRow,
  fillConstantRow,
  pixelBytesOf,
  rowBytesOf,
  sourceRow,
} from './window';
import { median3Span, sortRow3 } from './median3';
import { median5Span, sortRow5 } from './median5';

/** Median of 3 × 3 bytes, rows `from` to `to`. */
export function median3U8(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  medianRows<u8>(3, src, srcStride, dst, dstStride, block, local, from, to);
}

/** Median of 3 × 3 numbers of 16 bits. */
export function median3U16(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  medianRows<u16>(3, src, srcStride, dst, dstStride, block, local, from, to);
}

/** Median of 5 × 5 bytes. */
export function median5U8(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  medianRows<u8>(5, src, srcStride, dst, dstStride, block, local, from, to);
}

/** Median of 5 × 5 numbers of 16 bits. */
export function median5U16(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  medianRows<u16>(5, src, srcStride, dst, dstStride, block, local, from, to);
}

/**
 * Local room: two extended rows, a constant one, a row that nobody wants, then `size + 1` rows of `size` sorted vectors each.
 */
function medianRows<T>(
  size: i32,
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  const extended = extendedBytesOf(block);
  const px = pixelBytesOf(block);
  const width = rowBytesOf(block);
  const rowA = local;
  const rowB = rowA + extended;
  const constant = rowB + extended;
  const unwanted = constant + extended;
  // Pairs of sorted rows, the oldest first; each step puts a new pair in the place of the oldest.
  const pairBytes = 2 * size * extended;
  let oldest = unwanted + extended;
  let middle = oldest + pairBytes;
  let newest = size === 3 ? oldest : middle + pairBytes;
  fillConstantRow(block, constant);
  for (let y: i32 = 0; y < size - 1; y += 2) {
    extendRow(block, rowA, sourceRow(block, src, srcStride, from + y, constant));
    extendRow(block, rowB, sourceRow(block, src, srcStride, from + y + 1, constant));
    const pair = y === 0 ? oldest : middle;
    for (let x: i32 = 0; x < width; x += 16) {
      const at = pair + x * 2 * size;
      if (size === 3) {
        sortRow3<T>(rowA + x, px, at);
        sortRow3<T>(rowB + x, px, at + 48);
      } else {
        sortRow5<T>(rowA + x, px, at);
        sortRow5<T>(rowB + x, px, at + 80);
      }
    }
  }
  for (let y = from; y < to; y += 2) {
    const isPair = y + 1 < to;
    const last = y + size - 1;
    extendRow(block, rowA, sourceRow(block, src, srcStride, last, constant));
    extendRow(block, rowB, sourceRow(block, src, srcStride, isPair ? last + 1 : last, constant));
    const upper = dst + y * dstStride;
    const lower = isPair ? upper + dstStride : unwanted;
    const whole = width & ~15;
    medianSpan<T>(size, oldest, middle, newest, rowA, rowB, px, upper, lower, whole);
    if (whole < width) {
      // The last samples go by way of room that nobody needs, because a whole vector would be too long.
      const at = whole * 2 * size;
      const ends = unwanted + extended - 32;
      medianSpan<T>(
        size,
        oldest + at,
        middle + at,
        newest + at,
        rowA + whole,
        rowB + whole,
        px,
        ends,
        ends + 16,
        16,
      );
      storeFirst(upper + whole, v128.load(ends), width - whole);
      storeFirst(lower + whole, v128.load(ends, 16), width - whole);
    }
    if (size === 5) {
      const next = oldest;
      oldest = middle;
      middle = newest;
      newest = next;
    }
  }
}

function medianSpan<T>(
  size: i32,
  oldest: usize,
  middle: usize,
  newest: usize,
  rowA: usize,
  rowB: usize,
  px: i32,
  upper: usize,
  lower: usize,
  bytes: i32,
): void {
  if (size === 3) median3Span<T>(oldest, rowA, rowB, px, upper, lower, bytes);
  else median5Span<T>(oldest, middle, newest, rowA, rowB, px, upper, lower, bytes);
}
