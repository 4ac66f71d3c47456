// Smallest and largest samples of windows of any shape.
import { storeFirst } from '../../core/assembly/lanes';
import { continueRing, placeTaps, startRing } from './footprint';
import { Maximum, Minimum, pick } from './pick';
import { extendedBytesOf, rowBytesOf, tapCountOf, tapsOf, windowRowsOf } from './window';

/** Smallest byte of the taps, rows `from` to `to`. */
export function minimumOfTapsU8(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  extremumOfTaps<u8, Minimum>(src, srcStride, dst, dstStride, block, local, from, to);
}

/** Smallest number of 16 bits. */
export function minimumOfTapsU16(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  extremumOfTaps<u16, Minimum>(src, srcStride, dst, dstStride, block, local, from, to);
}

/** Largest byte. */
export function maximumOfTapsU8(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  extremumOfTaps<u8, Maximum>(src, srcStride, dst, dstStride, block, local, from, to);
}

/** Largest number of 16 bits. */
export function maximumOfTapsU16(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  extremumOfTaps<u16, Maximum>(src, srcStride, dst, dstStride, block, local, from, to);
}

/** Local room: the window's rows and a constant one, then 4 bytes for each tap. */
function extremumOfTaps<T, Which>(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  const width = rowBytesOf(block);
  const count = tapCountOf(block) >> 1;
  const places = local + (windowRowsOf(block) + 1) * extendedBytesOf(block);
  const end = places + 4 * count;
  startRing(block, local, src, srcStride, from);
  for (let y = from; y < to; y += 1) {
    continueRing(block, local, src, srcStride, y);
    placeTaps(block, local, y, tapsOf(block), count, places);
    const out = dst + y * dstStride;
    let x: i32 = 0;
    // Four vectors at a time, so that each tap is looked up less often.
    for (; x <= width - 64; x += 64) {
      let at = load<usize>(places) + x;
      let best0 = v128.load(at);
      let best1 = v128.load(at, 16);
      let best2 = v128.load(at, 32);
      let best3 = v128.load(at, 48);
      for (let tap = places + 4; tap < end; tap += 4) {
        at = load<usize>(tap) + x;
        best0 = pick<T, Which>(best0, v128.load(at));
        best1 = pick<T, Which>(best1, v128.load(at, 16));
        best2 = pick<T, Which>(best2, v128.load(at, 32));
        best3 = pick<T, Which>(best3, v128.load(at, 48));
      }
      v128.store(out + x, best0);
      v128.store(out + x, best1, 16);
      v128.store(out + x, best2, 32);
      v128.store(out + x, best3, 48);
    }
    for (; x < width; x += 16) {
      let best = v128.load(load<usize>(places) + x);
      for (let tap = places + 4; tap < end; tap += 4) {
        best = pick<T, Which>(best, v128.load(load<usize>(tap) + x));
      }
      storeFirst(out + x, best, width - x);
    }
  }
}
