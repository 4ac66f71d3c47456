// Narrow symmetric filters with positive weights: bytes down the columns, then along the rows.
//
// Weights are pairs of 16-bit numbers that add up to 32768: of the middle and the first two mirrored
// samples together, then of two such at a time.
import { storeFirst, zipHigh16, zipLow16 } from '../../core/assembly/lanes';

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

/** Filters down the columns; gives levels times 128. `rows` holds the addresses of 4 * pairs - 1 rows. */
export function filterByteRows(rows: usize, dst: usize, n: i32, weights: usize, pairs: i32): void {
  if (pairs === 2) filterSevenByteRows(rows, dst, n, weights);
  else filterManyByteRows(rows, dst, n, weights, pairs);
}

function filterSevenByteRows(rows: usize, dst: usize, n: i32, weights: usize): void {
  const a = <usize>load<u32>(rows);
  const b = <usize>load<u32>(rows, 4);
  const c = <usize>load<u32>(rows, 8);
  const d = <usize>load<u32>(rows, 12);
  const e = <usize>load<u32>(rows, 16);
  const f = <usize>load<u32>(rows, 20);
  const g = <usize>load<u32>(rows, 24);
  const inner = v128.load32_splat(weights);
  const outer = v128.load32_splat(weights, 4);
  for (let x: i32 = 0; x < n; x += 8) {
    const middle = i16x8.shl(v128.load8x8_u(d + x), 1);
    const first = i16x8.add(v128.load8x8_u(c + x), v128.load8x8_u(e + x));
    const second = i16x8.add(v128.load8x8_u(b + x), v128.load8x8_u(f + x));
    const third = i16x8.add(v128.load8x8_u(a + x), v128.load8x8_u(g + x));
    const low = i32x4.add(dotLow(middle, first, inner), dotLow(second, third, outer));
    const high = i32x4.add(dotHigh(middle, first, inner), dotHigh(second, third, outer));
    v128.store(dst + 2 * x, samplesOf(low, high));
  }
}

function filterManyByteRows(rows: usize, dst: usize, n: i32, weights: usize, pairs: i32): void {
  const center = rows + 4 * (2 * pairs - 1);
  for (let x: i32 = 0; x < n; x += 8) {
    let a = i16x8.shl(v128.load8x8_u(<usize>load<u32>(center) + x), 1);
    let low = i32x4.splat(0);
    let high = i32x4.splat(0);
    let before = center - 4;
    let after = center + 4;
    for (let i: i32 = 0; i < pairs; i += 1) {
      if (i > 0) {
        a = mirroredBytes(before + 4, after - 4, x);
      }
      const b = mirroredBytes(before, after, x);
      const weight = v128.load32_splat(weights + 4 * i);
      low = i32x4.add(low, dotLow(a, b, weight));
      high = i32x4.add(high, dotHigh(a, b, weight));
      before -= 8;
      after += 8;
    }
    v128.store(dst + 2 * x, samplesOf(low, high));
  }
}

function mirroredBytes(before: usize, after: usize, x: i32): v128 {
  return i16x8.add(
    v128.load8x8_u(<usize>load<u32>(before) + x),
    v128.load8x8_u(<usize>load<u32>(after) + x),
  );
}

/** Sums of mirrored samples are twice a level, weights 32768 times too large: 2^16 becomes 2^7. */
function samplesOf(low: v128, high: v128): v128 {
  const half = i32x4.splat(1 << 8);
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(low, half), 9),
    i32x4.shr_s(i32x4.add(high, half), 9),
  );
}

function dotLow(a: v128, b: v128, weight: v128): v128 {
  return i32x4.dot_i16x8_s(zipLow16(a, b), weight);
}

function dotHigh(a: v128, b: v128, weight: v128): v128 {
  return i32x4.dot_i16x8_s(zipHigh16(a, b), weight);
}

/** Filters along a row of levels times 128; neighbours are `tap` bytes apart. Gives bytes. */
export function filterToBytes(
  src: usize,
  tap: i32,
  dst: usize,
  n: i32,
  weights: usize,
  pairs: i32,
): void {
  if (pairs === 2) filterSevenToBytes(src, tap, dst, n, weights);
  else filterManyToBytes(src, tap, dst, n, weights, pairs);
}

function filterSevenToBytes(src: usize, tap: i32, dst: usize, n: i32, weights: usize): void {
  const inner = v128.load32_splat(weights);
  const outer = v128.load32_splat(weights, 4);
  for (let x: i32 = 0; x < n; x += 16) {
    const first = filterSeven(src, tap, inner, outer);
    const second = filterSeven(src + 16, tap, inner, outer);
    storeFirst(dst + x, i8x16.narrow_i16x8_u(first, second), n - x);
    src += 32;
  }
}

function filterSeven(at: usize, tap: i32, inner: v128, outer: v128): v128 {
  const middle = v128.load(at);
  const first = mirrored(at, tap);
  const second = mirrored(at, 2 * tap);
  const third = mirrored(at, 3 * tap);
  return levelsOf(
    i32x4.add(dotLow(middle, first, inner), dotLow(second, third, outer)),
    i32x4.add(dotHigh(middle, first, inner), dotHigh(second, third, outer)),
  );
}

function filterManyToBytes(
  src: usize,
  tap: i32,
  dst: usize,
  n: i32,
  weights: usize,
  pairs: i32,
): void {
  for (let x: i32 = 0; x < n; x += 16) {
    const first = filterMany(src, tap, weights, pairs);
    const second = filterMany(src + 16, tap, weights, pairs);
    storeFirst(dst + x, i8x16.narrow_i16x8_u(first, second), n - x);
    src += 32;
  }
}

function filterMany(at: usize, tap: i32, weights: usize, pairs: i32): v128 {
  let a = v128.load(at);
  let b = mirrored(at, tap);
  let weight = v128.load32_splat(weights);
  let low = dotLow(a, b, weight);
  let high = dotHigh(a, b, weight);
  let distance = tap;
  for (let i: i32 = 1; i < pairs; i += 1) {
    distance += tap;
    a = mirrored(at, distance);
    distance += tap;
    b = mirrored(at, distance);
    weight = v128.load32_splat(weights + 4 * i);
    low = i32x4.add(low, dotLow(a, b, weight));
    high = i32x4.add(high, dotHigh(a, b, weight));
  }
  return levelsOf(low, high);
}

function mirrored(at: usize, distance: i32): v128 {
  return i16x8.avgr_u(v128.load(at - distance), v128.load(at + distance));
}

/** 2^22 for a level, rounded to nearest. */
function levelsOf(low: v128, high: v128): v128 {
  const half = i32x4.splat(1 << 21);
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(low, half), 22),
    i32x4.shr_s(i32x4.add(high, half), 22),
  );
}
