// One curve for bytes. A sample's upper 4 bits say in which sixteenth of the range it lies, the lower 4 at
// which place there; most sixteenths are straight, and the others are looked up.
import { storeFirst, zipHigh, zipLow } from '../../core/assembly/lanes';

/** A start plus a slope times the place, in 16 bits of which the upper 8 count. */
function straight(starts: v128, slopes: v128, places: v128): v128 {
  return i16x8.shr_u(i16x8.add(starts, i16x8.mul(slopes, places)), 8);
}

/** Sixteen values of the straight parts; 0 in the others. */
function straightValues(
  samples: v128,
  startUpper: v128,
  startLower: v128,
  slopeUpper: v128,
  slopeLower: v128,
): v128 {
  const mask = i8x16.splat(15);
  const sixteenth = v128.and(i16x8.shr_u(samples, 4), mask);
  const place = v128.and(samples, mask);
  const upper = i8x16.swizzle(startUpper, sixteenth);
  const lower = i8x16.swizzle(startLower, sixteenth);
  const upperSlope = i8x16.swizzle(slopeUpper, sixteenth);
  const lowerSlope = i8x16.swizzle(slopeLower, sixteenth);
  return i8x16.narrow_i16x8_u(
    straight(zipLow(lower, upper), zipLow(lowerSlope, upperSlope), i16x8.extend_low_i8x16_u(place)),
    straight(
      zipHigh(lower, upper),
      zipHigh(lowerSlope, upperSlope),
      i16x8.extend_high_i8x16_u(place),
    ),
  );
}

/** The values of one part of the curve; 0 for samples of others, which are 16 and more from its first. */
function lookedUp(samples: v128, part: usize): v128 {
  return i8x16.swizzle(v128.load(part, 16), i8x16.sub(samples, v128.load(part)));
}

/**
 * Replaces samples by what a curve holds for them.
 *
 * @param curve - 16 bytes each: upper and lower bytes of the starts of the sixteenths, of their slopes,
 * which have 8 bits of fraction and are 0 in those that are looked up; a pattern with 255 for samples that
 * stay; then for each sixteenth that is looked up 16 times its first sample, and its values.
 * @param parts - How many are looked up.
 */
export function bendRows(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  rows: i32,
  curve: usize,
  parts: i32,
): void {
  const startUpper = v128.load(curve);
  const startLower = v128.load(curve, 16);
  const slopeUpper = v128.load(curve, 32);
  const slopeLower = v128.load(curve, 48);
  const keep = v128.load(curve, 64);
  const first = curve + 80;
  const end = first + (parts << 5);
  for (let y: i32 = 0; y < rows; y += 1) {
    for (let x: i32 = 0; x < bytes; x += 32) {
      const a = v128.load(src + x);
      const b = v128.load(src + x, 16);
      let bentA = straightValues(a, startUpper, startLower, slopeUpper, slopeLower);
      let bentB = straightValues(b, startUpper, startLower, slopeUpper, slopeLower);
      for (let part = first; part < end; part += 32) {
        bentA = v128.or(bentA, lookedUp(a, part));
        bentB = v128.or(bentB, lookedUp(b, part));
      }
      bentA = v128.bitselect(a, bentA, keep);
      bentB = v128.bitselect(b, bentB, keep);
      if (bytes - x >= 32) {
        v128.store(dst + x, bentA);
        v128.store(dst + x, bentB, 16);
      } else {
        storeFirst(dst + x, bentA, bytes - x);
        storeFirst(dst + x + 16, bentB, bytes - x - 16);
      }
    }
    src += srcStride;
    dst += dstStride;
  }
}
