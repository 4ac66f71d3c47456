// The way down a binomial pyramid: lines made half as long with the weights (1 4 6 4 1) / 16, by averages
// that round up by at most half a unit each. Samples are unsigned 16-bit numbers.
//
// `dst` may be written up to 64 bytes past its end: it is scratch room.

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
