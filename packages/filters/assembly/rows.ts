// Rows moved about.

/** Copies `rows` rows of `bytes` bytes. */
export function copyRows(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  bytes: i32,
  rows: i32,
): void {
  for (let y: i32 = 0; y < rows; y += 1) {
    memory.copy(dst, src, bytes);
    src += srcStride;
    dst += dstStride;
  }
}
