// Weighted sums of neighbours, first of rows, then along each row: bytes to bytes, in 14 bits twice.
import { storeFirst, zipHigh, zipLow } from '../../core/assembly/lanes';

// A plan's constants, by their distance from its first; see src/resample/resample-plan.ts.
const WIDTH: i32 = 0;
const CHANNELS: i32 = 4;
const OUT_COLS: i32 = 8;
const ROW_PAIRS: i32 = 12;
const COL_PAIRS: i32 = 16;
const SHIFT: i32 = 20;
const ROW_TABLE: i32 = 24;
const COL_TABLE: i32 = 28;
const WEIGHT_TABLE: i32 = 32;
const EXTRAS: i32 = 36;
const EXTRA_COUNT: i32 = 40;
const EXTRAS_AT: i32 = 44;
const CONSTANT_ROW: i32 = 48;

/** Rows `from` up to `to` of the output. */
export function resampleRows(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  const channels = load<i32>(block, CHANNELS);
  for (let y = from; y < to; y += 1) {
    sumOfRows(src, srcStride, block, y, local);
    addExtras(block, local, channels);
    const target = dst + y * dstStride;
    if (channels == 4) sumOfFours(block, local, target);
    else if (channels == 1) sumOfOnes(block, local, target);
    else sumOfFew(block, local, target, channels);
  }
}

/** The address of a row of the source, or of the constant one. */
function rowAt(src: usize, stride: i32, block: usize, index: i32): usize {
  return index < 0 ? block + load<i32>(block, CONSTANT_ROW) : src + index * stride;
}

/** A row of the output as it is before columns are summed, in words. */
function sumOfRows(src: usize, stride: i32, block: usize, y: i32, local: usize): void {
  const width = load<i32>(block, WIDTH);
  const pairs = load<i32>(block, ROW_PAIRS);
  const shift = load<i32>(block, SHIFT);
  const half = i32x4.splat(1 << (shift - 1));
  const table = block + load<i32>(block, ROW_TABLE) + y * pairs * 12;
  const first = rowAt(src, stride, block, load<i32>(table));
  const second = rowAt(src, stride, block, load<i32>(table, 4));
  const weights = v128.load32_splat(table, 8);
  const last = table + pairs * 12;
  for (let x: i32 = 0; x < width; x += 16) {
    let a = v128.load(first + x);
    let b = v128.load(second + x);
    let low = zipLow(a, b);
    let high = zipHigh(a, b);
    let one = i32x4.add(half, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(low), weights));
    let two = i32x4.add(half, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(low), weights));
    let three = i32x4.add(half, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(high), weights));
    let four = i32x4.add(half, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(high), weights));
    for (let at = table + 12; at < last; at += 12) {
      const more = v128.load32_splat(at, 8);
      a = v128.load(rowAt(src, stride, block, load<i32>(at)) + x);
      b = v128.load(rowAt(src, stride, block, load<i32>(at, 4)) + x);
      low = zipLow(a, b);
      high = zipHigh(a, b);
      one = i32x4.add(one, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(low), more));
      two = i32x4.add(two, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(low), more));
      three = i32x4.add(three, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(high), more));
      four = i32x4.add(four, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(high), more));
    }
    const target = local + (x << 1);
    v128.store(target, i16x8.narrow_i32x4_s(i32x4.shr_s(one, shift), i32x4.shr_s(two, shift)));
    v128.store(
      target + 16,
      i16x8.narrow_i32x4_s(i32x4.shr_s(three, shift), i32x4.shr_s(four, shift)),
    );
  }
}

/** Copies pixels to the end of a row of words, so that those that are summed lie side by side. */
function addExtras(block: usize, local: usize, channels: i32): void {
  const count = load<i32>(block, EXTRA_COUNT);
  const shift = 14 - load<i32>(block, SHIFT);
  const constant = block + load<i32>(block, CONSTANT_ROW);
  let list = block + load<i32>(block, EXTRAS);
  let target = local + load<i32>(block, EXTRAS_AT);
  for (let i: i32 = 0; i < count; i += 1) {
    const index = load<i32>(list);
    for (let c: i32 = 0; c < channels; c += 1) {
      const word =
        index < 0
          ? (<u16>load<u8>(constant + c)) << (<u16>shift)
          : load<u16>(local + ((index * channels + c) << 1));
      store<u16>(target, word);
      target += 2;
    }
    list += 4;
  }
}

/** Rounds sums of 28 bits less those that words have lost already. */
function rounded(sum: v128, shift: i32): v128 {
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(1 << (shift - 1))), shift);
}

/** Weights of 14 bits times the pixels at an address and behind, four channels. */
function fourSum(at: usize, weights: usize, pairs: i32, stride: i32): v128 {
  let words = v128.load(at);
  let sum = i32x4.dot_i16x8_s(
    v128.shuffle<u16>(words, words, 0, 4, 1, 5, 2, 6, 3, 7),
    v128.load32_splat(weights),
  );
  for (let k: i32 = 1; k < pairs; k += 1) {
    weights += stride;
    words = v128.load(at + (k << 4));
    const more = i32x4.dot_i16x8_s(
      v128.shuffle<u16>(words, words, 0, 4, 1, 5, 2, 6, 3, 7),
      v128.load32_splat(weights),
    );
    sum = i32x4.add(sum, more);
  }
  return sum;
}

function sumOfFours(block: usize, local: usize, target: usize): void {
  const cols = load<i32>(block, OUT_COLS);
  const pairs = load<i32>(block, COL_PAIRS);
  const shift = 28 - load<i32>(block, SHIFT);
  const stride = ((cols + 3) & ~3) << 2;
  let places = block + load<i32>(block, COL_TABLE);
  let weights = block + load<i32>(block, WEIGHT_TABLE);
  for (let x: i32 = 0; x < cols; x += 4) {
    const one = fourSum(local + load<i32>(places), weights, pairs, stride);
    const two = fourSum(local + load<i32>(places, 4), weights + 4, pairs, stride);
    const three = fourSum(local + load<i32>(places, 8), weights + 8, pairs, stride);
    const four = fourSum(local + load<i32>(places, 12), weights + 12, pairs, stride);
    const left = i16x8.narrow_i32x4_s(rounded(one, shift), rounded(two, shift));
    const right = i16x8.narrow_i32x4_s(rounded(three, shift), rounded(four, shift));
    storeFirst(target + (x << 2), i8x16.narrow_i16x8_u(left, right), (cols - x) << 2);
    places += 16;
    weights += 16;
  }
}

/** Two words from each of four places. */
function loadPairs(local: usize, places: usize, ahead: i32): v128 {
  let words = v128.load32_zero(local + load<i32>(places) + ahead);
  words = v128.load32_lane(local + load<i32>(places, 4) + ahead, words, 1);
  words = v128.load32_lane(local + load<i32>(places, 8) + ahead, words, 2);
  return v128.load32_lane(local + load<i32>(places, 12) + ahead, words, 3);
}

function sumOfOnes(block: usize, local: usize, target: usize): void {
  const cols = load<i32>(block, OUT_COLS);
  const pairs = load<i32>(block, COL_PAIRS);
  const shift = 28 - load<i32>(block, SHIFT);
  const stride = ((cols + 3) & ~3) << 2;
  let places = block + load<i32>(block, COL_TABLE);
  let weights = block + load<i32>(block, WEIGHT_TABLE);
  for (let x: i32 = 0; x < cols; x += 4) {
    let sum = i32x4.dot_i16x8_s(loadPairs(local, places, 0), v128.load(weights));
    for (let k: i32 = 1; k < pairs; k += 1) {
      const words = loadPairs(local, places, k << 2);
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(words, v128.load(weights + k * stride)));
    }
    const four = rounded(sum, shift);
    const words = i16x8.narrow_i32x4_s(four, four);
    storeFirst(target + x, i8x16.narrow_i16x8_u(words, words), min(4, cols - x));
    places += 16;
    weights += 16;
  }
}

/** Two pixels of two or three words, each sample beside the same of the next pixel. */
function pairFew(words: v128, channels: i32): v128 {
  if (channels == 2) return v128.shuffle<u16>(words, words, 0, 2, 1, 3, 0, 2, 1, 3);
  return v128.shuffle<u16>(words, words, 0, 3, 1, 4, 2, 5, 2, 5);
}

function sumOfFew(block: usize, local: usize, target: usize, channels: i32): void {
  const cols = load<i32>(block, OUT_COLS);
  const pairs = load<i32>(block, COL_PAIRS);
  const shift = 28 - load<i32>(block, SHIFT);
  const stride = ((cols + 3) & ~3) << 2;
  const pair = channels << 2;
  let places = block + load<i32>(block, COL_TABLE);
  let weights = block + load<i32>(block, WEIGHT_TABLE);
  for (let x: i32 = 0; x < cols; x += 1) {
    let at = local + load<i32>(places);
    let factors = weights;
    let sum = i32x4.splat(0);
    for (let k: i32 = 0; k < pairs; k += 1) {
      const words = pairFew(v128.load(at), channels);
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(words, v128.load32_splat(factors)));
      at += pair;
      factors += stride;
    }
    const four = rounded(sum, shift);
    const words = i16x8.narrow_i32x4_s(four, four);
    storeFirst(target, i8x16.narrow_i16x8_u(words, words), channels);
    target += channels;
    places += 4;
    weights += 4;
  }
}
