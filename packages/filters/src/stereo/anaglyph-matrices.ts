/** How {@link anaglyph} mixes the colours of two views. */
export type AnaglyphMethod = 'dubois' | 'true' | 'grey' | 'colour' | 'half-colour' | 'optimised';

/**
 * Shares of 65536: for red, green and blue of the result, those of red, green and blue of the left view and then of the right one.
 *
 * Brightness is that of BT.601 (0.299, 0.587, 0.114). `'dubois'` is for glasses of red and cyan: E. Dubois, "A projection method to
 * generate anaglyph stereo images", Proc. ICASSP 2001, vol. 3, pp. 1661-1664, with the numbers of his page at the University of Ottawa,
 * as ffmpeg's `stereo3d` has them (`arcd`). The others are as P. Wimmer lists them, "Anaglyph methods comparison", 3dtv.at; ffmpeg calls
 * `'grey'`, `'half-colour'` and `'colour'` `arcg`, `arch` and `arcc`.
 */
export const ANAGLYPH_MATRICES: Readonly<Record<AnaglyphMethod, readonly number[]>> = {
  dubois: [
    ...[29_884, 32_799, 11_559, -2_849, -5_763, -102],
    ...[-2_627, -2_479, -1_033, 24_804, 48_080, -1_209],
    ...[-997, -1_350, -358, -4_729, -7_403, 80_373],
  ],
  true: [
    ...[19_595, 38_470, 7_471, 0, 0, 0],
    ...[0, 0, 0, 0, 0, 0],
    ...[0, 0, 0, 19_595, 38_470, 7_471],
  ],
  grey: [
    ...[19_595, 38_470, 7_471, 0, 0, 0],
    ...[0, 0, 0, 19_595, 38_470, 7_471],
    ...[0, 0, 0, 19_595, 38_470, 7_471],
  ],
  colour: [...[65_536, 0, 0, 0, 0, 0], ...[0, 0, 0, 0, 65_536, 0], ...[0, 0, 0, 0, 0, 65_536]],
  'half-colour': [
    ...[19_595, 38_470, 7_471, 0, 0, 0],
    ...[0, 0, 0, 0, 65_536, 0],
    ...[0, 0, 0, 0, 0, 65_536],
  ],
  optimised: [
    ...[0, 45_875, 19_661, 0, 0, 0],
    ...[0, 0, 0, 0, 65_536, 0],
    ...[0, 0, 0, 0, 0, 65_536],
  ],
};

/** The names of the methods. */
export const ANAGLYPH_METHODS = Object.keys(ANAGLYPH_MATRICES) as readonly AnaglyphMethod[];

/**
 * Mixes two views in BGRA; the result is opaque.
 *
 * @param left - The left view's bytes.
 * @param right - The right view's.
 * @param to - As long.
 * @param matrix - One of {@link ANAGLYPH_MATRICES}.
 */
export function mixViews(
  left: Uint8Array,
  right: Uint8Array,
  to: Uint8Array,
  matrix: readonly number[],
): void {
  const [r0 = 0, r1 = 0, r2 = 0, r3 = 0, r4 = 0, r5 = 0] = matrix;
  const [g0 = 0, g1 = 0, g2 = 0, g3 = 0, g4 = 0, g5 = 0] = matrix.slice(6);
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0] = matrix.slice(12);
  const half = 32_768;
  // It stops at 0 and 255 by itself.
  const result = new Uint8ClampedArray(to.buffer, to.byteOffset, to.length);
  for (let i = 0; i + 3 < result.length; i += 4) {
    const lb = left[i] ?? 0;
    const lg = left[i + 1] ?? 0;
    const lr = left[i + 2] ?? 0;
    const rb = right[i] ?? 0;
    const rg = right[i + 1] ?? 0;
    const rr = right[i + 2] ?? 0;
    result[i] = (b0 * lr + b1 * lg + b2 * lb + b3 * rr + b4 * rg + b5 * rb + half) >> 16;
    result[i + 1] = (g0 * lr + g1 * lg + g2 * lb + g3 * rr + g4 * rg + g5 * rb + half) >> 16;
    result[i + 2] = (r0 * lr + r1 * lg + r2 * lb + r3 * rr + r4 * rg + r5 * rb + half) >> 16;
    result[i + 3] = 255;
  }
}
