// Differences of two pictures; numbers wrap around.
import { storeFirst } from '../../core/assembly/lanes';

/** Subtracts bytes of `b` from those of `a`, rows `from` to `to`. The destination may be either. */
export function subtractRowsU8(
  a: usize,
  aStride: i32,
  b: usize,
  bStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  from: i32,
  to: i32,
): void {
  subtractRows<u8>(a, aStride, b, bStride, dst, dstStride, bytes, from, to);
}

/** As {@link subtractRowsU8}, numbers of 16 bits. */
export function subtractRowsU16(
  a: usize,
  aStride: i32,
  b: usize,
  bStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  from: i32,
  to: i32,
): void {
  subtractRows<u16>(a, aStride, b, bStride, dst, dstStride, bytes, from, to);
}

function subtractRows<T>(
  a: usize,
  aStride: i32,
  b: usize,
  bStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  from: i32,
  to: i32,
): void {
  const whole = bytes & ~15;
  for (let y = from; y < to; y += 1) {
    const rowA = a + y * aStride;
    const rowB = b + y * bStride;
    const out = dst + y * dstStride;
    for (let x: i32 = 0; x < whole; x += 16) {
      v128.store(out + x, v128.sub<T>(v128.load(rowA + x), v128.load(rowB + x)));
    }
    if (whole < bytes) {
      const rest = v128.sub<T>(v128.load(rowA + whole), v128.load(rowB + whole));
      storeFirst(out + whole, rest, bytes - whole);
    }
  }
}
