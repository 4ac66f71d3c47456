// Single planes: copied, filled, taken apart, put together, widened, narrowed.
import { storeFirst, zipHigh, zipLow } from './lanes';

/** Copies `n` bytes. */
export function copyBytes(src: usize, dst: usize, n: usize): void {
  memory.copy(dst, src, n);
}

/** Sets `n` bytes. */
export function fillBytes(dst: usize, value: i32, n: usize): void {
  memory.fill(dst, <u8>value, n);
}

/** `n` pairs of bytes to two planes. */
export function splitPairs(src: usize, first: usize, second: usize, n: i32): void {
  const even = i16x8.splat(255);
  for (let x: i32 = 0; x < n; x += 16) {
    const left = n - x;
    const at = src + (x << 1);
    const low = v128.load(at);
    const high = v128.load(at + 16);
    storeFirst(first + x, i8x16.narrow_i16x8_u(v128.and(low, even), v128.and(high, even)), left);
    storeFirst(second + x, i8x16.narrow_i16x8_u(i16x8.shr_u(low, 8), i16x8.shr_u(high, 8)), left);
  }
}

/** Two planes of `n` bytes to pairs. */
export function joinPairs(first: usize, second: usize, dst: usize, n: i32): void {
  for (let x: i32 = 0; x < n; x += 16) {
    const a = v128.load(first + x);
    const b = v128.load(second + x);
    const bytes = (n - x) << 1;
    const to = dst + (x << 1);
    storeFirst(to, zipLow(a, b), bytes);
    storeFirst(to + 16, zipHigh(a, b), bytes - 16);
  }
}

/** Eight samples, 7 bits of fraction, times a factor, 14 bits of fraction; `bias` has 6. */
function scale8(samples: v128, factor: v128, bias: v128): v128 {
  return i16x8.shr_s(i16x8.add(i16x8.q15mulr_sat_s(samples, factor), bias), 6);
}

/** `n` bytes to `sample * factor / 2^14 + bias / 2^6`, clipped: luma from one range to the other. */
export function scaleBytes(src: usize, dst: usize, n: i32, factor: i32, bias: i32): void {
  const factors = i16x8.splat(<i16>factor);
  const biases = i16x8.splat(<i16>bias);
  for (let x: i32 = 0; x < n; x += 16) {
    const samples = v128.load(src + x);
    const low = i16x8.shl(i16x8.extend_low_i8x16_u(samples), 7);
    const high = i16x8.shl(i16x8.extend_high_i8x16_u(samples), 7);
    storeFirst(
      dst + x,
      i8x16.narrow_i16x8_u(scale8(low, factors, biases), scale8(high, factors, biases)),
      n - x,
    );
  }
}

/** `n` samples of 10 bits to 8: `sample * factor / 2^14` rounded and clipped. */
export function narrow10(src: usize, dst: usize, n: i32, factor: i32): void {
  const factors = i16x8.splat(<i16>factor);
  const most = i16x8.splat(1023);
  const half = i16x8.splat(8);
  for (let x: i32 = 0; x < n; x += 16) {
    const at = src + (x << 1);
    const low = i16x8.shl(i16x8.min_u(v128.load(at), most), 5);
    const high = i16x8.shl(i16x8.min_u(v128.load(at + 16), most), 5);
    storeFirst(
      dst + x,
      i8x16.narrow_i16x8_u(
        i16x8.shr_s(i16x8.add(i16x8.q15mulr_sat_s(low, factors), half), 4),
        i16x8.shr_s(i16x8.add(i16x8.q15mulr_sat_s(high, factors), half), 4),
      ),
      n - x,
    );
  }
}

function repeatTopBits(samples: v128, mask: v128): v128 {
  return v128.or(i16x8.shl(samples, 2), v128.and(i16x8.shr_u(samples, 6), mask));
}

/** `n` bytes to 10 bits: times 4, plus the top bits of the sample in those of `mask`. */
export function widen10(src: usize, dst: usize, n: i32, mask: i32): void {
  const masks = i16x8.splat(<i16>mask);
  for (let x: i32 = 0; x < n; x += 16) {
    const samples = v128.load(src + x);
    const bytes = (n - x) << 1;
    const to = dst + (x << 1);
    storeFirst(to, repeatTopBits(i16x8.extend_low_i8x16_u(samples), masks), bytes);
    storeFirst(to + 16, repeatTopBits(i16x8.extend_high_i8x16_u(samples), masks), bytes - 16);
  }
}

/** Eight samples divided by 257, rounded. */
function divideBy257(samples: v128): v128 {
  const less = i16x8.sub(samples, i16x8.shr_u(samples, 8));
  return i16x8.shr_u(i16x8.add(less, i16x8.splat(128)), 8);
}

/** `n` samples of 16 bits to 8, rounded. */
export function narrow16(src: usize, dst: usize, n: i32): void {
  for (let x: i32 = 0; x < n; x += 16) {
    const at = src + (x << 1);
    const low = divideBy257(v128.load(at));
    const high = divideBy257(v128.load(at + 16));
    storeFirst(dst + x, i8x16.narrow_i16x8_u(low, high), n - x);
  }
}

/** `n` bytes to 16 bits: times 257, so that white stays white. */
export function widen16(src: usize, dst: usize, n: i32): void {
  joinPairs(src, src, dst, n);
}
