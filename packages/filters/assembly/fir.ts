// Symmetric filters on lines of 16-bit samples, in fixed point.
import { zipHigh16, zipLow16 } from '../../core/assembly/lanes';

/**
 * Filters `n` samples with symmetric weights. Samples are unsigned with 32768 for the grey that stays
 * when sums are too large: that way they fit the signed products. Mirrored samples are averaged first.
 *
 * @param src - The first sample; its neighbours are `tap` bytes apart.
 * @param weights - Pairs of 16-bit weights: of the middle and the first average, then of two averages.
 * @param pairs - How many pairs.
 * @param shift - The sums are divided by two to this power.
 */
export function filterSymmetric(
  src: usize,
  tap: i32,
  dst: usize,
  n: i32,
  weights: usize,
  pairs: i32,
  shift: i32,
): void {
  const half = i32x4.splat(1 << (shift - 1));
  const bias = i16x8.splat(-32768);
  for (let x: i32 = 0; x < n; x += 16) {
    const at = src + 2 * x;
    let low0 = half;
    let high0 = half;
    let low1 = half;
    let high1 = half;
    let left = at - tap;
    let right = at + tap;
    let a0 = v128.load(at);
    let a1 = v128.load(at, 16);
    let end = weights + 4 * pairs;
    for (let w = weights; w < end; w += 4) {
      if (w !== weights) {
        left -= tap;
        right += tap;
        a0 = i16x8.avgr_u(v128.load(left), v128.load(right));
        a1 = i16x8.avgr_u(v128.load(left, 16), v128.load(right, 16));
        left -= tap;
        right += tap;
      }
      a0 = v128.xor(a0, bias);
      a1 = v128.xor(a1, bias);
      const b0 = v128.xor(i16x8.avgr_u(v128.load(left), v128.load(right)), bias);
      const b1 = v128.xor(i16x8.avgr_u(v128.load(left, 16), v128.load(right, 16)), bias);
      const weight = v128.load32_splat(w);
      low0 = i32x4.add(low0, i32x4.dot_i16x8_s(zipLow16(a0, b0), weight));
      high0 = i32x4.add(high0, i32x4.dot_i16x8_s(zipHigh16(a0, b0), weight));
      low1 = i32x4.add(low1, i32x4.dot_i16x8_s(zipLow16(a1, b1), weight));
      high1 = i32x4.add(high1, i32x4.dot_i16x8_s(zipHigh16(a1, b1), weight));
    }
    const first = i16x8.narrow_i32x4_s(i32x4.shr_s(low0, shift), i32x4.shr_s(high0, shift));
    const second = i16x8.narrow_i32x4_s(i32x4.shr_s(low1, shift), i32x4.shr_s(high1, shift));
    v128.store(dst + 2 * x, v128.xor(first, bias));
    v128.store(dst + 2 * x, v128.xor(second, bias), 16);
  }
}
