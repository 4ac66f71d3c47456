// One octave of a binomial pyramid: lines of unsigned 16-bit samples made half as long with the
// weights (1 4 6 4 1) / 16, and twice as long with (1 6 1) / 8 and (4 4) / 8, the two-scale rule of
// the cubic B-spline. Rounding averages do all of it; each rounds up by at most half a unit.
//
// `dst` of the functions on columns may be written up to 64 bytes past its end: it is scratch room.
import { storeFirst, zipHigh16, zipLow16 } from '../../core/assembly/lanes';

/** (a + 4b + 6c + 4d + e) / 16 of bytes, times 256: exact. */
export function halveByteRows(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  dst: usize,
  n: i32,
): void {
  for (let x: i32 = 0; x < n; x += 8) {
    const outer = i16x8.add(v128.load8x8_u(a + x), v128.load8x8_u(e + x));
    const inner = i16x8.shl(i16x8.add(v128.load8x8_u(b + x), v128.load8x8_u(d + x)), 2);
    const middle = i16x8.mul(v128.load8x8_u(c + x), i16x8.splat(6));
    v128.store(dst + 2 * x, i16x8.shl(i16x8.add(i16x8.add(outer, inner), middle), 4));
  }
}

/** Bytes times two to the power of `shift`. */
export function widenRow(src: usize, dst: usize, n: i32, shift: i32): void {
  for (let x: i32 = 0; x < n; x += 16) {
    const bytes = v128.load(src + x);
    v128.store(dst + 2 * x, i16x8.shl(i16x8.extend_low_i8x16_u(bytes), shift));
    v128.store(dst + 2 * x, i16x8.shl(i16x8.extend_high_i8x16_u(bytes), shift), 16);
  }
}

/** (a + 4b + 6c + 4d + e) / 16 of rows. */
export function halveRows(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  dst: usize,
  n: i32,
): void {
  for (let x: usize = 0; x < <usize>(2 * n); x += 16) {
    v128.store(
      dst + x,
      halved(
        v128.load(a + x),
        v128.load(b + x),
        v128.load(c + x),
        v128.load(d + x),
        v128.load(e + x),
      ),
    );
  }
}

function halved(a: v128, b: v128, c: v128, d: v128, e: v128): v128 {
  const even = i16x8.avgr_u(i16x8.avgr_u(a, e), c);
  return i16x8.avgr_u(i16x8.avgr_u(even, c), i16x8.avgr_u(b, d));
}

/** Pixel i of `count` is made of the pixels 2i to 2i + 4 of `src`. */
export function halveCols(src: usize, dst: usize, count: i32, channels: i32): void {
  if (channels === 4) halveCols4(src, dst, count);
  else if (channels === 2) halveCols2(src, dst, count);
  else if (channels === 1) halveCols1(src, dst, count);
  else halveColsOfAny(src, dst, count, channels);
}

function halveCols4(src: usize, dst: usize, count: i32): void {
  let first = v128.load(src);
  let second = v128.load(src, 16);
  let even = v128.shuffle<u64>(first, second, 0, 2);
  let odd = v128.shuffle<u64>(first, second, 1, 3);
  for (let i: i32 = 0; i < count; i += 2) {
    src += 32;
    first = v128.load(src);
    second = v128.load(src, 16);
    const nextEven = v128.shuffle<u64>(first, second, 0, 2);
    const nextOdd = v128.shuffle<u64>(first, second, 1, 3);
    const middle = v128.shuffle<u64>(even, nextEven, 1, 2);
    v128.store(dst, halved(even, odd, middle, v128.shuffle<u64>(odd, nextOdd, 1, 2), nextEven));
    even = nextEven;
    odd = nextOdd;
    dst += 16;
  }
}

function halveCols2(src: usize, dst: usize, count: i32): void {
  let first = v128.load(src);
  let second = v128.load(src, 16);
  let even = v128.shuffle<u32>(first, second, 0, 2, 4, 6);
  let odd = v128.shuffle<u32>(first, second, 1, 3, 5, 7);
  for (let i: i32 = 0; i < count; i += 4) {
    src += 32;
    first = v128.load(src);
    second = v128.load(src, 16);
    const nextEven = v128.shuffle<u32>(first, second, 0, 2, 4, 6);
    const nextOdd = v128.shuffle<u32>(first, second, 1, 3, 5, 7);
    const c = v128.shuffle<u32>(even, nextEven, 1, 2, 3, 4);
    const d = v128.shuffle<u32>(odd, nextOdd, 1, 2, 3, 4);
    const e = v128.shuffle<u32>(even, nextEven, 2, 3, 4, 5);
    v128.store(dst, halved(even, odd, c, d, e));
    even = nextEven;
    odd = nextOdd;
    dst += 16;
  }
}

function halveCols1(src: usize, dst: usize, count: i32): void {
  let even = evenSamples(src);
  let odd = oddSamples(src);
  for (let i: i32 = 0; i < count; i += 8) {
    src += 32;
    const nextEven = evenSamples(src);
    const nextOdd = oddSamples(src);
    const c = v128.shuffle<u16>(even, nextEven, 1, 2, 3, 4, 5, 6, 7, 8);
    const d = v128.shuffle<u16>(odd, nextOdd, 1, 2, 3, 4, 5, 6, 7, 8);
    const e = v128.shuffle<u16>(even, nextEven, 2, 3, 4, 5, 6, 7, 8, 9);
    v128.store(dst, halved(even, odd, c, d, e));
    even = nextEven;
    odd = nextOdd;
    dst += 16;
  }
}

function evenSamples(src: usize): v128 {
  const mask = i32x4.splat(0xffff);
  return i16x8.narrow_i32x4_u(v128.and(v128.load(src), mask), v128.and(v128.load(src, 16), mask));
}

function oddSamples(src: usize): v128 {
  return i16x8.narrow_i32x4_u(i32x4.shr_u(v128.load(src), 16), i32x4.shr_u(v128.load(src, 16), 16));
}

/** A vector may reach into the next pixel, which is written afterwards. */
function halveColsOfAny(src: usize, dst: usize, count: i32, channels: i32): void {
  const pixel = <usize>(2 * channels);
  for (let i: i32 = 0; i < count; i += 1) {
    for (let x: usize = 0; x < pixel; x += 16) {
      let at = src + x;
      const a = v128.load(at);
      const b = v128.load((at += pixel));
      const c = v128.load((at += pixel));
      const d = v128.load((at += pixel));
      v128.store(dst + x, halved(a, b, c, d, v128.load(at + pixel)));
    }
    src += 2 * pixel;
    dst += pixel;
  }
}

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
