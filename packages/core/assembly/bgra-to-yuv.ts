// BGRA to luma and chroma, in 32-bit sums with 15 bits of fraction.
//
// A weight pair holds blue's weight in its low and red's in its high 16 bits; green's weight comes
// alone. Ordering pixels as (blue, red) and (green, alpha) takes one `and` and one shift.
import { loadIfAny, storeFirst } from './lanes';

/** Fraction bits of the weights. */
const FRACTION: i32 = 15;

function blueRed(pixels: v128): v128 {
  return v128.and(pixels, i16x8.splat(255));
}

function greenAlpha(pixels: v128): v128 {
  return i16x8.shr_u(pixels, 8);
}

/** Four weighted sums, 15 bits of fraction. */
function weigh(blueRed: v128, greenAlpha: v128, pair: v128, green: v128): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(blueRed, pair), i32x4.dot_i16x8_s(greenAlpha, green));
}

function luma4(pixels: v128, pair: v128, green: v128, offset: v128): v128 {
  const sum = weigh(blueRed(pixels), greenAlpha(pixels), pair, green);
  return i32x4.shr_s(i32x4.add(sum, offset), FRACTION);
}

/** Each two neighbours of eight lanes of 32 bits, which hold two sums of 16 bits each, added. */
function addNeighbours(low: v128, high: v128): v128 {
  return i16x8.add(
    v128.shuffle<u32>(low, high, 0, 2, 4, 6),
    v128.shuffle<u32>(low, high, 1, 3, 5, 7),
  );
}

/** Chroma of four 2x2 blocks from the sums of their pixels, 32 bits each. */
function chroma4(blueRed: v128, greenAlpha: v128, pair: v128, green: v128): v128 {
  const centre = i32x4.splat((128 << (FRACTION + 2)) + (1 << (FRACTION + 1)));
  return i32x4.shr_s(i32x4.add(weigh(blueRed, greenAlpha, pair, green), centre), FRACTION + 2);
}

/** `n` pixels to luma. `offset` is what black becomes, 0 or 16. */
export function bgraToLuma(
  src: usize,
  dst: usize,
  n: i32,
  pair: i32,
  green: i32,
  offset: i32,
): void {
  const pairs = i32x4.splat(pair);
  const greens = i32x4.splat(green & 0xffff);
  const base = i32x4.splat((offset << FRACTION) + (1 << (FRACTION - 1)));
  for (let x: i32 = 0; x < n; x += 16) {
    const left = n - x;
    const at = src + (x << 2);
    const y0 = luma4(v128.load(at), pairs, greens, base);
    const y1 = luma4(loadIfAny(at + 16, left - 4), pairs, greens, base);
    const y2 = luma4(loadIfAny(at + 32, left - 8), pairs, greens, base);
    const y3 = luma4(loadIfAny(at + 48, left - 12), pairs, greens, base);
    const low = i16x8.narrow_i32x4_s(y0, y1);
    const high = i16x8.narrow_i32x4_s(y2, y3);
    storeFirst(dst + x, i8x16.narrow_i16x8_u(low, high), left);
  }
}

/** Chroma of the block whose left pixels are at `top` and `bottom` and that has no right ones. */
function edgeChroma(top: usize, bottom: usize, pair: i32, green: i32): u8 {
  const blue = <i32>load<u8>(top) + <i32>load<u8>(bottom);
  const greens = <i32>load<u8>(top, 1) + <i32>load<u8>(bottom, 1);
  const red = <i32>load<u8>(top, 2) + <i32>load<u8>(bottom, 2);
  const sum = ((pair << 16) >> 16) * blue + (pair >> 16) * red + green * greens;
  const value = (2 * sum + (128 << (FRACTION + 2)) + (1 << (FRACTION + 1))) >> (FRACTION + 2);
  return <u8>(value < 0 ? 0 : value > 255 ? 255 : value);
}

/**
 * `chromaRows` rows of quarter-size chroma: the mean of 2x2 pixels. Of a picture of `rows` rows the
 * last one counts twice if it has no partner, and so does the last column.
 */
export function bgraToChroma(
  src: usize,
  u: usize,
  v: usize,
  cols: i32,
  rows: i32,
  chromaRows: i32,
  uPair: i32,
  uGreen: i32,
  vPair: i32,
  vGreen: i32,
): void {
  const uPairs = i32x4.splat(uPair);
  const uGreens = i32x4.splat(uGreen & 0xffff);
  const vPairs = i32x4.splat(vPair);
  const vGreens = i32x4.splat(vGreen & 0xffff);
  const chromaCols = (cols + 1) >> 1;
  const evenCols = cols & ~1;
  for (let row: i32 = 0; row < chromaRows; row++) {
    const top = src + (((row << 1) * cols) << 2);
    const bottom = (row << 1) + 1 < rows ? top + (cols << 2) : top;
    const uRow = u + row * chromaCols;
    const vRow = v + row * chromaCols;
    for (let x: i32 = 0; x < evenCols; x += 8) {
      const left = evenCols - x;
      const at = x << 2;
      const top0 = v128.load(top + at);
      const top1 = loadIfAny(top + at + 16, left - 4);
      const bottom0 = v128.load(bottom + at);
      const bottom1 = loadIfAny(bottom + at + 16, left - 4);
      const blueReds = addNeighbours(
        i16x8.add(blueRed(top0), blueRed(bottom0)),
        i16x8.add(blueRed(top1), blueRed(bottom1)),
      );
      const greenAlphas = addNeighbours(
        i16x8.add(greenAlpha(top0), greenAlpha(bottom0)),
        i16x8.add(greenAlpha(top1), greenAlpha(bottom1)),
      );
      const uv = i16x8.narrow_i32x4_s(
        chroma4(blueReds, greenAlphas, uPairs, uGreens),
        chroma4(blueReds, greenAlphas, vPairs, vGreens),
      );
      const planes = i8x16.narrow_i16x8_u(uv, uv);
      if (left >= 8) {
        v128.store32_lane(uRow + (x >> 1), planes, 0);
        v128.store32_lane(vRow + (x >> 1), planes, 1);
      } else {
        storeFirst(uRow + (x >> 1), planes, left >> 1);
        storeFirst(vRow + (x >> 1), v128.shuffle<u32>(planes, planes, 1, 1, 1, 1), left >> 1);
      }
    }
    if (cols & 1) {
      const last = evenCols << 2;
      store<u8>(uRow + (cols >> 1), edgeChroma(top + last, bottom + last, uPair, uGreen));
      store<u8>(vRow + (cols >> 1), edgeChroma(top + last, bottom + last, vPair, vGreen));
    }
  }
}

/** `rows` rows to UYVY; chroma is the mean of each two pixels of a row. */
export function bgraToUyvy(
  src: usize,
  dst: usize,
  cols: i32,
  rows: i32,
  yPair: i32,
  yGreen: i32,
  offset: i32,
  uPair: i32,
  uGreen: i32,
  vPair: i32,
  vGreen: i32,
): void {
  const yPairs = i32x4.splat(yPair);
  const yGreens = i32x4.splat(yGreen & 0xffff);
  const base = i32x4.splat((offset << FRACTION) + (1 << (FRACTION - 1)));
  const uPairs = i32x4.splat(uPair);
  const uGreens = i32x4.splat(uGreen & 0xffff);
  const vPairs = i32x4.splat(vPair);
  const vGreens = i32x4.splat(vGreen & 0xffff);
  const evenCols = cols & ~1;
  const stride = ((cols + 1) >> 1) << 2;
  let from = src;
  let to = dst;
  for (let y: i32 = 0; y < rows; y++) {
    for (let x: i32 = 0; x < evenCols; x += 8) {
      const left = evenCols - x;
      const at = from + (x << 2);
      const pixels0 = v128.load(at);
      const pixels1 = loadIfAny(at + 16, left - 4);
      const luma = i16x8.narrow_i32x4_s(
        luma4(pixels0, yPairs, yGreens, base),
        luma4(pixels1, yPairs, yGreens, base),
      );
      // Doubled, so that the same rounding serves sums of four.
      const blueReds = i16x8.shl(addNeighbours(blueRed(pixels0), blueRed(pixels1)), 1);
      const greenAlphas = i16x8.shl(addNeighbours(greenAlpha(pixels0), greenAlpha(pixels1)), 1);
      const chroma = i16x8.narrow_i32x4_s(
        chroma4(blueReds, greenAlphas, uPairs, uGreens),
        chroma4(blueReds, greenAlphas, vPairs, vGreens),
      );
      // Bytes: four U, four V, eight Y.
      const bytes = i8x16.narrow_i16x8_u(chroma, luma);
      storeFirst(
        to + (x << 1),
        v128.shuffle<u8>(bytes, bytes, 0, 8, 4, 9, 1, 10, 5, 11, 2, 12, 6, 13, 3, 14, 7, 15),
        left << 1,
      );
    }
    if (cols & 1) {
      const last = from + (evenCols << 2);
      const pair = to + (evenCols << 1);
      bgraToLuma(last, pair + 1, 1, yPair, yGreen, offset);
      store<u8>(pair, edgeChroma(last, last, uPair, uGreen));
      store<u8>(pair + 2, edgeChroma(last, last, vPair, vGreen));
      store<u8>(pair + 3, load<u8>(pair + 1));
    }
    from += cols << 2;
    to += stride;
  }
}
