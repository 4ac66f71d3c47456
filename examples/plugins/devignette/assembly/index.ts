// Multiplies samples by a gain for each pixel. A gain is a 16-bit number, 2048 for 1.
//
// A sample times 16 and a gain go into a rounding multiplication of 16-bit fractions, whose result is the sample again:
// (16 * sample * gain + 2^14) >> 15. One instruction does it for eight samples.

function scaled(sample: u8, gain: u16): u8 {
  return <u8>min<u32>(255, (<u32>sample * 16 * gain + 16384) >> 15);
}

function scaledLow(samples: v128, gains: v128): v128 {
  return i16x8.q15mulr_sat_s(i16x8.shl(i16x8.extend_low_i8x16_u(samples), 4), gains);
}

function scaledHigh(samples: v128, gains: v128): v128 {
  return i16x8.q15mulr_sat_s(i16x8.shl(i16x8.extend_high_i8x16_u(samples), 4), gains);
}

/** Pixels of one sample. */
export function scaleGrey(data: usize, gains: usize, pixels: i32): void {
  let i: i32 = 0;
  for (; i + 16 <= pixels; i += 16) {
    const samples = v128.load(data + i);
    const low = scaledLow(samples, v128.load(gains + 2 * i));
    const high = scaledHigh(samples, v128.load(gains + 2 * i + 16));
    v128.store(data + i, i8x16.narrow_i16x8_u(low, high));
  }
  for (; i < pixels; i += 1) {
    store<u8>(data + i, scaled(load<u8>(data + i), load<u16>(gains + 2 * i)));
  }
}

/** Pixels of four samples, the last of which stays as it is. */
export function scaleBgra(data: usize, gains: usize, pixels: i32): void {
  const one = i16x8.splat(2048);
  let i: i32 = 0;
  for (; i + 4 <= pixels; i += 4) {
    const four = v128.load64_zero(gains + 2 * i);
    const samples = v128.load(data + 4 * i);
    const low = scaledLow(samples, v128.shuffle<u16>(four, one, 0, 0, 0, 8, 1, 1, 1, 8));
    const high = scaledHigh(samples, v128.shuffle<u16>(four, one, 2, 2, 2, 8, 3, 3, 3, 8));
    v128.store(data + 4 * i, i8x16.narrow_i16x8_u(low, high));
  }
  for (; i < pixels; i += 1) {
    const gain = load<u16>(gains + 2 * i);
    for (let at = data + 4 * i; at < data + 4 * i + 3; at += 1) {
      store<u8>(at, scaled(load<u8>(at), gain));
    }
  }
}
