// RGB24, GRAY8 and BGRA, without any change of value.
import { loadIfAny, storeFirst, zipHigh, zipHigh16, zipLow, zipLow16 } from './lanes';

/** `n` pixels of RGB24 to BGRA; alpha is 255. */
export function rgb24ToBgra(src: usize, dst: usize, n: i32): void {
  const alpha = i8x16.splat(-1);
  for (let x: i32 = 0; x < n; x += 4) {
    const pixels = v128.load(src + x * 3);
    storeFirst(
      dst + (x << 2),
      v128.shuffle<u8>(pixels, alpha, 2, 1, 0, 16, 5, 4, 3, 16, 8, 7, 6, 16, 11, 10, 9, 16),
      (n - x) << 2,
    );
  }
}

/** `n` pixels of BGRA to RGB24; alpha is dropped. */
export function bgraToRgb24(src: usize, dst: usize, n: i32): void {
  for (let x: i32 = 0; x < n; x += 16) {
    const left = n - x;
    const from = src + (x << 2);
    const a = v128.load(from);
    const b = loadIfAny(from + 16, left - 4);
    const c = loadIfAny(from + 32, left - 8);
    const d = loadIfAny(from + 48, left - 12);
    const to = dst + x * 3;
    const bytes = left * 3;
    storeFirst(
      to,
      v128.shuffle<u8>(a, b, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 18, 17, 16, 22),
      bytes,
    );
    storeFirst(
      to + 16,
      v128.shuffle<u8>(b, c, 5, 4, 10, 9, 8, 14, 13, 12, 18, 17, 16, 22, 21, 20, 26, 25),
      bytes - 16,
    );
    storeFirst(
      to + 32,
      v128.shuffle<u8>(c, d, 8, 14, 13, 12, 18, 17, 16, 22, 21, 20, 26, 25, 24, 30, 29, 28),
      bytes - 32,
    );
  }
}

/** `n` pixels of GRAY8 to BGRA; alpha is 255. */
export function gray8ToBgra(src: usize, dst: usize, n: i32): void {
  const alpha = i8x16.splat(-1);
  for (let x: i32 = 0; x < n; x += 16) {
    const grey = v128.load(src + x);
    const twice0 = zipLow(grey, grey);
    const twice1 = zipHigh(grey, grey);
    const opaque0 = zipLow(grey, alpha);
    const opaque1 = zipHigh(grey, alpha);
    const bytes = (n - x) << 2;
    const to = dst + (x << 2);
    storeFirst(to, zipLow16(twice0, opaque0), bytes);
    storeFirst(to + 16, zipHigh16(twice0, opaque0), bytes - 16);
    storeFirst(to + 32, zipLow16(twice1, opaque1), bytes - 32);
    storeFirst(to + 48, zipHigh16(twice1, opaque1), bytes - 48);
  }
}
