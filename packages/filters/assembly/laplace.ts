// The Laplacian of bytes. The third of the taps says what becomes of the numbers; see derivatives.ts.
import { sumsHigh, sumsLow } from './derivatives';
import { continueRing, startRing } from './footprint';
import { Absolute, Offset, storeLastSamples, storeSamples, Words, Wrapped } from './signed-samples';
import { extendedBytesOf, pixelBytesOf, rowBytesOf, tapsOf, windowRowsOf } from './window';

/** Sum of the second derivatives along both axes. */
export function laplaceU8(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  const kind = load<i32>(tapsOf(block), 8);
  if (kind === 0) laplace<Wrapped>(src, srcStride, dst, dstStride, block, local, from, to);
  else if (kind === 1) laplace<Absolute>(src, srcStride, dst, dstStride, block, local, from, to);
  else if (kind === 2) laplace<Offset>(src, srcStride, dst, dstStride, block, local, from, to);
  else laplace<Words>(src, srcStride, dst, dstStride, block, local, from, to);
}

/** Local room: three extended rows and a constant one. */
function laplace<Out>(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  const width = rowBytesOf(block);
  const px = pixelBytesOf(block);
  startRing(block, local, src, srcStride, from);
  for (let y = from; y < to; y += 1) {
    continueRing(block, local, src, srcStride, y);
    const above = ringRow(block, local, y) + px;
    const row = ringRow(block, local, y + 1) + px;
    const below = ringRow(block, local, y + 2) + px;
    laplaceRow<Out>(above, row, below, px, dst + y * dstStride, width);
  }
}

function laplaceRow<Out>(
  above: usize,
  row: usize,
  below: usize,
  px: i32,
  dst: usize,
  n: i32,
): void {
  const left = row - px;
  const right = row + px;
  const whole = n & ~15;
  let x: i32 = 0;
  for (; x < whole; x += 16) {
    const a = v128.load(above + x);
    const b = v128.load(below + x);
    const l = v128.load(left + x);
    const r = v128.load(right + x);
    const middle = v128.load(row + x);
    storeSamples<Out>(dst, x, laplaceLow(a, b, l, r, middle), laplaceHigh(a, b, l, r, middle));
  }
  if (whole === n) return;
  const a = v128.load(above + x);
  const b = v128.load(below + x);
  const l = v128.load(left + x);
  const r = v128.load(right + x);
  const middle = v128.load(row + x);
  const low = laplaceLow(a, b, l, r, middle);
  storeLastSamples<Out>(dst, x, low, laplaceHigh(a, b, l, r, middle), n);
}

function laplaceLow(above: v128, below: v128, left: v128, right: v128, middle: v128): v128 {
  const four = i16x8.shl(i16x8.extend_low_i8x16_u(middle), 2);
  return i16x8.sub(i16x8.add(sumsLow(above, below), sumsLow(left, right)), four);
}

function laplaceHigh(above: v128, below: v128, left: v128, right: v128, middle: v128): v128 {
  const four = i16x8.shl(i16x8.extend_high_i8x16_u(middle), 2);
  return i16x8.sub(i16x8.add(sumsHigh(above, below), sumsHigh(left, right)), four);
}

function ringRow(block: usize, ring: usize, y: i32): usize {
  return ring + (y % windowRowsOf(block)) * extendedBytesOf(block);
}
