// Luma and chroma to BGRA. Signed 16-bit arithmetic with 6 bits of fraction; `coefficients.ts` of
// the package says how the factors come about. Chroma is replicated, not interpolated.
import { storeFirst, zipHigh, zipHigh16, zipLow, zipLow16 } from './lanes';

/** Fraction bits of the sums. */
const FRACTION: i32 = 6;

/**
 * A product's whole levels, as swscale has them: rounded down. A product that came out whole may have
 * been rounded up to that, unless it is 0, which only neutral chroma gives.
 */
function wholeLevels(product: v128): v128 {
  const below = i16x8.add(product, i16x8.ne(product, i16x8.splat(0)));
  return v128.and(below, i16x8.splat(-64));
}

/** Green's two chroma products, added. */
function greenTerm(fromU: v128, fromV: v128): v128 {
  // swscale rounds each product down, so that its green is up to 3 below the exact value. Where both
  // products lose most, ours gives up to half a level: it stays within 1 of exact and 2 of swscale.
  const floors = i16x8.add(wholeLevels(fromU), wholeLevels(fromV));
  return i16x8.min_s(i16x8.add(fromU, fromV), i16x8.add(floors, i16x8.splat(95)));
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

/** Two rows that share their chroma; the same row twice where there is only one. */
function i420RowPair(
  luma0: usize,
  luma1: usize,
  u: usize,
  v: usize,
  dst0: usize,
  dst1: usize,
  cols: i32,
  yFactor: v128,
  bias: v128,
  redV: v128,
  greenU: v128,
  greenV: v128,
  blueU: v128,
): void {
  const centre = i16x8.splat(-32768);
  for (let x: i32 = 0; x < cols; x += 16) {
    const u8s = v128.xor(i16x8.shl(v128.load_ext<u8>(u + (x >> 1)), 8), centre);
    const v8s = v128.xor(i16x8.shl(v128.load_ext<u8>(v + (x >> 1)), 8), centre);
    const red = i16x8.q15mulr_sat_s(v8s, redV);
    const green = greenTerm(i16x8.q15mulr_sat_s(u8s, greenU), i16x8.q15mulr_sat_s(v8s, greenV));
    const blue = i16x8.q15mulr_sat_s(u8s, blueU);
    const redLow = zipLow16(red, red);
    const redHigh = zipHigh16(red, red);
    const greenLow = zipLow16(green, green);
    const greenHigh = zipHigh16(green, green);
    const blueLow = zipLow16(blue, blue);
    const blueHigh = zipHigh16(blue, blue);

    let luma = v128.load(luma0 + x);
    let low = i16x8.shl(i16x8.extend_low_i8x16_u(luma), 7);
    let high = i16x8.shl(i16x8.extend_high_i8x16_u(luma), 7);
    low = i16x8.add(i16x8.q15mulr_sat_s(low, yFactor), bias);
    high = i16x8.add(i16x8.q15mulr_sat_s(high, yFactor), bias);
    storePixels(
      dst0 + (x << 2),
      cols - x,
      level(i16x8.add_sat_s(low, blueLow), i16x8.add_sat_s(high, blueHigh)),
      level(i16x8.add_sat_s(low, greenLow), i16x8.add_sat_s(high, greenHigh)),
      level(i16x8.add_sat_s(low, redLow), i16x8.add_sat_s(high, redHigh)),
    );

    luma = v128.load(luma1 + x);
    low = i16x8.shl(i16x8.extend_low_i8x16_u(luma), 7);
    high = i16x8.shl(i16x8.extend_high_i8x16_u(luma), 7);
    low = i16x8.add(i16x8.q15mulr_sat_s(low, yFactor), bias);
    high = i16x8.add(i16x8.q15mulr_sat_s(high, yFactor), bias);
    storePixels(
      dst1 + (x << 2),
      cols - x,
      level(i16x8.add_sat_s(low, blueLow), i16x8.add_sat_s(high, blueHigh)),
      level(i16x8.add_sat_s(low, greenLow), i16x8.add_sat_s(high, greenHigh)),
      level(i16x8.add_sat_s(low, redLow), i16x8.add_sat_s(high, redHigh)),
    );
  }
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
  const chromaCols = (cols + 1) >> 1;
  let y = y0;
  while (y < y1) {
    const second = y & 1 || y + 1 == y1 ? y : y + 1;
    i420RowPair(
      luma + y * cols,
      luma + second * cols,
      u + (y >> 1) * chromaCols,
      v + (y >> 1) * chromaCols,
      dst + ((y * cols) << 2),
      dst + ((second * cols) << 2),
      cols,
      i16x8.splat(<i16>yFactor),
      i16x8.splat(<i16>bias),
      i16x8.splat(<i16>redV),
      i16x8.splat(<i16>greenU),
      i16x8.splat(<i16>greenV),
      i16x8.splat(<i16>blueU),
    );
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
  const factor = i16x8.splat(<i16>yFactor);
  const offset = i16x8.splat(<i16>bias);
  const factorRV = i16x8.splat(<i16>redV);
  const factorGU = i16x8.splat(<i16>greenU);
  const factorGV = i16x8.splat(<i16>greenV);
  const factorBU = i16x8.splat(<i16>blueU);
  const centre = i16x8.splat(-32768);
  const odd = i16x8.splat(-256);
  const srcStride = ((cols + 1) >> 1) << 2;
  let from = src;
  let to = dst;
  for (let y: i32 = 0; y < rows; y++) {
    for (let x: i32 = 0; x < cols; x += 16) {
      const pairs0 = v128.load(from + (x << 1));
      const pairs1 = v128.load(from + (x << 1), 16);
      const chroma0 = v128.xor(i16x8.shl(pairs0, 8), centre);
      const chroma1 = v128.xor(i16x8.shl(pairs1, 8), centre);
      const u8s = v128.shuffle<u16>(chroma0, chroma1, 0, 2, 4, 6, 8, 10, 12, 14);
      const v8s = v128.shuffle<u16>(chroma0, chroma1, 1, 3, 5, 7, 9, 11, 13, 15);
      const red = i16x8.q15mulr_sat_s(v8s, factorRV);
      const green = greenTerm(
        i16x8.q15mulr_sat_s(u8s, factorGU),
        i16x8.q15mulr_sat_s(v8s, factorGV),
      );
      const blue = i16x8.q15mulr_sat_s(u8s, factorBU);
      let low = i16x8.shr_u(v128.and(pairs0, odd), 1);
      let high = i16x8.shr_u(v128.and(pairs1, odd), 1);
      low = i16x8.add(i16x8.q15mulr_sat_s(low, factor), offset);
      high = i16x8.add(i16x8.q15mulr_sat_s(high, factor), offset);
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
