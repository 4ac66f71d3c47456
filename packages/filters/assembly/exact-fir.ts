// Symmetric filters on bytes whose results are those of double precision in SciPy's order, fraction cut
// off. Fixed point decides where it can; only where the sum may lie on either side of a whole number is
// it computed again with fractions.
import { storeFirst, zipHigh16, zipLow16 } from '../../core/assembly/lanes';

/**
 * Filters `n` samples.
 *
 * @param addresses - Of the sample before which all others come, in order; the middle one is `middle`.
 * @param weights - Pairs of 16-bit weights in units of 2^-shift: of the middle and the nearest neighbours,
 *   then outwards.
 * @param pairs - How many pairs.
 * @param offset - Added to the sums: what rounding the weights changes for a grey picture.
 * @param margin - How far sums in fixed point can be from the exact ones.
 * @param exact - The weights in double precision: those of the neighbours, the furthest first, then the
 *   middle one's.
 * @param radius - How many neighbours on each side these are for.
 */
export function filterBytesExactly(
  addresses: usize,
  middle: i32,
  dst: usize,
  n: i32,
  weights: usize,
  pairs: i32,
  shift: i32,
  offset: i32,
  margin: i32,
  exact: usize,
  radius: i32,
): void {
  const center = addresses + 4 * middle;
  const start = i32x4.splat(offset);
  const around = i32x4.splat(margin);
  const fraction = i32x4.splat((1 << shift) - 1);
  const near = i32x4.splat(2 * margin);
  for (let x: i32 = 0; x < n; x += 8) {
    let low = start;
    let high = start;
    let a = v128.load8x8_u(<usize>load<u32>(center) + x);
    let before = center - 4;
    let after = center + 4;
    const end = weights + 4 * pairs;
    for (let w = weights; w < end; w += 4) {
      if (w !== weights) a = sumOfBytes(before + 4, after - 4, x);
      const b = sumOfBytes(before, after, x);
      const weight = v128.load32_splat(w);
      low = i32x4.add(low, i32x4.dot_i16x8_s(zipLow16(a, b), weight));
      high = i32x4.add(high, i32x4.dot_i16x8_s(zipHigh16(a, b), weight));
      before -= 8;
      after += 8;
    }
    const isNear = v128.or(
      i32x4.le_s(v128.and(i32x4.add(low, around), fraction), near),
      i32x4.le_s(v128.and(i32x4.add(high, around), fraction), near),
    );
    const levels = v128.any_true(isNear)
      ? exactLevels(center, x, exact, radius)
      : i16x8.narrow_i32x4_s(i32x4.shr_s(low, shift), i32x4.shr_s(high, shift));
    storeFirst(dst + x, i8x16.narrow_i16x8_u(levels, levels), min(8, n - x));
  }
}

function sumOfBytes(before: usize, after: usize, x: i32): v128 {
  return i16x8.add(
    v128.load8x8_u(<usize>load<u32>(before) + x),
    v128.load8x8_u(<usize>load<u32>(after) + x),
  );
}

/** The same in double precision. Sums of two bytes are exact in any. */
function exactLevels(center: usize, x: i32, exact: usize, radius: i32): v128 {
  let bytes = v128.load8x8_u(<usize>load<u32>(center) + x);
  let weight = v128.load64_splat(exact + 8 * radius);
  let a = f64x2.mul(firstPair(i32x4.extend_low_i16x8_s(bytes)), weight);
  let b = f64x2.mul(secondPair(i32x4.extend_low_i16x8_s(bytes)), weight);
  let c = f64x2.mul(firstPair(i32x4.extend_high_i16x8_s(bytes)), weight);
  let d = f64x2.mul(secondPair(i32x4.extend_high_i16x8_s(bytes)), weight);
  let before = center - 4 * radius;
  let after = center + 4 * radius;
  while (before < center) {
    bytes = sumOfBytes(before, after, x);
    const low = i32x4.extend_low_i16x8_s(bytes);
    const high = i32x4.extend_high_i16x8_s(bytes);
    weight = v128.load64_splat(exact);
    a = f64x2.add(a, f64x2.mul(firstPair(low), weight));
    b = f64x2.add(b, f64x2.mul(secondPair(low), weight));
    c = f64x2.add(c, f64x2.mul(firstPair(high), weight));
    d = f64x2.add(d, f64x2.mul(secondPair(high), weight));
    before += 4;
    after -= 4;
    exact += 8;
  }
  return i16x8.narrow_i32x4_s(truncated(a, b), truncated(c, d));
}

function firstPair(integers: v128): v128 {
  return f64x2.convert_low_i32x4_s(integers);
}

function secondPair(integers: v128): v128 {
  return f64x2.convert_low_i32x4_s(v128.shuffle<u64>(integers, integers, 1, 1));
}

function truncated(a: v128, b: v128): v128 {
  return v128.shuffle<u64>(i32x4.trunc_sat_f64x2_s_zero(a), i32x4.trunc_sat_f64x2_s_zero(b), 0, 2);
}
