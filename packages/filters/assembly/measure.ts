// Measurements of bytes without gaps.

/** The sum of bytes. */
export function sumOfBytes(src: usize, bytes: i32): f64 {
  let total: i64 = 0;
  let x: i32 = 0;
  while (x + 16 <= bytes) {
    // Pairs of bytes reach 16 bits after 128 vectors.
    const end = min(bytes - 15, x + 128 * 16);
    let pairs = i16x8.splat(0);
    for (; x < end; x += 16) {
      pairs = i16x8.add(pairs, i16x8.extadd_pairwise_i8x16_u(v128.load(src + x)));
    }
    const fours = i32x4.extadd_pairwise_i16x8_u(pairs);
    total += i32x4.extract_lane(fours, 0);
    total += i32x4.extract_lane(fours, 1);
    total += i32x4.extract_lane(fours, 2);
    total += i32x4.extract_lane(fours, 3);
  }
  for (; x < bytes; x += 1) total += load<u8>(src + x);
  return <f64>total;
}
