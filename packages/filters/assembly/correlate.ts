// Sums of neighbours times weights that are whole numbers. Only the lower bits are kept, so that nothing is lost on the way.
import { continueRing, placeTaps, startRing } from './footprint';
import { storeLastSamples, storeSamples, Words, Wrapped } from './signed-samples';
import { extendedBytesOf, rowBytesOf, tapCountOf, tapsOf, windowRowsOf } from './window';

/** To bytes, rows `from` to `to`. The taps are followed by a weight for each. */
export function correlateU8(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  correlate<Wrapped>(src, srcStride, dst, dstStride, block, local, from, to);
}

/** To numbers of 16 bits. */
export function correlateI16(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  correlate<Words>(src, srcStride, dst, dstStride, block, local, from, to);
}

/** Local room: the window's rows and a constant one, then 4 bytes for each tap. */
function correlate<Out>(
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
  const count = tapCountOf(block) / 3;
  const weights = tapsOf(block) + 8 * count;
  const places = local + (windowRowsOf(block) + 1) * extendedBytesOf(block);
  startRing(block, local, src, srcStride, from);
  for (let y = from; y < to; y += 1) {
    continueRing(block, local, src, srcStride, y);
    placeTaps(block, local, y, tapsOf(block), count, places);
    addUp<Out>(places, weights, count, dst + y * dstStride, width);
  }
}

function addUp<Out>(places: usize, weights: usize, count: i32, dst: usize, n: i32): void {
  const end = places + 4 * count;
  const whole = n & ~15;
  for (let x: i32 = 0; x < n; x += 16) {
    let low = i16x8.splat(0);
    let high = low;
    let weight = weights;
    for (let place = places; place < end; place += 4) {
      const bytes = v128.load(<usize>load<u32>(place) + x);
      const factor = v128.load16_splat(weight);
      low = i16x8.add(low, i16x8.mul(i16x8.extend_low_i8x16_u(bytes), factor));
      high = i16x8.add(high, i16x8.mul(i16x8.extend_high_i8x16_u(bytes), factor));
      weight += 4;
    }
    if (x < whole) storeSamples<Out>(dst, x, low, high);
    else storeLastSamples<Out>(dst, x, low, high, n);
  }
}
