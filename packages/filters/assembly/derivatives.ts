// First and second derivatives of bytes from the nearest neighbours: Sobel's, Prewitt's and Laplace's, in one pass over the rows.
//
// The taps are the axis of the derivative, how often the middle one of three samples counts when they are smoothed, and what becomes of
// the numbers: see `Wrapped` and the others, in this order.
import { storeFirst, zipHigh, zipLow } from '../../core/assembly/lanes';
import { continueRing, startRing } from './footprint';
import {
  columnsOf,
  edgeIndex,
  extendedBytesOf,
  fillConstantRow,
  pixelBytesOf,
  rowBytesOf,
  sourceRow,
  tapsOf,
  windowRowsOf,
} from './window';

// What comes out, by type: AssemblyScript has no constant parameters.

/** Bytes that wrap around. */
type Wrapped = i8;
/** Bytes without sign, 255 where they are larger. */
type Absolute = u8;
/** Bytes with half of the number around 128. */
type Offset = u16;
/** Numbers of 16 bits. */
type Words = i16;

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

function ringRow(block: usize, ring: usize, y: i32): usize {
  return ring + (y % windowRowsOf(block)) * extendedBytesOf(block);
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

function sumsLow(a: v128, b: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(zipLow(a, b));
}

function sumsHigh(a: v128, b: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(zipHigh(a, b));
}

/** Stores samples `x` to `x + 15` of a row. */
function storeSamples<Out>(row: usize, x: i32, low: v128, high: v128): void {
  if (isWords<Out>()) {
    v128.store(row + 2 * x, low);
    v128.store(row + 2 * x, high, 16);
  } else {
    v128.store(row + x, bytesOf<Out>(low, high));
  }
}

/** The same at the end of a row of `n`. */
function storeLastSamples<Out>(row: usize, x: i32, low: v128, high: v128, n: i32): void {
  if (isWords<Out>()) {
    const left = 2 * (n - x);
    storeFirst(row + 2 * x, low, left);
    storeFirst(row + 2 * x + 16, high, left - 16);
  } else {
    storeFirst(row + x, bytesOf<Out>(low, high), n - x);
  }
}

function isWords<Out>(): bool {
  return sizeof<Out>() === 2 && isSigned<Out>();
}

function bytesOf<Out>(low: v128, high: v128): v128 {
  if (isSigned<Out>()) {
    const mask = i16x8.splat(255);
    return i8x16.narrow_i16x8_u(v128.and(low, mask), v128.and(high, mask));
  }
  if (sizeof<Out>() === 1) return i8x16.narrow_i16x8_u(i16x8.abs(low), i16x8.abs(high));
  const grey = i16x8.splat(128);
  return i8x16.narrow_i16x8_u(
    i16x8.add(i16x8.shr_s(low, 1), grey),
    i16x8.add(i16x8.shr_s(high, 1), grey),
  );
}
