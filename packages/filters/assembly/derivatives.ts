// Derivatives of bytes from the nearest neighbours, Sobel's and Prewitt's, in one pass over the rows.
//
// The taps are the axis of the derivative, how often the middle one of three samples counts when they are smoothed, and what becomes of
// the numbers: see `Wrapped` and the others, in this order.
import { zipHigh, zipLow } from '../../core/assembly/lanes';
import { Absolute, Offset, storeLastSamples, storeSamples, Words, Wrapped } from './signed-samples';
import {
  columnsOf,
  edgeIndex,
  extendedBytesOf,
  fillConstantRow,
  pixelBytesOf,
  rowBytesOf,
  sourceRow,
  tapsOf,
} from './window';

// What becomes of three samples, by type: AssemblyScript has no constant parameters.

/** Three samples become their difference, last minus first. */
type Difference = i32;
/** Three samples become their sum. */
type Sum = u32;
/** The same with the middle one twice. */
type WeightedSum = u64;

/** Derivative along one axis, smoothed along the other; rows `from` to `to`. */
export function gradientU8(
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
  if (kind === 0) smoothGradient<Wrapped>(src, srcStride, dst, dstStride, block, local, from, to);
  else if (kind === 1) {
    smoothGradient<Absolute>(src, srcStride, dst, dstStride, block, local, from, to);
  } else if (kind === 2) {
    smoothGradient<Offset>(src, srcStride, dst, dstStride, block, local, from, to);
  } else smoothGradient<Words>(src, srcStride, dst, dstStride, block, local, from, to);
}

function smoothGradient<Out>(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  if (load<i32>(tapsOf(block), 4) === 2) {
    gradient<WeightedSum, Out>(src, srcStride, dst, dstStride, block, local, from, to);
  } else {
    gradient<Sum, Out>(src, srcStride, dst, dstStride, block, local, from, to);
  }
}

/**
 * Local room: a constant row, and an extended one of 16-bit numbers. Down the columns first, whichever axis the derivative has: the
 * constant is 0, which makes no difference to either.
 */
function gradient<Smooth, Out>(
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
  const pixel = 2 * pixelBytesOf(block);
  const isDown = load<i32>(tapsOf(block)) === 0;
  const line = local + extendedBytesOf(block);
  fillConstantRow(block, local);
  for (let y = from; y < to; y += 1) {
    const above = sourceRow(block, src, srcStride, y, local);
    const row = sourceRow(block, src, srcStride, y + 1, local);
    const below = sourceRow(block, src, srcStride, y + 2, local);
    const out = dst + y * dstStride;
    if (isDown) {
      combineRows<Difference>(above, row, below, line + pixel, width);
      fillEnds(block, line);
      combineColumns<Smooth, Out>(line, pixel, out, width);
    } else {
      combineRows<Smooth>(above, row, below, line + pixel, width);
      fillEnds(block, line);
      combineColumns<Difference, Out>(line, pixel, out, width);
    }
  }
}

/** Fills in the pixels of 16-bit numbers at both ends of a line. */
function fillEnds(block: usize, line: usize): void {
  const pixel = 2 * pixelBytesOf(block);
  fillEnd(line, line + pixel, edgeIndex(block, 0), pixel);
  fillEnd(line + (columnsOf(block) + 1) * pixel, line + pixel, edgeIndex(block, 1), pixel);
}

function fillEnd(to: usize, first: usize, index: i32, bytes: i32): void {
  if (index < 0) memory.fill(to, 0, bytes);
  else memory.copy(to, first + index * bytes, bytes);
}

function combineRows<Step>(a: usize, b: usize, c: usize, line: usize, n: i32): void {
  for (let x: i32 = 0; x < n; x += 16) {
    const first = v128.load(a + x);
    const last = v128.load(c + x);
    const to = line + 2 * x;
    if (isSigned<Step>()) {
      v128.store(to, i16x8.sub(i16x8.extend_low_i8x16_u(last), i16x8.extend_low_i8x16_u(first)));
      v128.store(
        to,
        i16x8.sub(i16x8.extend_high_i8x16_u(last), i16x8.extend_high_i8x16_u(first)),
        16,
      );
    } else {
      const second = v128.load(b + x);
      const low = weighted<Step>(i16x8.extend_low_i8x16_u(second));
      const high = weighted<Step>(i16x8.extend_high_i8x16_u(second));
      v128.store(to, i16x8.add(low, sumsLow(first, last)));
      v128.store(to, i16x8.add(high, sumsHigh(first, last)), 16);
    }
  }
}

/** Neighbours are `tap` bytes apart; the first of each three is at `line`. */
function combineColumns<Step, Out>(line: usize, tap: i32, dst: usize, n: i32): void {
  const whole = n & ~15;
  for (let x: i32 = 0; x < whole; x += 16) {
    const low = combineThree<Step>(line, tap);
    const high = combineThree<Step>(line + 16, tap);
    storeSamples<Out>(dst, x, low, high);
    line += 32;
  }
  if (whole === n) return;
  const low = combineThree<Step>(line, tap);
  const high = combineThree<Step>(line + 16, tap);
  storeLastSamples<Out>(dst, whole, low, high, n);
}

function combineThree<Step>(at: usize, tap: i32): v128 {
  const first = v128.load(at);
  const last = v128.load(at + 2 * tap);
  if (isSigned<Step>()) return i16x8.sub(last, first);
  return i16x8.add(i16x8.add(first, last), weighted<Step>(v128.load(at + tap)));
}

function weighted<Step>(middle: v128): v128 {
  if (sizeof<Step>() === 8) return i16x8.shl(middle, 1);
  return middle;
}

/** Bytes of two vectors added up, first halves. */
export function sumsLow(a: v128, b: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(zipLow(a, b));
}

/** The same, second halves. */
export function sumsHigh(a: v128, b: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(zipHigh(a, b));
}
