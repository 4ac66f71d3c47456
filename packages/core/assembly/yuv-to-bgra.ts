// Luma and chroma to BGRA. Signed 16-bit arithmetic with 6 bits of fraction; `coefficients.ts` of
// the package says how the factors come about. Chroma is replicated, not interpolated.
import { storeFirst, zipHigh, zipHigh16, zipLow, zipLow16 } from './lanes';

/** Fraction bits of the sums. */
const FRACTION: i32 = 6;

/**
 * Products with a factor of 14 fraction bits, given in two parts: rounded down, 6 fraction bits. Cheaper
 * than `q15mulr_sat_s`, which takes five instructions where it has to saturate.
 */
function times(samples: v128, upper: v128, lower: v128): v128 {
  return i16x8.add(i16x8.mul(samples, upper), i16x8.shr_s(i16x8.mul(samples, lower), 8));
}

/** The part of a factor that counts 256 times as much as the other. */
function upperPart(factor: i32): v128 {
  return i16x8.splat(<i16>((factor + 128) >> 8));
}

/** The other part, -128 to 127. */
function lowerPart(factor: i32): v128 {
  return i16x8.splat(<i16>(<i8>factor));
}

/** Green's two chroma products, added. */
function greenTerm(fromU: v128, fromV: v128): v128 {
  // swscale drops the fraction of each product, so that its green is up to 3 below the exact value.
  // Where both lose most, ours gives up to half a level: it stays within 1 of exact and 2 of swscale.
  const fraction = i16x8.splat(63);
  const fractions = i16x8.add(v128.and(fromU, fraction), v128.and(fromV, fraction));
  const excess = i16x8.sub_sat_u(fractions, i16x8.splat(95));
  return i16x8.sub(i16x8.add(fromU, fromV), excess);
}

/** Eight sums and eight more to 16 bytes. */
function level(low: v128, high: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.shr_s(low, FRACTION), i16x8.shr_s(high, FRACTION));
}

/** Stores 16 pixels, or the first `n` of them. */
function storePixels(dst: usize, n: i32, blue: v128, green: v128, red: v128): void {
  const alpha = i8x16.splat(-1);
  const blueGreen0 = zipLow(blue, green);
  const blueGreen1 = zipHigh(blue, green);
  const redAlpha0 = zipLow(red, alpha);
  const redAlpha1 = zipHigh(red, alpha);
  if (n >= 16) {
    v128.store(dst, zipLow16(blueGreen0, redAlpha0));
    v128.store(dst, zipHigh16(blueGreen0, redAlpha0), 16);
    v128.store(dst, zipLow16(blueGreen1, redAlpha1), 32);
    v128.store(dst, zipHigh16(blueGreen1, redAlpha1), 48);
    return;
  }
  const bytes = n << 2;
  storeFirst(dst, zipLow16(blueGreen0, redAlpha0), bytes);
  storeFirst(dst + 16, zipHigh16(blueGreen0, redAlpha0), bytes - 16);
  storeFirst(dst + 32, zipLow16(blueGreen1, redAlpha1), bytes - 32);
  storeFirst(dst + 48, zipHigh16(blueGreen1, redAlpha1), bytes - 48);
}

/** Rows [y0, y1) of an I420 picture whose planes' first rows are given, to BGRA. */
export function i420ToBgra(
  luma: usize,
  u: usize,
  v: usize,
  dst: usize,
  cols: i32,
  y0: i32,
  y1: i32,
  yFactor: i32,
  bias: i32,
  redV: i32,
  greenU: i32,
  greenV: i32,
  blueU: i32,
): void {
  const yUpper = upperPart(yFactor);
  const yLower = lowerPart(yFactor);
  const offset = i16x8.splat(<i16>bias);
  const rvUpper = upperPart(redV);
  const rvLower = lowerPart(redV);
  const guUpper = upperPart(greenU);
  const guLower = lowerPart(greenU);
  const gvUpper = upperPart(greenV);
  const gvLower = lowerPart(greenV);
  const buUpper = upperPart(blueU);
  const buLower = lowerPart(blueU);
  const centre = i16x8.splat(128);
  const chromaCols = (cols + 1) >> 1;
  let y = y0;
  while (y < y1) {
    // Two rows share their chroma; where there is only one, it is computed twice.
    const second = y & 1 || y + 1 == y1 ? y : y + 1;
    const luma0 = luma + y * cols;
    const luma1 = luma + second * cols;
    const uRow = u + (y >> 1) * chromaCols;
    const vRow = v + (y >> 1) * chromaCols;
    const dst0 = dst + ((y * cols) << 2);
    const dst1 = dst + ((second * cols) << 2);
    for (let x: i32 = 0; x < cols; x += 16) {
      const u8s = i16x8.sub(v128.load_ext<u8>(uRow + (x >> 1)), centre);
      const v8s = i16x8.sub(v128.load_ext<u8>(vRow + (x >> 1)), centre);
      const red = times(v8s, rvUpper, rvLower);
      const green = greenTerm(times(u8s, guUpper, guLower), times(v8s, gvUpper, gvLower));
      const blue = times(u8s, buUpper, buLower);
      const redLow = zipLow16(red, red);
      const redHigh = zipHigh16(red, red);
      const greenLow = zipLow16(green, green);
      const greenHigh = zipHigh16(green, green);
      const blueLow = zipLow16(blue, blue);
      const blueHigh = zipHigh16(blue, blue);

      let samples = v128.load(luma0 + x);
      let low = times(i16x8.extend_low_i8x16_u(samples), yUpper, yLower);
      let high = times(i16x8.extend_high_i8x16_u(samples), yUpper, yLower);
      low = i16x8.add(low, offset);
      high = i16x8.add(high, offset);
      storePixels(
        dst0 + (x << 2),
        cols - x,
        level(i16x8.add_sat_s(low, blueLow), i16x8.add_sat_s(high, blueHigh)),
        level(i16x8.add_sat_s(low, greenLow), i16x8.add_sat_s(high, greenHigh)),
        level(i16x8.add_sat_s(low, redLow), i16x8.add_sat_s(high, redHigh)),
      );

      samples = v128.load(luma1 + x);
      low = times(i16x8.extend_low_i8x16_u(samples), yUpper, yLower);
      high = times(i16x8.extend_high_i8x16_u(samples), yUpper, yLower);
      low = i16x8.add(low, offset);
      high = i16x8.add(high, offset);
      storePixels(
        dst1 + (x << 2),
        cols - x,
        level(i16x8.add_sat_s(low, blueLow), i16x8.add_sat_s(high, blueHigh)),
        level(i16x8.add_sat_s(low, greenLow), i16x8.add_sat_s(high, greenHigh)),
        level(i16x8.add_sat_s(low, redLow), i16x8.add_sat_s(high, redHigh)),
      );
    }
    y = second + 1;
  }
}

/** `rows` rows of UYVY, padded to an even number of columns, to BGRA. */
export function uyvyToBgra(
  src: usize,
  dst: usize,
  cols: i32,
  rows: i32,
  yFactor: i32,
  bias: i32,
  redV: i32,
  greenU: i32,
  greenV: i32,
  blueU: i32,
): void {
  const yUpper = upperPart(yFactor);
  const yLower = lowerPart(yFactor);
  const offset = i16x8.splat(<i16>bias);
  const rvUpper = upperPart(redV);
  const rvLower = lowerPart(redV);
  const guUpper = upperPart(greenU);
  const guLower = lowerPart(greenU);
  const gvUpper = upperPart(greenV);
  const gvLower = lowerPart(greenV);
  const buUpper = upperPart(blueU);
  const buLower = lowerPart(blueU);
  const centre = i16x8.splat(128);
  const even = i16x8.splat(255);
  const srcStride = ((cols + 1) >> 1) << 2;
  let from = src;
  let to = dst;
  for (let y: i32 = 0; y < rows; y++) {
    for (let x: i32 = 0; x < cols; x += 16) {
      const pairs0 = v128.load(from + (x << 1));
      const pairs1 = v128.load(from + (x << 1), 16);
      const chroma = i8x16.narrow_i16x8_u(v128.and(pairs0, even), v128.and(pairs1, even));
      const u8s = i16x8.sub(v128.and(chroma, even), centre);
      const v8s = i16x8.sub(i16x8.shr_u(chroma, 8), centre);
      const red = times(v8s, rvUpper, rvLower);
      const green = greenTerm(times(u8s, guUpper, guLower), times(v8s, gvUpper, gvLower));
      const blue = times(u8s, buUpper, buLower);
      const low = i16x8.add(times(i16x8.shr_u(pairs0, 8), yUpper, yLower), offset);
      const high = i16x8.add(times(i16x8.shr_u(pairs1, 8), yUpper, yLower), offset);
      storePixels(
        to + (x << 2),
        cols - x,
        level(
          i16x8.add_sat_s(low, zipLow16(blue, blue)),
          i16x8.add_sat_s(high, zipHigh16(blue, blue)),
        ),
        level(
          i16x8.add_sat_s(low, zipLow16(green, green)),
          i16x8.add_sat_s(high, zipHigh16(green, green)),
        ),
        level(i16x8.add_sat_s(low, zipLow16(red, red)), i16x8.add_sat_s(high, zipHigh16(red, red))),
      );
    }
    from += srcStride;
    to += cols << 2;
  }
}
