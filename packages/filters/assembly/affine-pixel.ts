// Pixels of the output whose neighbours in the source are all inside.

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
export function storePixels(dst: usize, four: v128, channels: i32): void {
  if (channels == 2) {
    const packed = v128.shuffle<u16>(four, four, 0, 2, 4, 6, 0, 2, 4, 6);
    v128.store64_lane(dst, packed, 0);
  } else {
    const packed = v128.shuffle<u8>(four, four, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0);
    v128.store64_lane(dst, packed, 0);
    v128.store32_lane(dst + 8, packed, 2);
  }
}

/** A pixel and that on its right as pairs of samples, the pixels below in the other half. */
function neighbours(at: usize, stride: i32, channels: i32): v128 {
  if (channels == 4) return v128.load64_lane(at + stride, v128.load64_zero(at), 1);
  const above = v128.load32_lane(at + channels, v128.load32_zero(at), 1);
  const below = v128.load32_lane(at + stride, above, 2);
  return v128.load32_lane(at + stride + channels, below, 3);
}

/** Weights of a sample and the next, of 14 bits, from coordinates of 16 bits behind the point. */
function weightsOf(place: v128): v128 {
  const next = i32x4.shr_u(v128.and(place, i32x4.splat(0xffff)), 2);
  return v128.or(i32x4.sub(i32x4.splat(0x4000), next), i32x4.shl(next, 16));
}

/** Sums of samples above and below as pairs of 15 bits each. */
function pairUp(above: v128, below: v128): v128 {
  const high = v128.and(i32x4.shl(below, 9), i32x4.splat(0xffff0000));
  return v128.or(i32x4.shr_u(above, 7), high);
}

/** Rounds sums of weights of 28 bits less the 7 that pairs have lost. */
function rounded(sum: v128): v128 {
  return i32x4.shr_u(i32x4.add(sum, i32x4.splat(1 << 20)), 21);
}

/** One pixel, a sample in each lane. */
function blendPixel(at: usize, stride: i32, channels: i32, across: v128, down: v128): v128 {
  const pixels = neighbours(at, stride, channels);
  const above = i8x16.swizzle(
    pixels,
    i8x16(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1),
  );
  const below = i8x16.swizzle(
    pixels,
    i8x16(8, -1, 12, -1, 9, -1, 13, -1, 10, -1, 14, -1, 11, -1, 15, -1),
  );
  const pairs = pairUp(i32x4.dot_i16x8_s(above, across), i32x4.dot_i16x8_s(below, across));
  return rounded(i32x4.dot_i16x8_s(pairs, down));
}

/**
 * Four pixels of four bytes each (of one byte each in the first four where there is one channel), from their rows and columns with
 * 16 bits behind the point.
 */
export function blendFour(src: usize, stride: i32, rows: v128, cols: v128, channels: i32): v128 {
  const down = weightsOf(rows);
  const across = weightsOf(cols);
  const lines = i32x4.mul(i32x4.shr_s(rows, 16), i32x4.splat(stride));
  let pixels = i32x4.shr_s(cols, 16);
  if (channels == 4) pixels = i32x4.shl(pixels, 2);
  else if (channels > 1) pixels = i32x4.mul(pixels, i32x4.splat(channels));
  const places = i32x4.add(lines, pixels);
  const a = src + i32x4.extract_lane(places, 0);
  const b = src + i32x4.extract_lane(places, 1);
  const c = src + i32x4.extract_lane(places, 2);
  const d = src + i32x4.extract_lane(places, 3);
  if (channels == 1) {
    let samples = v128.load16_lane(a, i32x4.splat(0), 0);
    samples = v128.load16_lane(b, samples, 1);
    samples = v128.load16_lane(c, samples, 2);
    samples = v128.load16_lane(d, samples, 3);
    samples = v128.load16_lane(a + stride, samples, 4);
    samples = v128.load16_lane(b + stride, samples, 5);
    samples = v128.load16_lane(c + stride, samples, 6);
    samples = v128.load16_lane(d + stride, samples, 7);
    const above = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(samples), across);
    const below = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(samples), across);
    const four = rounded(i32x4.dot_i16x8_s(pairUp(above, below), down));
    const words = i16x8.narrow_i32x4_s(four, four);
    return i8x16.narrow_i16x8_u(words, words);
  }
  const one = blendPixel(
    a,
    stride,
    channels,
    v128.shuffle<u32>(across, across, 0, 0, 0, 0),
    v128.shuffle<u32>(down, down, 0, 0, 0, 0),
  );
  const two = blendPixel(
    b,
    stride,
    channels,
    v128.shuffle<u32>(across, across, 1, 1, 1, 1),
    v128.shuffle<u32>(down, down, 1, 1, 1, 1),
  );
  const three = blendPixel(
    c,
    stride,
    channels,
    v128.shuffle<u32>(across, across, 2, 2, 2, 2),
    v128.shuffle<u32>(down, down, 2, 2, 2, 2),
  );
  const four = blendPixel(
    d,
    stride,
    channels,
    v128.shuffle<u32>(across, across, 3, 3, 3, 3),
    v128.shuffle<u32>(down, down, 3, 3, 3, 3),
  );
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(one, two), i16x8.narrow_i32x4_s(three, four));
}
