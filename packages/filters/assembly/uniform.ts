// Averages of rectangles of bytes by sliding sums, whose time does not depend on the window's size. The quotient of each axis loses
// its fraction.
//
// Sums stay below 2 ** 15, so that windows have at most 128 samples along an axis. The taps are two divisors (along columns, then
// along rows) of three numbers each; see divide().
import { storeFirst } from '../../core/assembly/lanes';
import {
  bytesBefore,
  extendedBytesOf,
  fillConstantRow,
  fillEdges,
  pixelBytesOf,
  rowBytesOf,
  sourceRow,
  tapsOf,
  windowColumnsOf,
  windowRowsOf,
} from './window';

/**
 * Average byte of each window, rows `from` to `to`. Local room: a constant row, an extended row, an output row, and sums of two
 * rows' length.
 */
export function uniformU8(
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
  const width = rowBytesOf(block);
  const height = windowRowsOf(block);
  const px = pixelBytesOf(block);
  const constant = local;
  // Sums along a row begin with a pixel of zeros in front of it.
  const zeros = constant + extended;
  const line = zeros + 64;
  const outRow = line + extended;
  const sums = outRow + extended;
  fillConstantRow(block, constant);
  memory.fill(zeros, 0, 64);
  memory.fill(sums, 0, 2 * extended);
  for (let y = from; y < from + height; y += 1) {
    addRow(sums, sourceRow(block, src, srcStride, y, constant), width);
  }
  for (let y = from; y < to; y += 1) {
    const added = sourceRow(block, src, srcStride, y + height - 1, constant);
    // The first sums are there already.
    const left = y === from ? added : sourceRow(block, src, srcStride, y - 1, constant);
    averageColumns(line + bytesBefore(block), sums, added, left, width, tapsOf(block));
    fillEdges(block, line);
    const out = dst + y * dstStride;
    if (px === 1 || px === 2 || px === 4) {
      averageRow(out, line, block);
    } else {
      averageRowByPixel(outRow, line, block);
      memory.copy(out, outRow, width);
    }
  }
}

/**
 * Quotients of sums: `(sum << a) * m` as a fraction of 2 ** 15, rounded, `>> b`. Whoever makes the taps has checked that this is
 * the quotient without its fraction for every sum that there can be.
 */
function divide(sums: v128, taps: usize): v128 {
  const scaled = i16x8.shl(sums, load<i32>(taps));
  const product = i16x8.q15mulr_sat_s(scaled, v128.load16_splat(taps, 4));
  return i16x8.shr_u(product, load<i32>(taps, 8));
}

function addRow(sums: usize, row: usize, bytes: i32): void {
  for (let x: i32 = 0; x < bytes; x += 8) {
    const at = sums + 2 * x;
    v128.store(at, i16x8.add(v128.load(at), v128.load8x8_u(row + x)));
  }
}

/** Moves the sums one row down, and divides them. */
function averageColumns(
  out: usize,
  sums: usize,
  added: usize,
  left: usize,
  bytes: i32,
  taps: usize,
): void {
  for (let x: i32 = 0; x < bytes; x += 16) {
    const plus = v128.load(added + x);
    const minus = v128.load(left + x);
    const at = sums + 2 * x;
    const low = i16x8.add(
      v128.load(at),
      i16x8.sub(i16x8.extend_low_i8x16_u(plus), i16x8.extend_low_i8x16_u(minus)),
    );
    const high = i16x8.add(
      v128.load(at, 16),
      i16x8.sub(i16x8.extend_high_i8x16_u(plus), i16x8.extend_high_i8x16_u(minus)),
    );
    v128.store(at, low);
    v128.store(at, high, 16);
    v128.store(out + x, i8x16.narrow_i16x8_u(divide(low, taps), divide(high, taps)));
  }
}

/** Averages along a row whose pixels have 1, 2 or 4 bytes. */
function averageRow(out: usize, line: usize, block: usize): void {
  const width = rowBytesOf(block);
  const px = pixelBytesOf(block);
  const taps = tapsOf(block) + 12;
  const reach = (windowColumnsOf(block) - 1) * px;
  let sum = firstSum(line, px, reach);
  for (let x: i32 = 0; x < width; x += 16) {
    const at = line + x;
    const plus = v128.load(at + reach);
    const minus = v128.load(at - px);
    const low = i16x8.add(
      sum,
      running(i16x8.sub(i16x8.extend_low_i8x16_u(plus), i16x8.extend_low_i8x16_u(minus)), px),
    );
    const high = i16x8.add(
      lastPixel(low, px),
      running(i16x8.sub(i16x8.extend_high_i8x16_u(plus), i16x8.extend_high_i8x16_u(minus)), px),
    );
    sum = lastPixel(high, px);
    storeFirst(out + x, i8x16.narrow_i16x8_u(divide(low, taps), divide(high, taps)), width - x);
  }
}

/** Averages along a row whose pixels have up to 8 bytes, one pixel after the other. Writes up to 8 bytes past the row. */
function averageRowByPixel(out: usize, line: usize, block: usize): void {
  const px = pixelBytesOf(block);
  const taps = tapsOf(block) + 12;
  const reach = (windowColumnsOf(block) - 1) * px;
  let sum = i16x8.splat(0);
  for (let x: i32 = 0; x < reach; x += px) sum = i16x8.add(sum, v128.load8x8_u(line + x));
  const end = rowBytesOf(block);
  for (let x: i32 = 0; x < end; x += px) {
    const at = line + x;
    sum = i16x8.add(sum, i16x8.sub(v128.load8x8_u(at + reach), v128.load8x8_u(at - px)));
    const quotient = divide(sum, taps);
    v128.store64_lane(out + x, i8x16.narrow_i16x8_u(quotient, quotient), 0);
  }
}

/** The sums of the window that ends one pixel before the first window does, for 8 samples side by side. */
function firstSum(line: usize, px: i32, reach: i32): v128 {
  let sum = i16x8.splat(0);
  for (let x: i32 = 0; x < reach; x += px) sum = i16x8.add(sum, v128.load8x8_u(line + x));
  if (px === 1) return v128.shuffle<u16>(sum, sum, 0, 0, 0, 0, 0, 0, 0, 0);
  if (px === 2) return v128.shuffle<u32>(sum, sum, 0, 0, 0, 0);
  return v128.shuffle<u64>(sum, sum, 0, 0);
}

/** Running sums of 8 samples, each channel for itself. */
function running(values: v128, px: i32): v128 {
  const zero = i16x8.splat(0);
  let sum = values;
  if (px === 1) sum = i16x8.add(sum, v128.shuffle<u16>(zero, sum, 0, 8, 9, 10, 11, 12, 13, 14));
  if (px < 4) sum = i16x8.add(sum, v128.shuffle<u32>(zero, sum, 0, 4, 5, 6));
  return i16x8.add(sum, v128.shuffle<u64>(zero, sum, 0, 2));
}

/** The last pixel of 8 samples, in all places. */
function lastPixel(sums: v128, px: i32): v128 {
  if (px === 4) return v128.shuffle<u64>(sums, sums, 1, 1);
  if (px === 2) return v128.shuffle<u32>(sums, sums, 3, 3, 3, 3);
  return v128.shuffle<u16>(sums, sums, 7, 7, 7, 7, 7, 7, 7, 7);
}
