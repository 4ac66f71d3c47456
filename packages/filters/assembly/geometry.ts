// Pixels in other places. Destinations must not overlap sources.
import { storeFirst } from '../../core/assembly/lanes';

/** Copies a pixel of some bytes. */
function copyPixel(src: usize, dst: usize, size: i32): void {
  if (size == 4) {
    store<u32>(dst, load<u32>(src));
    return;
  }
  for (let i: i32 = 0; i < size; i += 1) store<u8>(dst + i, load<u8>(src + i));
}

/**
 * The last `n` pixels of 1, 2 or 4 bytes before `end`, backwards; `kind` 0 stands for pairs of UYVY,
 * whose luma alone changes sides.
 */
function reversed(x: v128, kind: i32): v128 {
  if (kind == 4) return v128.shuffle<u32>(x, x, 3, 2, 1, 0);
  if (kind == 1) {
    return v128.shuffle<u8>(x, x, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  }
  if (kind == 2) return v128.shuffle<u16>(x, x, 7, 6, 5, 4, 3, 2, 1, 0);
  return v128.shuffle<u8>(x, x, 12, 15, 14, 13, 8, 11, 10, 9, 4, 7, 6, 5, 0, 3, 2, 1);
}

/** Rows backwards. `kind`: bytes of a pixel, or 0 for pairs of UYVY. */
export function reverseRows(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  rows: i32,
  kind: i32,
): void {
  const size = kind == 0 ? 4 : kind;
  for (let y: i32 = 0; y < rows; y += 1) {
    const end = src + bytes;
    let x: i32 = 0;
    if (size == 1 || size == 2 || size == 4) {
      for (; x + 16 <= bytes; x += 16) {
        v128.store(dst + x, reversed(v128.load(end - x - 16), kind));
      }
    }
    if (kind == 0) {
      for (; x < bytes; x += 4) {
        storeFirst(dst + x, reversed(v128.load32_splat(end - x - 4), kind), 4);
      }
    }
    for (; x < bytes; x += size) copyPixel(end - x - size, dst + x, size);
    src += srcStride;
    dst += dstStride;
  }
}

/** Four rows of four pixels of four bytes, from columns to rows. */
function transposeFour(src: usize, srcStride: i32, dst: usize, dstStride: i32): void {
  const a = v128.load(src);
  const b = v128.load(src + srcStride);
  const c = v128.load(src + 2 * srcStride);
  const d = v128.load(src + 3 * srcStride);
  const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  v128.store(dst, v128.shuffle<u64>(ab, cd, 0, 2));
  v128.store(dst + dstStride, v128.shuffle<u64>(ab, cd, 1, 3));
  v128.store(dst + 2 * dstStride, v128.shuffle<u64>(abHigh, cdHigh, 0, 2));
  v128.store(dst + 3 * dstStride, v128.shuffle<u64>(abHigh, cdHigh, 1, 3));
}

/**
 * Columns become rows: pixel x of row y is pixel y of the source's row x. `cols` and `rows` are those
 * of the destination, `src` the first pixel of its first row.
 */
export function transposeRows(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  cols: i32,
  rows: i32,
  size: i32,
): void {
  // As many rows at a time as there are pixels in a cache line or two, which is read once so.
  for (let top: i32 = 0; top < rows; top += 16) {
    const bottom = min(top + 16, rows);
    let x: i32 = 0;
    if (size == 4) {
      for (; x + 4 <= cols; x += 4) {
        let y = top;
        for (; y + 4 <= bottom; y += 4) {
          const from = src + x * srcStride + (y << 2);
          transposeFour(from, srcStride, dst + y * dstStride + (x << 2), dstStride);
        }
        for (; y < bottom; y += 1) {
          const from = src + x * srcStride + (y << 2);
          const to = dst + y * dstStride + (x << 2);
          store<u32>(to, load<u32>(from));
          store<u32>(to + 4, load<u32>(from + srcStride));
          store<u32>(to + 8, load<u32>(from + 2 * srcStride));
          store<u32>(to + 12, load<u32>(from + 3 * srcStride));
        }
      }
    }
    for (; x < cols; x += 1) {
      let from = src + x * srcStride + top * size;
      let to = dst + top * dstStride + x * size;
      for (let y = top; y < bottom; y += 1) {
        if (size == 1) store<u8>(to, load<u8>(from));
        else if (size == 2) store<u16>(to, load<u16>(from));
        else copyPixel(from, to, size);
        from += size;
        to += dstStride;
      }
    }
  }
}

/**
 * Rows with more pixels at both ends. `rowIndices` and `colIndices` hold for each row and column of
 * the destination the number of the source's, or -1 where `black`, a whole row, shows.
 */
export function padRows(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  srcCols: i32,
  cols: i32,
  size: i32,
  left: i32,
  rowIndices: usize,
  colIndices: usize,
  black: usize,
  from: i32,
  to: i32,
): void {
  for (let y = from; y < to; y += 1) {
    const row = load<i32>(rowIndices + (y << 2));
    const target = dst + y * dstStride;
    if (row < 0) {
      memory.copy(target, black, cols * size);
      continue;
    }
    const source = src + row * srcStride;
    memory.copy(target + left * size, source, srcCols * size);
    for (let x: i32 = 0; x < cols; x += 1) {
      if (x == left) x += srcCols;
      if (x >= cols) break;
      const col = load<i32>(colIndices + (x << 2));
      copyPixel(col < 0 ? black : source + col * size, target + x * size, size);
    }
  }
}
