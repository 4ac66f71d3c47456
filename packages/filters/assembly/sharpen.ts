// Pictures sharpened by what a blurred copy of them lacks.
import { storeFirst } from '../../core/assembly/lanes';

/**
 * Bytes moved away from their blurred value by `amount` 512ths of the difference, where it is larger than `threshold`; rows `from` to
 * `to`. The destination may be the source.
 */
export function sharpenRowsU8(
  src: usize,
  srcStride: i32,
  blurred: usize,
  blurredStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  amount: i32,
  threshold: i32,
  from: i32,
  to: i32,
): void {
  const whole = bytes & ~15;
  const factor = i16x8.splat(<i16>amount);
  const least = i8x16.splat(<i8>threshold);
  for (let y = from; y < to; y += 1) {
    const row = src + y * srcStride;
    const other = blurred + y * blurredStride;
    const out = dst + y * dstStride;
    for (let x: i32 = 0; x < whole; x += 16) {
      v128.store(out + x, sharpened(v128.load(row + x), v128.load(other + x), factor, least));
    }
    if (whole < bytes) {
      const last = sharpened(v128.load(row + whole), v128.load(other + whole), factor, least);
      storeFirst(out + whole, last, bytes - whole);
    }
  }
}

function sharpened(bytes: v128, blurred: v128, factor: v128, threshold: v128): v128 {
  const low = added(i16x8.extend_low_i8x16_u(bytes), i16x8.extend_low_i8x16_u(blurred), factor);
  const high = added(i16x8.extend_high_i8x16_u(bytes), i16x8.extend_high_i8x16_u(blurred), factor);
  const apart = i8x16.sub(i8x16.max_u(bytes, blurred), i8x16.min_u(bytes, blurred));
  return v128.bitselect(i8x16.narrow_i16x8_u(low, high), bytes, i8x16.gt_u(apart, threshold));
}

/** 64 times the difference, so that products lose 9 of the 15 bits that the instruction drops. */
function added(samples: v128, blurred: v128, factor: v128): v128 {
  const difference = i16x8.shl(i16x8.sub(samples, blurred), 6);
  return i16x8.add(samples, i16x8.q15mulr_sat_s(difference, factor));
}
