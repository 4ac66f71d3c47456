// Narrow symmetric filters with positive weights: bytes down the columns, then along the rows.
//
// Weights are pairs of 16-bit numbers that add up to 32768: of the middle and the first two mirrored
// samples together, then of two such at a time.
//
// With two pairs there may be a tail: one more neighbour on each side, which counts as a 32nd of the one
// before it. That is as good as a fifth weight for a sigma of about 1, and costs half as much.
import { storeFirst, zipHigh, zipHigh16, zipLow, zipLow16 } from '../../core/assembly/lanes';

/** The addresses of some rows, from a table of their numbers; a negative one stands for a constant row. */
export function rowAddresses(
  src: usize,
  stride: i32,
  indices: usize,
  count: i32,
  constantRow: usize,
  addresses: usize,
): void {
  for (let i: i32 = 0; i < count; i += 1) {
    const index = load<i32>(indices + 4 * i);
    store<u32>(addresses + 4 * i, <u32>(index < 0 ? constantRow : src + stride * index));
  }
}

const TAIL_BITS: i32 = 5;

/**
 * Filters down the columns; gives levels times 64. `rows` holds the addresses of 4 * pairs - 1 rows, two
 * more with a tail.
 */
export function filterByteRows(
  rows: usize,
  dst: usize,
  n: i32,
  weights: usize,
  pairs: i32,
  tail: bool,
): void {
  if (tail) filterNineByteRows(rows, dst, n, weights);
  else filterManyByteRows(rows, dst, n, weights, pairs);
}

function filterNineByteRows(rows: usize, dst: usize, n: i32, weights: usize): void {
  const a = <usize>load<u32>(rows);
  const b = <usize>load<u32>(rows, 4);
  const c = <usize>load<u32>(rows, 8);
  const d = <usize>load<u32>(rows, 12);
  const e = <usize>load<u32>(rows, 16);
  const f = <usize>load<u32>(rows, 20);
  const g = <usize>load<u32>(rows, 24);
  const h = <usize>load<u32>(rows, 28);
  const i = <usize>load<u32>(rows, 32);
  const inner = v128.load32_splat(weights);
  const outer = v128.load32_splat(weights, 4);
  for (let x: i32 = 0; x < n; x += 16) {
    const middle = v128.load(e + x);
    const d0 = v128.load(d + x);
    const f0 = v128.load(f + x);
    const c0 = v128.load(c + x);
    const g0 = v128.load(g + x);
    const b0 = v128.load(b + x);
    const h0 = v128.load(h + x);
    const a0 = v128.load(a + x);
    const i0 = v128.load(i + x);
    let first = sumsLow(d0, f0);
    let second = sumsLow(c0, g0);
    let last = i16x8.add(sumsLow(b0, h0), i16x8.shr_u(sumsLow(a0, i0), TAIL_BITS));
    let twice = sumsLow(middle, middle);
    let low = i32x4.add(dotLow(twice, first, inner), dotLow(second, last, outer));
    let high = i32x4.add(dotHigh(twice, first, inner), dotHigh(second, last, outer));
    v128.store(dst + 2 * x, samplesOf(low, high));
    first = sumsHigh(d0, f0);
    second = sumsHigh(c0, g0);
    last = i16x8.add(sumsHigh(b0, h0), i16x8.shr_u(sumsHigh(a0, i0), TAIL_BITS));
    twice = sumsHigh(middle, middle);
    low = i32x4.add(dotLow(twice, first, inner), dotLow(second, last, outer));
    high = i32x4.add(dotHigh(twice, first, inner), dotHigh(second, last, outer));
    v128.store(dst + 2 * x, samplesOf(low, high), 16);
  }
}

function sumsLow(a: v128, b: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(zipLow(a, b));
}

function sumsHigh(a: v128, b: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(zipHigh(a, b));
}

function filterManyByteRows(rows: usize, dst: usize, n: i32, weights: usize, pairs: i32): void {
  const center = rows + 4 * (2 * pairs - 1);
  const end = weights + 4 * pairs;
  for (let x: i32 = 0; x < n; x += 16) {
    const middle = v128.load(<usize>load<u32>(center) + x);
    let a0 = sumsLow(middle, middle);
    let a1 = sumsHigh(middle, middle);
    let low0 = i32x4.splat(0);
    let high0 = low0;
    let low1 = low0;
    let high1 = low0;
    let before = center - 4;
    let after = center + 4;
    for (let w = weights; w < end; w += 4) {
      if (w !== weights) {
        const above = v128.load(<usize>load<u32>(before + 4) + x);
        const below = v128.load(<usize>load<u32>(after - 4) + x);
        a0 = sumsLow(above, below);
        a1 = sumsHigh(above, below);
      }
      const above = v128.load(<usize>load<u32>(before) + x);
      const below = v128.load(<usize>load<u32>(after) + x);
      const b0 = sumsLow(above, below);
      const b1 = sumsHigh(above, below);
      const weight = v128.load32_splat(w);
      low0 = i32x4.add(low0, dotLow(a0, b0, weight));
      high0 = i32x4.add(high0, dotHigh(a0, b0, weight));
      low1 = i32x4.add(low1, dotLow(a1, b1, weight));
      high1 = i32x4.add(high1, dotHigh(a1, b1, weight));
      before -= 8;
      after += 8;
    }
    v128.store(dst + 2 * x, samplesOf(low0, high0));
    v128.store(dst + 2 * x, samplesOf(low1, high1), 16);
  }
}

/** Sums of mirrored samples are twice a level, weights 32768 times too large: 2^16 becomes 2^6. */
function samplesOf(low: v128, high: v128): v128 {
  const half = i32x4.splat(1 << 9);
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(low, half), 10),
    i32x4.shr_s(i32x4.add(high, half), 10),
  );
}

function dotLow(a: v128, b: v128, weight: v128): v128 {
  return i32x4.dot_i16x8_s(zipLow16(a, b), weight);
}

function dotHigh(a: v128, b: v128, weight: v128): v128 {
  return i32x4.dot_i16x8_s(zipHigh16(a, b), weight);
}

/**
 * Filters along a row of levels times 64; neighbours are `tap` bytes apart. Gives bytes: sums are 2^21 for a level, `half` is added
 * and the fraction cut off.
 */
export function filterToBytes(
  src: usize,
  tap: i32,
  dst: usize,
  n: i32,
  weights: usize,
  pairs: i32,
  tail: bool,
  half: i32,
): void {
  const offset = i32x4.splat(half);
  if (tail) filterNineToBytes(src, tap, dst, n, weights, offset);
  else filterManyToBytes(src, tap, dst, n, weights, pairs, offset);
}

function filterNineToBytes(
  src: usize,
  tap: i32,
  dst: usize,
  n: i32,
  weights: usize,
  half: v128,
): void {
  const inner = v128.load32_splat(weights);
  const outer = v128.load32_splat(weights, 4);
  for (let x: i32 = 0; x < n; x += 16) {
    const l1 = src - tap;
    const r1 = src + tap;
    const l2 = l1 - tap;
    const r2 = r1 + tap;
    const l3 = l2 - tap;
    const r3 = r2 + tap;
    const l4 = l3 - tap;
    const r4 = r3 + tap;
    let middle = v128.load(src);
    let first = i16x8.avgr_u(v128.load(l1), v128.load(r1));
    let second = i16x8.avgr_u(v128.load(l2), v128.load(r2));
    let fourth = i16x8.avgr_u(v128.load(l4), v128.load(r4));
    let last = i16x8.avgr_u(v128.load(l3), v128.load(r3));
    last = i16x8.add(last, i16x8.shr_u(fourth, TAIL_BITS));
    const levels = levelsOf(
      i32x4.add(dotLow(middle, first, inner), dotLow(second, last, outer)),
      i32x4.add(dotHigh(middle, first, inner), dotHigh(second, last, outer)),
      half,
    );
    middle = v128.load(src, 16);
    first = i16x8.avgr_u(v128.load(l1, 16), v128.load(r1, 16));
    second = i16x8.avgr_u(v128.load(l2, 16), v128.load(r2, 16));
    fourth = i16x8.avgr_u(v128.load(l4, 16), v128.load(r4, 16));
    last = i16x8.avgr_u(v128.load(l3, 16), v128.load(r3, 16));
    last = i16x8.add(last, i16x8.shr_u(fourth, TAIL_BITS));
    const more = levelsOf(
      i32x4.add(dotLow(middle, first, inner), dotLow(second, last, outer)),
      i32x4.add(dotHigh(middle, first, inner), dotHigh(second, last, outer)),
      half,
    );
    storeFirst(dst + x, i8x16.narrow_i16x8_u(levels, more), n - x);
    src += 32;
  }
}

function filterManyToBytes(
  src: usize,
  tap: i32,
  dst: usize,
  n: i32,
  weights: usize,
  pairs: i32,
  half: v128,
): void {
  const end = weights + 4 * pairs;
  for (let x: i32 = 0; x < n; x += 16) {
    let left = src - tap;
    let right = src + tap;
    let weight = v128.load32_splat(weights);
    let a0 = v128.load(src);
    let a1 = v128.load(src, 16);
    let b0 = i16x8.avgr_u(v128.load(left), v128.load(right));
    let b1 = i16x8.avgr_u(v128.load(left, 16), v128.load(right, 16));
    let low0 = dotLow(a0, b0, weight);
    let high0 = dotHigh(a0, b0, weight);
    let low1 = dotLow(a1, b1, weight);
    let high1 = dotHigh(a1, b1, weight);
    for (let w = weights + 4; w < end; w += 4) {
      left -= tap;
      right += tap;
      a0 = i16x8.avgr_u(v128.load(left), v128.load(right));
      a1 = i16x8.avgr_u(v128.load(left, 16), v128.load(right, 16));
      left -= tap;
      right += tap;
      b0 = i16x8.avgr_u(v128.load(left), v128.load(right));
      b1 = i16x8.avgr_u(v128.load(left, 16), v128.load(right, 16));
      weight = v128.load32_splat(w);
      low0 = i32x4.add(low0, dotLow(a0, b0, weight));
      high0 = i32x4.add(high0, dotHigh(a0, b0, weight));
      low1 = i32x4.add(low1, dotLow(a1, b1, weight));
      high1 = i32x4.add(high1, dotHigh(a1, b1, weight));
    }
    const levels = i8x16.narrow_i16x8_u(levelsOf(low0, high0, half), levelsOf(low1, high1, half));
    storeFirst(dst + x, levels, n - x);
    src += 32;
  }
}

function levelsOf(low: v128, high: v128, half: v128): v128 {
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(low, half), 21),
    i32x4.shr_s(i32x4.add(high, half), 21),
  );
}
