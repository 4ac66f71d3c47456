// Filters of single samples: bytes, in rows, with patterns that repeat along the row.
//
// A pattern is 48 bytes long, so that it fits pixels of 1, 2, 3 and 4 samples; `period` is 16 where
// its three thirds are the same, else 48. Destinations may be the sources.
import { storeFirst } from '../../core/assembly/lanes';
import { following } from './pattern';

function limited(x: v128, flip: v128, plus: v128, minus: v128, low: v128, high: v128): v128 {
  const sum = i8x16.sub_sat_u(i8x16.add_sat_u(v128.xor(x, flip), plus), minus);
  return i8x16.min_u(i8x16.max_u(sum, low), high);
}

/**
 * Turns samples over (`flip` is 255) or not (0), adds, subtracts, and limits the result. `patterns`:
 * flip, plus, minus, low, high.
 */
export function addRows(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  rows: i32,
  patterns: usize,
  period: i32,
): void {
  for (let y: i32 = 0; y < rows; y += 1) {
    if (period == 16) {
      const flip = v128.load(patterns);
      const plus = v128.load(patterns + 48);
      const minus = v128.load(patterns + 96);
      const low = v128.load(patterns + 144);
      const high = v128.load(patterns + 192);
      let x: i32 = 0;
      for (; x + 64 <= bytes; x += 64) {
        const from = src + x;
        const to = dst + x;
        const a = limited(v128.load(from), flip, plus, minus, low, high);
        const b = limited(v128.load(from + 16), flip, plus, minus, low, high);
        const c = limited(v128.load(from + 32), flip, plus, minus, low, high);
        const d = limited(v128.load(from + 48), flip, plus, minus, low, high);
        v128.store(to, a);
        v128.store(to + 16, b);
        v128.store(to + 32, c);
        v128.store(to + 48, d);
      }
      for (; x < bytes; x += 16) {
        storeFirst(dst + x, limited(v128.load(src + x), flip, plus, minus, low, high), bytes - x);
      }
    } else {
      let at: i32 = 0;
      for (let x: i32 = 0; x < bytes; x += 16) {
        const p = patterns + at;
        const sum = limited(
          v128.load(src + x),
          v128.load(p),
          v128.load(p + 48),
          v128.load(p + 96),
          v128.load(p + 144),
          v128.load(p + 192),
        );
        storeFirst(dst + x, sum, bytes - x);
        at = following(at, period);
      }
    }
    src += srcStride;
    dst += dstStride;
  }
}

function stepped(x: v128, from: v128, below: v128, change: v128, keep: v128): v128 {
  const isAbove = i8x16.eq(i8x16.max_u(x, from), x);
  return v128.or(v128.and(x, keep), v128.xor(below, v128.and(change, isAbove)));
}

/**
 * One value for samples of `from` and more, another for those below; `change` is where their bits differ.
 * Samples stay where `keep` is 255, and both values 0. `patterns`: from, below, change, keep.
 */
export function stepRows(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  rows: i32,
  patterns: usize,
  period: i32,
): void {
  for (let y: i32 = 0; y < rows; y += 1) {
    if (period == 16) {
      const from = v128.load(patterns);
      const below = v128.load(patterns + 48);
      const change = v128.load(patterns + 96);
      const keep = v128.load(patterns + 144);
      let x: i32 = 0;
      for (; x + 64 <= bytes; x += 64) {
        const at = src + x;
        const to = dst + x;
        const a = stepped(v128.load(at), from, below, change, keep);
        const b = stepped(v128.load(at + 16), from, below, change, keep);
        const c = stepped(v128.load(at + 32), from, below, change, keep);
        const d = stepped(v128.load(at + 48), from, below, change, keep);
        v128.store(to, a);
        v128.store(to + 16, b);
        v128.store(to + 32, c);
        v128.store(to + 48, d);
      }
      for (; x < bytes; x += 16) {
        storeFirst(dst + x, stepped(v128.load(src + x), from, below, change, keep), bytes - x);
      }
    } else {
      let at: i32 = 0;
      for (let x: i32 = 0; x < bytes; x += 16) {
        const p = patterns + at;
        const step = stepped(
          v128.load(src + x),
          v128.load(p),
          v128.load(p + 48),
          v128.load(p + 96),
          v128.load(p + 144),
        );
        storeFirst(dst + x, step, bytes - x);
        at = following(at, period);
      }
    }
    src += srcStride;
    dst += dstStride;
  }
}

/** Looks samples up: `tables` has 256 bytes for each channel. */
export function lookUpRows(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  rows: i32,
  tables: usize,
  channels: i32,
): void {
  for (let y: i32 = 0; y < rows; y += 1) {
    let x: i32 = 0;
    if (channels == 4) {
      for (; x + 4 <= bytes; x += 4) {
        const pixel = load<u32>(src + x);
        const first = <u32>load<u8>(tables + (pixel & 255));
        const second = <u32>load<u8>(tables + 256 + ((pixel >> 8) & 255));
        const third = <u32>load<u8>(tables + 512 + ((pixel >> 16) & 255));
        const fourth = <u32>load<u8>(tables + 768 + (pixel >> 24));
        store<u32>(dst + x, first | (second << 8) | (third << 16) | (fourth << 24));
      }
    } else if (channels == 1) {
      for (; x + 4 <= bytes; x += 4) {
        const four = load<u32>(src + x);
        const first = <u32>load<u8>(tables + (four & 255));
        const second = <u32>load<u8>(tables + ((four >> 8) & 255));
        const third = <u32>load<u8>(tables + ((four >> 16) & 255));
        const fourth = <u32>load<u8>(tables + (four >> 24));
        store<u32>(dst + x, first | (second << 8) | (third << 16) | (fourth << 24));
      }
    }
    let channel: i32 = 0;
    for (; x < bytes; x += 1) {
      store<u8>(dst + x, load<u8>(tables + (channel << 8) + load<u8>(src + x)));
      channel += 1;
      if (channel == channels) channel = 0;
    }
    src += srcStride;
    dst += dstStride;
  }
}

/**
 * Moves samples about within each group of at most 16 bytes: byte i of a group comes from byte
 * `order[i]`. `order` has 16 bytes; those beyond the group keep their place.
 */
export function shuffleRows(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  rows: i32,
  order: usize,
  group: i32,
): void {
  const places = v128.load(order);
  for (let y: i32 = 0; y < rows; y += 1) {
    let x: i32 = 0;
    if (group == 16) {
      for (; x + 64 <= bytes; x += 64) {
        const from = src + x;
        const to = dst + x;
        const a = i8x16.swizzle(v128.load(from), places);
        const b = i8x16.swizzle(v128.load(from + 16), places);
        const c = i8x16.swizzle(v128.load(from + 32), places);
        const d = i8x16.swizzle(v128.load(from + 48), places);
        v128.store(to, a);
        v128.store(to + 16, b);
        v128.store(to + 32, c);
        v128.store(to + 48, d);
      }
    }
    // What a store writes beyond its group is what the next one overwrites.
    for (; x + 16 <= bytes; x += group) {
      v128.store(dst + x, i8x16.swizzle(v128.load(src + x), places));
    }
    // Fewer than 16 bytes are left: one group of as many pixels as fit, or less.
    if (x < bytes) {
      storeFirst(dst + x, i8x16.swizzle(v128.load(src + x), places), bytes - x);
    }
    src += srcStride;
    dst += dstStride;
  }
}
