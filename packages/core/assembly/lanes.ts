// Vector helpers that the kernels share. Plain functions: the optimiser inlines them.

/** Bytes of two vectors taken in turns, first halves: `a0 b0 a1 b1 … a7 b7`. */
export function zipLow(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/** Bytes of two vectors taken in turns, second halves: `a8 b8 … a15 b15`. */
export function zipHigh(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** As {@link zipLow}, two bytes at a time. */
export function zipLow16(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

/** As {@link zipHigh}, two bytes at a time. */
export function zipHigh16(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/**
 * Stores the first `n` bytes of a vector; all of them when `n` is 16 or more, none when it is 0 or
 * less. This is how rows end: a neighbour's bytes are never touched, not even with their own value,
 * because another thread may be writing them.
 */
export function storeFirst(ptr: usize, bytes: v128, n: i32): void {
  if (n >= 16) {
    v128.store(ptr, bytes);
    return;
  }
  if (n <= 0) return;
  let rest = bytes;
  let at = ptr;
  if (n & 8) {
    v128.store64_lane(at, rest, 0);
    rest = v128.shuffle<u64>(rest, rest, 1, 1);
    at += 8;
  }
  if (n & 4) {
    v128.store32_lane(at, rest, 0);
    rest = v128.shuffle<u32>(rest, rest, 1, 1, 1, 1);
    at += 4;
  }
  if (n & 2) {
    v128.store16_lane(at, rest, 0);
    rest = v128.shuffle<u16>(rest, rest, 1, 1, 1, 1, 1, 1, 1, 1);
    at += 2;
  }
  if (n & 1) v128.store8_lane(at, rest, 0);
}

/**
 * Loads 16 bytes if any of them is wanted, that is when `n` is positive; else gives zeros. Reads at
 * most 15 bytes past what is wanted.
 */
export function loadIfAny(ptr: usize, n: i32): v128 {
  return n > 0 ? v128.load(ptr) : i64x2.splat(0);
}
