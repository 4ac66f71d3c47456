// Smallest and largest samples of rectangles: first along columns, then along rows.
import { storeFirst } from '../../core/assembly/lanes';
import { Maximum, Minimum, pick } from './pick';
import {
  bytesBefore,
  extendedBytesOf,
  fillConstantRow,
  fillEdges,
  pixelBytesOf,
  rowBytesOf,
  sourceRow,
  windowColumnsOf,
  windowRowsOf,
} from './window';

/** Smallest byte of each window, rows `from` to `to`. */
export function minimumU8(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  extremumRows<u8, Minimum>(src, srcStride, dst, dstStride, block, local, from, to);
}

/** Smallest number of 16 bits. */
export function minimumU16(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  extremumRows<u16, Minimum>(src, srcStride, dst, dstStride, block, local, from, to);
}

/** Largest byte. */
export function maximumU8(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  extremumRows<u8, Maximum>(src, srcStride, dst, dstStride, block, local, from, to);
}

/** Largest number of 16 bits. */
export function maximumU16(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  extremumRows<u16, Maximum>(src, srcStride, dst, dstStride, block, local, from, to);
}

/**
 * Local room: a constant row, the extended row of what the columns give, and for windows of more than three rows as many more as
 * they have.
 */
function extremumRows<T, Which>(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  const extended = extendedBytesOf(block);
  const width = rowBytesOf(block);
  const height = windowRowsOf(block);
  const constant = local;
  const line = local + extended;
  const middle = line + bytesBefore(block);
  const partial = line + extended;
  fillConstantRow(block, constant);
  for (let y = from; y < to; y += 1) {
    if (height <= 3) {
      // A window of fewer rows counts its last row again.
      const second = y + (height > 1 ? 1 : 0);
      const first = sourceRow(block, src, srcStride, y, constant);
      const last = sourceRow(block, src, srcStride, y + height - 1, constant);
      pickRows3<T, Which>(
        middle,
        first,
        sourceRow(block, src, srcStride, second, constant),
        last,
        width,
      );
    } else {
      const step = (y - from) % height;
      if (step === 0) {
        startBlock<T, Which>(block, src, srcStride, constant, partial, extended, y);
        memory.copy(middle, partial, width);
      } else {
        // Rows of this block from here on lie in partial[step]; partial[0] gathers those of the next block.
        const next = sourceRow(block, src, srcStride, y + height - 1, constant);
        if (step === 1) memory.copy(partial, next, width);
        else pickRows<T, Which>(partial, partial, next, width);
        pickRows<T, Which>(middle, partial, partial + step * extended, width);
      }
    }
    fillEdges(block, line);
    pickColumns<T, Which>(dst + y * dstStride, line, block);
  }
}

/** Row `i` of `partial` becomes the extremum of the block's rows `i` to its last (van Herk, Gil and Werman). */
function startBlock<T, Which>(
  block: usize,
  src: usize,
  srcStride: i32,
  constant: usize,
  partial: usize,
  extended: i32,
  y: i32,
): void {
  const width = rowBytesOf(block);
  let i = windowRowsOf(block) - 1;
  let below = partial + i * extended;
  memory.copy(below, sourceRow(block, src, srcStride, y + i, constant), width);
  while (i > 0) {
    i -= 1;
    const row = below - extended;
    pickRows<T, Which>(row, below, sourceRow(block, src, srcStride, y + i, constant), width);
    below = row;
  }
}

function pickRows<T, Which>(dst: usize, a: usize, b: usize, bytes: i32): void {
  for (let x: i32 = 0; x < bytes; x += 16) {
    v128.store(dst + x, pick<T, Which>(v128.load(a + x), v128.load(b + x)));
  }
}

function pickRows3<T, Which>(dst: usize, a: usize, b: usize, c: usize, bytes: i32): void {
  let x: i32 = 0;
  // Four vectors at a time, so that fewer addresses are computed.
  for (; x <= bytes - 64; x += 64) {
    const at = a + x;
    const bt = b + x;
    const ct = c + x;
    const v0 = pick<T, Which>(v128.load(at), v128.load(bt));
    const v1 = pick<T, Which>(v128.load(at, 16), v128.load(bt, 16));
    const v2 = pick<T, Which>(v128.load(at, 32), v128.load(bt, 32));
    const v3 = pick<T, Which>(v128.load(at, 48), v128.load(bt, 48));
    v128.store(dst + x, pick<T, Which>(v0, v128.load(ct)));
    v128.store(dst + x, pick<T, Which>(v1, v128.load(ct, 16)), 16);
    v128.store(dst + x, pick<T, Which>(v2, v128.load(ct, 32)), 32);
    v128.store(dst + x, pick<T, Which>(v3, v128.load(ct, 48)), 48);
  }
  for (; x < bytes; x += 16) {
    const ab = pick<T, Which>(v128.load(a + x), v128.load(b + x));
    v128.store(dst + x, pick<T, Which>(ab, v128.load(c + x)));
  }
}

/** The extremum along an extended row, which is used up. */
function pickColumns<T, Which>(dst: usize, line: usize, block: usize): void {
  const width = rowBytesOf(block);
  const columns = windowColumnsOf(block);
  const px = pixelBytesOf(block);
  // Each sample of the line stands for as many columns as `covered` from itself on.
  let covered: i32 = 1;
  while (covered * 4 <= columns) {
    const bytes = width + (columns - covered * 4) * px;
    const step = covered * px;
    for (let x = line; x < line + bytes; x += 16) {
      v128.store(x, pick4<T, Which>(x, step, 2 * step, 3 * step));
    }
    covered *= 4;
  }
  // Up to four of them make a window; the last may overlap the one before.
  const last = (columns - covered) * px;
  const second = min(covered * px, last);
  const third = min(2 * covered * px, last);
  const whole = width & ~15;
  if (third === last) {
    pickRows3<T, Which>(dst, line, line + second, line + last, whole);
  } else {
    for (let x: i32 = 0; x < whole; x += 16) {
      v128.store(dst + x, pick4<T, Which>(line + x, second, third, last));
    }
  }
  if (whole < width) {
    storeFirst(dst + whole, pick4<T, Which>(line + whole, second, third, last), width - whole);
  }
}

/** The extremum of four places in a row. */
function pick4<T, Which>(at: usize, second: i32, third: i32, fourth: i32): v128 {
  return pick<T, Which>(
    pick<T, Which>(v128.load(at), v128.load(at + second)),
    pick<T, Which>(v128.load(at + third), v128.load(at + fourth)),
  );
}
