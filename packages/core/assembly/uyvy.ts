// UYVY from and to planes. Rows of UYVY are padded to an even number of columns.
import { storeFirst, zipHigh, zipLow } from './lanes';

/** Rows [y0, y1) of an I420 picture whose planes' first rows are given, to UYVY; chroma rows replicated. */
export function i420ToUyvy(
  luma: usize,
  u: usize,
  v: usize,
  dst: usize,
  cols: i32,
  y0: i32,
  y1: i32,
): void {
  const chromaCols = (cols + 1) >> 1;
  const stride = chromaCols << 2;
  let y = y0;
  while (y < y1) {
    const second = y & 1 || y + 1 == y1 ? y : y + 1;
    const luma0 = luma + y * cols;
    const luma1 = luma + second * cols;
    const dst0 = dst + y * stride;
    const dst1 = dst + second * stride;
    const uRow = u + (y >> 1) * chromaCols;
    const vRow = v + (y >> 1) * chromaCols;
    for (let x: i32 = 0; x < cols; x += 16) {
      const chroma = zipLow(v128.load64_zero(uRow + (x >> 1)), v128.load64_zero(vRow + (x >> 1)));
      const row0 = v128.load(luma0 + x);
      const row1 = v128.load(luma1 + x);
      const at = x << 1;
      if (cols - x >= 16) {
        v128.store(dst0 + at, zipLow(chroma, row0));
        v128.store(dst0 + at, zipHigh(chroma, row0), 16);
        v128.store(dst1 + at, zipLow(chroma, row1));
        v128.store(dst1 + at, zipHigh(chroma, row1), 16);
      } else {
        const n = stride - at;
        storeFirst(dst0 + at, zipLow(chroma, row0), n);
        storeFirst(dst0 + at + 16, zipHigh(chroma, row0), n - 16);
        storeFirst(dst1 + at, zipLow(chroma, row1), n);
        storeFirst(dst1 + at + 16, zipHigh(chroma, row1), n - 16);
      }
    }
    if (cols & 1) {
      // The padding column repeats the last luma.
      store<u8>(dst0 + stride - 1, load<u8>(luma0 + cols - 1));
      store<u8>(dst1 + stride - 1, load<u8>(luma1 + cols - 1));
    }
    y = second + 1;
  }
}

/** The luma of `rows` rows of UYVY. */
export function uyvyToLuma(src: usize, dst: usize, cols: i32, rows: i32): void {
  const stride = ((cols + 1) >> 1) << 2;
  let from = src;
  let to = dst;
  for (let y: i32 = 0; y < rows; y++) {
    for (let x: i32 = 0; x < cols; x += 16) {
      const low = i16x8.shr_u(v128.load(from + (x << 1)), 8);
      const high = i16x8.shr_u(v128.load(from + (x << 1), 16), 8);
      storeFirst(to + x, i8x16.narrow_i16x8_u(low, high), cols - x);
    }
    from += stride;
    to += cols;
  }
}

/**
 * `chromaRows` rows of quarter-size chroma from UYVY: the mean of two rows, halves rounded up. Of a
 * picture of `rows` rows the last one counts twice if it has no partner.
 */
export function uyvyToChroma(
  src: usize,
  u: usize,
  v: usize,
  cols: i32,
  rows: i32,
  chromaRows: i32,
): void {
  const chromaCols = (cols + 1) >> 1;
  const stride = chromaCols << 2;
  const even = i16x8.splat(255);
  for (let row: i32 = 0; row < chromaRows; row++) {
    const src0 = src + (row << 1) * stride;
    const src1 = (row << 1) + 1 < rows ? src0 + stride : src0;
    const uRow = u + row * chromaCols;
    const vRow = v + row * chromaCols;
    for (let x: i32 = 0; x < chromaCols; x += 8) {
      const at = x << 2;
      const mean0 = i8x16.avgr_u(v128.load(src0 + at), v128.load(src1 + at));
      const mean1 = i8x16.avgr_u(v128.load(src0 + at, 16), v128.load(src1 + at, 16));
      const chroma = i8x16.narrow_i16x8_u(v128.and(mean0, even), v128.and(mean1, even));
      const planes = i8x16.narrow_i16x8_u(v128.and(chroma, even), i16x8.shr_u(chroma, 8));
      const n = chromaCols - x;
      if (n >= 8) {
        v128.store64_lane(uRow + x, planes, 0);
        v128.store64_lane(vRow + x, planes, 1);
      } else {
        storeFirst(uRow + x, planes, n);
        storeFirst(vRow + x, v128.shuffle<u64>(planes, planes, 1, 1), n);
      }
    }
  }
}
