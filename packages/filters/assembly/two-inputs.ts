// Filters of single samples of two pictures; patterns as in pointwise.ts. The destination may be
// the first picture.
import { storeFirst } from '../../core/assembly/lanes';
import { following } from './pattern';

function differing(a: v128, other: v128, seen: v128, counts: v128, base: v128): v128 {
  // How far a sample is from 0 is the sample itself.
  const b = v128.and(other, seen);
  const difference = i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b));
  return i8x16.add_sat_u(v128.and(difference, counts), base);
}

/**
 * How far samples are apart, added to `base`; nothing where `counts` is 0. Where `seen` is 0 the other
 * picture counts as 0. `patterns`: seen, counts, base.
 */
export function differenceRows(
  a: usize,
  aStride: i32,
  b: usize,
  bStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  rows: i32,
  patterns: usize,
  period: i32,
): void {
  for (let y: i32 = 0; y < rows; y += 1) {
    if (period == 16) {
      const seen = v128.load(patterns);
      const counts = v128.load(patterns + 48);
      const base = v128.load(patterns + 96);
      let x: i32 = 0;
      for (; x + 64 <= bytes; x += 64) {
        const one = a + x;
        const other = b + x;
        const to = dst + x;
        const p = differing(v128.load(one), v128.load(other), seen, counts, base);
        const q = differing(v128.load(one + 16), v128.load(other + 16), seen, counts, base);
        const r = differing(v128.load(one + 32), v128.load(other + 32), seen, counts, base);
        const s = differing(v128.load(one + 48), v128.load(other + 48), seen, counts, base);
        v128.store(to, p);
        v128.store(to + 16, q);
        v128.store(to + 32, r);
        v128.store(to + 48, s);
      }
      for (; x < bytes; x += 16) {
        const result = differing(v128.load(a + x), v128.load(b + x), seen, counts, base);
        storeFirst(dst + x, result, bytes - x);
      }
    } else {
      let at: i32 = 0;
      for (let x: i32 = 0; x < bytes; x += 16) {
        const p = patterns + at;
        const result = differing(
          v128.load(a + x),
          v128.load(b + x),
          v128.load(p),
          v128.load(p + 48),
          v128.load(p + 96),
        );
        storeFirst(dst + x, result, bytes - x);
        at = following(at, period);
      }
    }
    a += aStride;
    b += bStride;
    dst += dstStride;
  }
}

/** Weighted means of the samples of two pictures, 8 at a time. */
function mean(a: v128, b: v128): v128 {
  return i16x8.shr_u(i16x8.add(i16x8.add(a, b), i16x8.splat(128)), 8);
}

/**
 * Means of samples, weighted with `256 - weight` and `weight`; samples where `keep` is 255 stay.
 * `patterns`: keep.
 */
export function blendRows(
  a: usize,
  aStride: i32,
  b: usize,
  bStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  rows: i32,
  weight: i32,
  patterns: usize,
  period: i32,
): void {
  const aWeight = i16x8.splat(<i16>(256 - weight));
  const bWeight = i16x8.splat(<i16>weight);
  for (let y: i32 = 0; y < rows; y += 1) {
    let at: i32 = 0;
    for (let x: i32 = 0; x < bytes; x += 16) {
      const left = v128.load(a + x);
      const right = v128.load(b + x);
      const low = mean(
        i16x8.mul(i16x8.extend_low_i8x16_u(left), aWeight),
        i16x8.mul(i16x8.extend_low_i8x16_u(right), bWeight),
      );
      const high = mean(
        i16x8.mul(i16x8.extend_high_i8x16_u(left), aWeight),
        i16x8.mul(i16x8.extend_high_i8x16_u(right), bWeight),
      );
      const means = i8x16.narrow_i16x8_u(low, high);
      storeFirst(dst + x, v128.bitselect(left, means, v128.load(patterns + at)), bytes - x);
      at = following(at, period);
    }
    a += aStride;
    b += bStride;
    dst += dstStride;
  }
}

/** Draws `over` with an opacity for each sample: 0 leaves the destination, 255 covers it. */
export function composeRows(
  over: usize,
  opacity: usize,
  overStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  rows: i32,
): void {
  for (let y: i32 = 0; y < rows; y += 1) {
    for (let x: i32 = 0; x < bytes; x += 16) {
      const alpha = v128.load(opacity + x);
      if (!v128.any_true(alpha)) continue;
      const below = v128.load(dst + x);
      const above = v128.load(over + x);
      const rest = v128.not(alpha);
      const low = i16x8.add(
        i16x8.extmul_low_i8x16_u(above, alpha),
        i16x8.extmul_low_i8x16_u(below, rest),
      );
      const high = i16x8.add(
        i16x8.extmul_high_i8x16_u(above, alpha),
        i16x8.extmul_high_i8x16_u(below, rest),
      );
      storeFirst(dst + x, i8x16.narrow_i16x8_u(by255(low), by255(high)), bytes - x);
    }
    over += overStride;
    opacity += overStride;
    dst += dstStride;
  }
}

/** Rounded quotients by 255, exact for products of bytes. */
function by255(sum: v128): v128 {
  const half = i16x8.add(sum, i16x8.splat(128));
  return i16x8.shr_u(i16x8.add(half, i16x8.shr_u(half, 8)), 8);
}
