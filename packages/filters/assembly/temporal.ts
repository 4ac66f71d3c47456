// Filters that compare a picture with earlier ones: bytes without gaps.
import { storeFirst } from '../../core/assembly/lanes';

/**
 * Sums up how far bytes are apart, and copies the first picture over the second. Bytes where `mask`, 16
 * bytes repeated, is 0 do not count.
 */
export function sumOfDifferences(a: usize, b: usize, bytes: i32, mask: usize): f64 {
  const counts = v128.load(mask);
  let total: i64 = 0;
  let x: i32 = 0;
  while (x + 16 <= bytes) {
    // Pairs of bytes reach 16 bits after 128 vectors.
    const end = min(bytes - 15, x + 128 * 16);
    let pairs = i16x8.splat(0);
    for (; x < end; x += 16) {
      const left = v128.load(a + x);
      const right = v128.load(b + x);
      v128.store(b + x, left);
      const apart = i8x16.sub(i8x16.max_u(left, right), i8x16.min_u(left, right));
      pairs = i16x8.add(pairs, i16x8.extadd_pairwise_i8x16_u(v128.and(apart, counts)));
    }
    const fours = i32x4.extadd_pairwise_i16x8_u(pairs);
    total += i32x4.extract_lane(fours, 0);
    total += i32x4.extract_lane(fours, 1);
    total += i32x4.extract_lane(fours, 2);
    total += i32x4.extract_lane(fours, 3);
  }
  for (; x < bytes; x += 1) {
    const apart = abs(<i32>load<u8>(a + x) - <i32>load<u8>(b + x));
    if (load<u8>(mask + (x & 15))) total += apart;
    store<u8>(b + x, load<u8>(a + x));
  }
  return <f64>total;
}

/** 2 ** 23: a number added to it has its rounded value in the low bits. */
const ROUNDER: f32 = 8388608;

function approach(sum: usize, x: v128, rate: v128): v128 {
  const old = v128.load(sum);
  const next = f32x4.add(old, f32x4.mul(f32x4.sub(f32x4.convert_i32x4_u(x), old), rate));
  v128.store(sum, next);
  return v128.and(f32x4.add(next, f32x4.splat(ROUNDER)), i32x4.splat(255));
}

/**
 * Moves averages towards a picture by a share of the way, and writes them, rounded. `sums` holds one
 * f32 for each byte, and room for 15 more.
 */
export function averageBytes(src: usize, sums: usize, dst: usize, bytes: i32, share: f32): void {
  const rate = f32x4.splat(share);
  for (let x: i32 = 0; x < bytes; x += 16) {
    const pixels = v128.load(src + x);
    const low = i16x8.extend_low_i8x16_u(pixels);
    const high = i16x8.extend_high_i8x16_u(pixels);
    const at = sums + (x << 2);
    const first = i16x8.narrow_i32x4_s(
      approach(at, i32x4.extend_low_i16x8_u(low), rate),
      approach(at + 16, i32x4.extend_high_i16x8_u(low), rate),
    );
    const second = i16x8.narrow_i32x4_s(
      approach(at + 32, i32x4.extend_low_i16x8_u(high), rate),
      approach(at + 48, i32x4.extend_high_i16x8_u(high), rate),
    );
    storeFirst(dst + x, i8x16.narrow_i16x8_u(first, second), bytes - x);
  }
}

function quotient(sums: v128, factor: v128): v128 {
  const scaled = f32x4.mul(f32x4.convert_i32x4_u(sums), factor);
  return v128.and(f32x4.add(scaled, f32x4.splat(ROUNDER)), i32x4.splat(255));
}

/**
 * Adds a picture to `sums` of 16 bits, takes an older one off and is copied in its place, and writes the
 * sums divided by `count`, rounded. `sums` and `oldest` have room for 15 bytes more.
 */
export function meanBytes(
  newest: usize,
  oldest: usize,
  sums: usize,
  dst: usize,
  bytes: i32,
  count: i32,
): void {
  const factor = f32x4.splat(<f32>1 / <f32>count);
  for (let x: i32 = 0; x < bytes; x += 16) {
    const plus = v128.load(newest + x);
    const minus = v128.load(oldest + x);
    const at = sums + (x << 1);
    const low = i16x8.sub(
      i16x8.add(v128.load(at), i16x8.extend_low_i8x16_u(plus)),
      i16x8.extend_low_i8x16_u(minus),
    );
    const high = i16x8.sub(
      i16x8.add(v128.load(at + 16), i16x8.extend_high_i8x16_u(plus)),
      i16x8.extend_high_i8x16_u(minus),
    );
    v128.store(oldest + x, plus);
    v128.store(at, low);
    v128.store(at + 16, high);
    const first = i16x8.narrow_i32x4_s(
      quotient(i32x4.extend_low_i16x8_u(low), factor),
      quotient(i32x4.extend_high_i16x8_u(low), factor),
    );
    const second = i16x8.narrow_i32x4_s(
      quotient(i32x4.extend_low_i16x8_u(high), factor),
      quotient(i32x4.extend_high_i16x8_u(high), factor),
    );
    storeFirst(dst + x, i8x16.narrow_i16x8_u(first, second), bytes - x);
  }
}

/** Medians of three pictures. */
export function medianOfThree(a: usize, b: usize, c: usize, dst: usize, bytes: i32): void {
  for (let x: i32 = 0; x < bytes; x += 16) {
    const first = v128.load(a + x);
    const second = v128.load(b + x);
    const higher = i8x16.max_u(first, second);
    const least = i8x16.min_u(higher, v128.load(c + x));
    storeFirst(dst + x, i8x16.max_u(i8x16.min_u(first, second), least), bytes - x);
  }
}

/** Medians of five pictures: of what is left once the least and the largest of four are gone. */
export function medianOfFive(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  dst: usize,
  bytes: i32,
): void {
  for (let x: i32 = 0; x < bytes; x += 16) {
    const first = v128.load(a + x);
    const second = v128.load(b + x);
    const third = v128.load(c + x);
    const fourth = v128.load(d + x);
    const lower = i8x16.max_u(i8x16.min_u(first, second), i8x16.min_u(third, fourth));
    const upper = i8x16.min_u(i8x16.max_u(first, second), i8x16.max_u(third, fourth));
    const higher = i8x16.min_u(i8x16.max_u(lower, upper), v128.load(e + x));
    storeFirst(dst + x, i8x16.max_u(i8x16.min_u(lower, upper), higher), bytes - x);
  }
}

/**
 * Medians of `count` pictures, whose addresses are at `pictures`, in order of size the one numbered
 * `count / 2`. `room` is for `count` vectors.
 */
export function medianBytes(
  pictures: usize,
  count: i32,
  dst: usize,
  bytes: i32,
  room: usize,
): void {
  const middle = room + ((count >> 1) << 4);
  const end = room + (count << 4);
  for (let x: i32 = 0; x < bytes; x += 16) {
    for (let i: i32 = 0; i < count; i += 1) {
      v128.store(room + (i << 4), v128.load(load<u32>(pictures + (i << 2)) + x));
    }
    // The smallest moves to the front, then the next, up to the middle.
    for (let at = room; at <= middle; at += 16) {
      let smallest = v128.load(at);
      for (let other = at + 16; other < end; other += 16) {
        const value = v128.load(other);
        v128.store(other, i8x16.max_u(smallest, value));
        smallest = i8x16.min_u(smallest, value);
      }
      v128.store(at, smallest);
    }
    storeFirst(dst + x, v128.load(middle), bytes - x);
  }
}

/** Counts values: `counts` holds 256 numbers of 32 bits for each channel, which are added to. */
export function histogramRows(
  src: usize,
  stride: i32,
  bytes: i32,
  rows: i32,
  counts: usize,
  channels: i32,
): void {
  for (let y: i32 = 0; y < rows; y += 1) {
    let x: i32 = 0;
    if (channels == 4) {
      for (; x + 4 <= bytes; x += 4) {
        const pixel = load<u32>(src + x);
        count(counts, pixel & 255);
        count(counts + 1024, (pixel >> 8) & 255);
        count(counts + 2048, (pixel >> 16) & 255);
        count(counts + 3072, pixel >> 24);
      }
    }
    let channel: i32 = 0;
    for (; x < bytes; x += 1) {
      count(counts + (channel << 10), load<u8>(src + x));
      channel += 1;
      if (channel == channels) channel = 0;
    }
    src += stride;
  }
}

function count(counts: usize, value: u32): void {
  const at = counts + (value << 2);
  store<u32>(at, load<u32>(at) + 1);
}
