// Numbers with signs, 16 bits each, stored as what is asked for: by type, because AssemblyScript has no constant parameters.
import { storeFirst } from '../../core/assembly/lanes';

/** Bytes that wrap around. */
export type Wrapped = i8;
/** Bytes without sign, 255 where they are larger. */
export type Absolute = u8;
/** Bytes with half of the number around 128. */
export type Offset = u16;
/** Numbers of 16 bits. */
export type Words = i16;

/** Stores samples `x` to `x + 15` of a row. */
export function storeSamples<Out>(row: usize, x: i32, low: v128, high: v128): void {
  if (isWords<Out>()) {
    v128.store(row + 2 * x, low);
    v128.store(row + 2 * x, high, 16);
  } else {
    v128.store(row + x, bytesOf<Out>(low, high));
  }
}

/** The same at the end of a row of `n`. */
export function storeLastSamples<Out>(row: usize, x: i32, low: v128, high: v128, n: i32): void {
  if (isWords<Out>()) {
    const left = 2 * (n - x);
    storeFirst(row + 2 * x, low, left);
    storeFirst(row + 2 * x + 16, high, left - 16);
  } else {
    storeFirst(row + x, bytesOf<Out>(low, high), n - x);
  }
}

function isWords<Out>(): bool {
  return sizeof<Out>() === 2 && isSigned<Out>();
}

function bytesOf<Out>(low: v128, high: v128): v128 {
  if (isSigned<Out>()) {
    const mask = i16x8.splat(255);
    return i8x16.narrow_i16x8_u(v128.and(low, mask), v128.and(high, mask));
  }
  if (sizeof<Out>() === 1) return i8x16.narrow_i16x8_u(i16x8.abs(low), i16x8.abs(high));
  const grey = i16x8.splat(128);
  return i8x16.narrow_i16x8_u(
    i16x8.add(i16x8.shr_s(low, 1), grey),
    i16x8.add(i16x8.shr_s(high, 1), grey),
  );
}
