// Pixels of the output whose neighbours in the source are all inside.

/** Added to a number it leaves the nearest whole number in the lower half of the sum's bits. */
export const MAGIC: f64 = 6755399441055744;

/** Copies a pixel of one to four bytes. */
export function nearestPixel(src: usize, dst: usize, channels: i32): void {
  if (channels == 4) {
    store<u32>(dst, load<u32>(src));
  } else if (channels == 1) {
    store<u8>(dst, load<u8>(src));
  } else {
    store<u16>(dst, load<u16>(src));
    if (channels == 3) store<u8>(dst + 2, load<u8>(src + 2));
  }
}

/** Pixels `from` up to `to` of a row, all alike. */
export function fillPixels(row: usize, from: i32, to: i32, channels: i32, pixel: usize): void {
  for (let x = from; x < to; x += 1) nearestPixel(pixel, row + x * channels, channels);
}

/** Stores four pixels of two or three channels, each from four bytes. */
function storePixels(dst: usize, four: v128, channels: i32): void {
  if (channels == 2) {
    const packed = v128.shuffle<u16>(four, four, 0, 2, 4, 6, 0, 2, 4, 6);
    v128.store64_lane(dst, packed, 0);
  } else {
    const packed = v128.shuffle<u8>(four, four, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0);
    v128.store64_lane(dst, packed, 0);
    v128.store32_lane(dst + 8, packed, 2);
  }
}

/** Weights of a sample and the next, of 14 bits, from coordinates of 16 bits behind the point. */
function weightsOf(place: v128): v128 {
  const next = i32x4.shr_u(i32x4.shl(place, 16), 18);
  return v128.or(i32x4.sub(i32x4.splat(0x4000), next), i32x4.shl(next, 16));
}

// Small functions, which the optimiser inlines: each call in the loops below would cost as much as the pixel.

/** Sums of samples above and below as pairs of 15 bits each. */
function pairUp(above: v128, below: v128): v128 {
  return v128.or(i32x4.shr_u(above, 7), i32x4.shl(i32x4.shr_u(below, 7), 16));
}

/** Rounds sums of weights of 28 bits less the 7 that pairs have lost. */
function rounded(sum: v128): v128 {
  return i32x4.shr_u(i32x4.add(sum, i32x4.splat(1 << 20)), 21);
}

/** The samples above of a pixel and of that on its right, side by side. */
function samplesAbove(pixels: v128): v128 {
  return i8x16.swizzle(pixels, i8x16(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1));
}

/** As {@link samplesAbove}, those below. */
function samplesBelow(pixels: v128): v128 {
  return i8x16.swizzle(pixels, i8x16(8, -1, 12, -1, 9, -1, 13, -1, 10, -1, 14, -1, 11, -1, 15, -1));
}

/** Sums along both rows of a pixel's neighbours. */
function sumAcross(pixels: v128, weights: v128): v128 {
  return pairUp(
    i32x4.dot_i16x8_s(samplesAbove(pixels), weights),
    i32x4.dot_i16x8_s(samplesBelow(pixels), weights),
  );
}

/** Places of four pixels, in bytes from the first of the source. */
function placesOf(rows: v128, cols: v128, stride: v128, channels: v128): v128 {
  return i32x4.add(
    i32x4.mul(i32x4.shr_s(rows, 16), stride),
    i32x4.mul(i32x4.shr_s(cols, 16), channels),
  );
}

/** Two pixels of four channels and those below. */
function loadFours(at: usize, stride: i32): v128 {
  return v128.load64_lane(at + stride, v128.load64_zero(at), 1);
}

/** Two pixels of two or three channels and those below, each in four bytes. */
function loadFew(at: usize, stride: i32, channels: i32): v128 {
  const above = v128.load32_lane(at + channels, v128.load32_zero(at), 1);
  const below = v128.load32_lane(at + stride, above, 2);
  return v128.load32_lane(at + stride + channels, below, 3);
}

/** Coordinates of a pixel with 16 bits behind the point, one in each half's lower half. */
function fixedPlace(place: v128, step: v128, x: i32): v128 {
  const at = f64x2.add(place, f64x2.mul(step, f64x2.splat(<f64>x)));
  return f64x2.add(at, f64x2.splat(MAGIC));
}

/** Four pixels at a time from `x` up to `end`, of two to four channels; gives the first that is left. */
export function blendPixels(
  src: usize,
  stride: i32,
  target: usize,
  place: v128,
  step: v128,
  channels: i32,
  x: i32,
  end: i32,
): i32 {
  const strides = i32x4.splat(stride);
  const widths = i32x4.splat(channels);
  const downs = stepsOf(f64x2.extract_lane(step, 0));
  const acrosses = stepsOf(f64x2.extract_lane(step, 1));
  for (; x + 4 <= end; x += 4) {
    const start = fixedPlace(place, step, x);
    const rows = i32x4.add(v128.shuffle<u32>(start, start, 0, 0, 0, 0), downs);
    const cols = i32x4.add(v128.shuffle<u32>(start, start, 2, 2, 2, 2), acrosses);
    const places = placesOf(rows, cols, strides, widths);
    const a = src + i32x4.extract_lane(places, 0);
    const b = src + i32x4.extract_lane(places, 1);
    const c = src + i32x4.extract_lane(places, 2);
    const d = src + i32x4.extract_lane(places, 3);
    let one: v128;
    let two: v128;
    let three: v128;
    let four: v128;
    if (channels == 4) {
      one = loadFours(a, stride);
      two = loadFours(b, stride);
      three = loadFours(c, stride);
      four = loadFours(d, stride);
    } else {
      one = loadFew(a, stride, channels);
      two = loadFew(b, stride, channels);
      three = loadFew(c, stride, channels);
      four = loadFew(d, stride, channels);
    }
    const across = weightsOf(cols);
    const down = weightsOf(rows);
    one = sumAcross(one, v128.shuffle<u32>(across, across, 0, 0, 0, 0));
    two = sumAcross(two, v128.shuffle<u32>(across, across, 1, 1, 1, 1));
    three = sumAcross(three, v128.shuffle<u32>(across, across, 2, 2, 2, 2));
    four = sumAcross(four, v128.shuffle<u32>(across, across, 3, 3, 3, 3));
    one = rounded(i32x4.dot_i16x8_s(one, v128.shuffle<u32>(down, down, 0, 0, 0, 0)));
    two = rounded(i32x4.dot_i16x8_s(two, v128.shuffle<u32>(down, down, 1, 1, 1, 1)));
    three = rounded(i32x4.dot_i16x8_s(three, v128.shuffle<u32>(down, down, 2, 2, 2, 2)));
    four = rounded(i32x4.dot_i16x8_s(four, v128.shuffle<u32>(down, down, 3, 3, 3, 3)));
    const left = i16x8.narrow_i32x4_s(one, two);
    const bytes = i8x16.narrow_i16x8_u(left, i16x8.narrow_i32x4_s(three, four));
    if (channels == 4) v128.store(target + (x << 2), bytes);
    else storePixels(target + x * channels, bytes, channels);
  }
  return x;
}

/** As {@link blendPixels}, of one channel. */
export function blendSamples(
  src: usize,
  stride: i32,
  target: usize,
  place: v128,
  step: v128,
  x: i32,
  end: i32,
): i32 {
  const strides = i32x4.splat(stride);
  const downs = stepsOf(f64x2.extract_lane(step, 0));
  const acrosses = stepsOf(f64x2.extract_lane(step, 1));
  for (; x + 4 <= end; x += 4) {
    const start = fixedPlace(place, step, x);
    const rows = i32x4.add(v128.shuffle<u32>(start, start, 0, 0, 0, 0), downs);
    const cols = i32x4.add(v128.shuffle<u32>(start, start, 2, 2, 2, 2), acrosses);
    const places = placesOf(rows, cols, strides, i32x4.splat(1));
    const a = src + i32x4.extract_lane(places, 0);
    const b = src + i32x4.extract_lane(places, 1);
    const c = src + i32x4.extract_lane(places, 2);
    const d = src + i32x4.extract_lane(places, 3);
    let samples = v128.load16_lane(a, i32x4.splat(0), 0);
    samples = v128.load16_lane(b, samples, 1);
    samples = v128.load16_lane(c, samples, 2);
    samples = v128.load16_lane(d, samples, 3);
    samples = v128.load16_lane(a + stride, samples, 4);
    samples = v128.load16_lane(b + stride, samples, 5);
    samples = v128.load16_lane(c + stride, samples, 6);
    samples = v128.load16_lane(d + stride, samples, 7);
    const across = weightsOf(cols);
    const above = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(samples), across);
    const below = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(samples), across);
    const four = rounded(i32x4.dot_i16x8_s(pairUp(above, below), weightsOf(rows)));
    const words = i16x8.narrow_i32x4_s(four, four);
    v128.store32_lane(target + x, i8x16.narrow_i16x8_u(words, words), 0);
  }
  return x;
}

/** Distances of four pixels from the first. */
function stepsOf(step: f64): v128 {
  let steps = i32x4.replace_lane(i32x4.splat(0), 1, <i32>nearest(step));
  steps = i32x4.replace_lane(steps, 2, <i32>nearest(2 * step));
  return i32x4.replace_lane(steps, 3, <i32>nearest(3 * step));
}
