/** Bytes of a pattern: a multiple of pixels of 1, 2, 3 and 4 samples, and of vectors. */
export const PATTERN_BYTES = 48;

/** After how many bytes patterns for so many channels repeat; `undefined` where they would not fit. */
export function periodOf(channels: number): 16 | 48 | undefined {
  if (16 % channels === 0) return 16;
  return PATTERN_BYTES % channels === 0 ? PATTERN_BYTES : undefined;
}

/**
 * Patterns one after the other, as kernels read them.
 *
 * @param lists - For each pattern the values of a pixel's samples.
 */
export function patterns(...lists: readonly (readonly number[])[]): Uint8Array {
  const bytes = new Uint8Array(lists.length * PATTERN_BYTES);
  for (let i = 0; i < bytes.length; i += 1) {
    const list = lists[Math.floor(i / PATTERN_BYTES)] ?? [0];
    bytes[i] = list[(i % PATTERN_BYTES) % list.length] ?? 0;
  }
  return bytes;
}
