// Bytes of any rank in windows of any shape, by a histogram that slides along the row (Huang, Yang and Tang, 1979): from one pixel to
// the next only the window's left and right edges change.
//
// The taps are the rank, the number of samples on an edge, then the taps of those that leave (for the pixel before), of those that
// enter, and of all.
import { continueRing, placeTaps, startRing } from './footprint';
import {
  columnsOf,
  extendedBytesOf,
  pixelBytesOf,
  tapCountOf,
  tapsOf,
  windowRowsOf,
} from './window';

/**
 * The byte of a rank, rows `from` to `to`. Local room: the window's rows and a constant one, 1024 bytes for the histogram, then 4
 * bytes for each tap.
 */
export function rankU8(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  local: usize,
  from: i32,
  to: i32,
): void {
  const px = pixelBytesOf(block);
  const rank = load<i32>(tapsOf(block));
  const edge = load<i32>(tapsOf(block), 4);
  const taps = tapsOf(block) + 8;
  const count = (tapCountOf(block) - 2) >> 1;
  const histogram = local + (windowRowsOf(block) + 1) * extendedBytesOf(block);
  const leaving = histogram + 1024;
  const entering = leaving + 4 * edge;
  const all = entering + 4 * edge;
  const end = leaving + 4 * count;
  startRing(block, local, src, srcStride, from);
  for (let y = from; y < to; y += 1) {
    continueRing(block, local, src, srcStride, y);
    placeTaps(block, local, y, taps, count, leaving);
    for (let channel: i32 = 0; channel < px; channel += 1) {
      memory.fill(histogram, 0, 1024);
      for (let tap = all; tap < end; tap += 4) {
        addTo(histogram, load<u8>(load<usize>(tap) + channel), 1);
      }
      rankRow(
        dst + y * dstStride + channel,
        histogram,
        rank,
        leaving,
        entering,
        all,
        channel,
        px,
        columnsOf(block) * px,
      );
    }
  }
}

/** One channel of a row, from the histogram of its first window. */
function rankRow(
  out: usize,
  histogram: usize,
  rank: i32,
  leaving: usize,
  entering: usize,
  end: usize,
  channel: i32,
  px: i32,
  bytes: i32,
): void {
  let value: i32 = 0;
  // Samples that are smaller than the value.
  let below: i32 = 0;
  for (let x: i32 = 0; x < bytes; x += px) {
    if (x > 0) {
      const at = x + channel;
      for (let tap = leaving; tap < entering; tap += 4) {
        const old: i32 = load<u8>(load<usize>(tap) + at - px);
        addTo(histogram, old, -1);
        below -= i32(old < value);
      }
      for (let tap = entering; tap < end; tap += 4) {
        const fresh: i32 = load<u8>(load<usize>(tap) + at);
        addTo(histogram, fresh, 1);
        below += i32(fresh < value);
      }
    }
    while (below > rank) {
      value -= 1;
      below -= load<i32>(histogram + 4 * value);
    }
    let here = load<i32>(histogram + 4 * value);
    while (below + here <= rank) {
      below += here;
      value += 1;
      here = load<i32>(histogram + 4 * value);
    }
    store<u8>(out + x, value);
  }
}

/** Counts one sample more or less. */
function addTo(histogram: usize, value: i32, change: i32): void {
  const at = histogram + 4 * value;
  store<i32>(at, load<i32>(at) + change);
}
