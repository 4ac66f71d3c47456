// Each pixel the mean of four: the commonest size of a preview.
import { storeFirst } from '../../core/assembly/lanes';

/** Sums of a pixel and the next one: eight words from sixteen bytes. */
function sumOfPixels(bytes: v128, channels: i32): v128 {
  if (channels == 4) {
    return i16x8.extadd_pairwise_i8x16_u(
      v128.shuffle<u8>(bytes, bytes, 0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15),
    );
  }
  if (channels == 2) {
    return i16x8.extadd_pairwise_i8x16_u(
      v128.shuffle<u8>(bytes, bytes, 0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15),
    );
  }
  return i16x8.extadd_pairwise_i8x16_u(bytes);
}

/** Means of four pixels of 1, 2 or 4 channels. `cols` and rows `from` up to `to` are those of the output. */
export function halveRowsAndCols(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  cols: i32,
  channels: i32,
  from: i32,
  to: i32,
): void {
  const bytes = cols * channels;
  const two = i16x8.splat(2);
  for (let y = from; y < to; y += 1) {
    const upper = src + 2 * y * srcStride;
    const lower = upper + srcStride;
    const target = dst + y * dstStride;
    for (let x: i32 = 0; x < bytes; x += 16) {
      const at = x << 1;
      let left = sumOfPixels(v128.load(upper + at), channels);
      left = i16x8.add(left, sumOfPixels(v128.load(lower + at), channels));
      let right = two;
      // No further past the end of the source than a vector.
      if (x + 8 < bytes) {
        right = sumOfPixels(v128.load(upper + at + 16), channels);
        right = i16x8.add(right, sumOfPixels(v128.load(lower + at + 16), channels));
      }
      const means = i8x16.narrow_i16x8_u(
        i16x8.shr_u(i16x8.add(left, two), 2),
        i16x8.shr_u(i16x8.add(right, two), 2),
      );
      storeFirst(target + x, means, bytes - x);
    }
  }
}
