// The way up a binomial pyramid: lines made twice as long with the weights (1 6 1) / 8 and (4 4) / 8, the
// two-scale rule of the cubic B-spline, by averages that round up by at most half a unit each. Samples
// are unsigned 16-bit numbers.
//
// `dst`, where it is not bytes, may be written up to 64 bytes past its end: it is scratch room.
import { storeFirst, zipHigh16, zipLow16 } from '../../core/assembly/lanes';

/** (a + 6b + c) / 8. */
function doubledEven(a: v128, b: v128, c: v128): v128 {
  return i16x8.avgr_u(i16x8.avgr_u(i16x8.avgr_u(a, c), b), b);
}

/** Pixels 2i and 2i + 1 of `2 * count` are made of the pixels i to i + 2 of `src`. */
export function doubleCols(src: usize, dst: usize, count: i32, channels: i32): void {
  if (channels > 4 || channels === 3) {
    doubleColsOfAny(src, dst, count, channels);
    return;
  }
  const pixel = <usize>(2 * channels);
  for (let i: i32 = 0; i < count; i += 8 / channels) {
    const b = v128.load(src + pixel);
    const c = v128.load(src + 2 * pixel);
    const even = doubledEven(v128.load(src), b, c);
    const odd = i16x8.avgr_u(b, c);
    if (channels === 4) {
      v128.store(dst, v128.shuffle<u64>(even, odd, 0, 2));
      v128.store(dst, v128.shuffle<u64>(even, odd, 1, 3), 16);
    } else if (channels === 2) {
      v128.store(dst, v128.shuffle<u32>(even, odd, 0, 4, 1, 5));
      v128.store(dst, v128.shuffle<u32>(even, odd, 2, 6, 3, 7), 16);
    } else {
      v128.store(dst, zipLow16(even, odd));
      v128.store(dst, zipHigh16(even, odd), 16);
    }
    src += 16;
    dst += 32;
  }
}

function doubleColsOfAny(src: usize, dst: usize, count: i32, channels: i32): void {
  const pixel = <usize>(2 * channels);
  for (let i: i32 = 0; i < count; i += 1) {
    for (let x: usize = 0; x < pixel; x += 16) {
      const at = src + x;
      const b = v128.load(at + pixel);
      v128.store(dst + x, doubledEven(v128.load(at), b, v128.load(at + 2 * pixel)));
    }
    dst += pixel;
    src += pixel;
    for (let x: usize = 0; x < pixel; x += 16) {
      v128.store(dst + x, i16x8.avgr_u(v128.load(src + x), v128.load(src + x + pixel)));
    }
    dst += pixel;
  }
}

/** Two rows from three: (a + 6b + c) / 8 and (b + c) / 2. */
export function doubleRows(a: usize, b: usize, c: usize, even: usize, odd: usize, n: i32): void {
  for (let x: usize = 0; x < <usize>(2 * n); x += 16) {
    const middle = v128.load(b + x);
    const last = v128.load(c + x);
    v128.store(even + x, doubledEven(v128.load(a + x), middle, last));
    v128.store(odd + x, i16x8.avgr_u(middle, last));
  }
}

/** As {@link doubleRows}, then as {@link narrowRow}. */
export function doubleRowsToBytes(
  a: usize,
  b: usize,
  c: usize,
  even: usize,
  odd: usize,
  n: i32,
  zero: i32,
): void {
  const offset = i16x8.splat(<i16>zero);
  for (let x: i32 = 0; x < n; x += 16) {
    const at = 2 * x;
    const middle0 = v128.load(b + at);
    const middle1 = v128.load(b + at, 16);
    const last0 = v128.load(c + at);
    const last1 = v128.load(c + at, 16);
    const even0 = doubledEven(v128.load(a + at), middle0, last0);
    const even1 = doubledEven(v128.load(a + at, 16), middle1, last1);
    storeFirst(even + x, bytesOf(even0, even1, offset), n - x);
    const odd0 = i16x8.avgr_u(middle0, last0);
    const odd1 = i16x8.avgr_u(middle1, last1);
    storeFirst(odd + x, bytesOf(odd0, odd1, offset), n - x);
  }
}

/** Samples in units of 1 / 128 become bytes; `zero` is black less the half unit that rounds. */
export function narrowRow(src: usize, dst: usize, n: i32, zero: i32): void {
  const offset = i16x8.splat(<i16>zero);
  for (let x: i32 = 0; x < n; x += 16) {
    const bytes = bytesOf(v128.load(src + 2 * x), v128.load(src + 2 * x, 16), offset);
    storeFirst(dst + x, bytes, n - x);
  }
}

function bytesOf(first: v128, second: v128, offset: v128): v128 {
  return i8x16.narrow_i16x8_u(
    i16x8.shr_u(i16x8.sub_sat_u(first, offset), 7),
    i16x8.shr_u(i16x8.sub_sat_u(second, offset), 7),
  );
}
