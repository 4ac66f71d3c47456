// Pixels picked by a table, to extend rows at their ends.

/**
 * Copies the pixels that a table of indices names; a negative one stands for a constant.
 *
 * @param bytes - Bytes of a pixel.
 * @param constant - Two bytes that the constant pixel repeats.
 */
export function gatherPixels(
  src: usize,
  dst: usize,
  indices: usize,
  count: i32,
  bytes: i32,
  constant: i32,
): void {
  const filling = <u64>(<u16>constant) * 0x0001000100010001;
  for (let i: i32 = 0; i < count; i += 1) {
    const index = load<i32>(indices + 4 * i);
    const from = src + bytes * index;
    if (bytes === 8) {
      store<u64>(dst, index < 0 ? filling : load<u64>(from));
    } else if (bytes === 4) {
      store<u32>(dst, index < 0 ? <u32>filling : load<u32>(from));
    } else {
      for (let c: i32 = 0; c < bytes; c += 1) {
        store<u8>(dst + c, index < 0 ? <u8>(filling >> (8 * (c & 1))) : load<u8>(from + c));
      }
    }
    dst += bytes;
  }
}
