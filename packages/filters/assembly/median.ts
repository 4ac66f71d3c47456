// Medians of 3 × 3 and 5 × 5 samples, in networks of minima and maxima over whole vectors.
//
// Each row is sorted along the window's width once: sorted samples of 16 bytes lie together, lowest first, and all windows that
// cover the row use them. Two output rows at a time share what the windows have in common.
import { storeFirst } from '../../core/assembly/lanes';
import {
  bytesBefore,
  extendedBytesOf,
  extendEnds,
  extendRow,
  fillConstantRow,
  innerEnd,
  innerStart,
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
  const before = bytesBefore(block);
  const whole = width & ~15;
  const start = min(innerStart(block), whole);
  const end = max(innerEnd(block), start);
  for (let y = from; y < to; y += 2) {
    const isPair = y + 1 < to;
    const last = y + size - 1;
    const sourceA = sourceRow(block, src, srcStride, last, constant);
    const sourceB = sourceRow(block, src, srcStride, isPair ? last + 1 : last, constant);
    extendEnds(block, rowA, sourceA);
    extendEnds(block, rowB, sourceB);
    const upper = dst + y * dstStride;
    const lower = isPair ? upper + dstStride : unwanted;
    // The ends of the row, then what lies between them, which needs no copy.
    medianSpan<T>(size, oldest, middle, newest, rowA, rowB, px, upper, lower, 0, start);
    medianSpan<T>(size, oldest, middle, newest, rowA, rowB, px, upper, lower, end, whole);
    const innerA = sourceA - before;
    const innerB = sourceB - before;
    medianSpan<T>(size, oldest, middle, newest, innerA, innerB, px, upper, lower, start, end);
    if (whole < width) {
      // The last samples go by way of room that nobody needs, because a whole vector would be too long.
      const ends = unwanted + extended - 32;
      const shiftedU = ends - whole;
      const shiftedL = ends + 16 - whole;
      const past = whole + 16;
      medianSpan<T>(size, oldest, middle, newest, rowA, rowB, px, shiftedU, shiftedL, whole, past);
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

/** Bytes `from` to `to` of two output rows, both multiples of 16. */
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
  from: i32,
  to: i32,
): void {
  const at = from * 2 * size;
  const a = rowA + from;
  const b = rowB + from;
  const bytes = to - from;
  if (size === 3) {
    median3Span<T>(oldest + at, a, b, px, upper + from, lower + from, bytes);
  } else {
    median5Span<T>(
      oldest + at,
      middle + at,
      newest + at,
      a,
      b,
      px,
      upper + from,
      lower + from,
      bytes,
    );
  }
}
