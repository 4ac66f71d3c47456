/**
 * The layouts that a frame's samples can have. The first three are GIFT-Grab's own.
 *
 * @see GIFT-Grab's `ColourSpace` (E1)
 */
export const ColourSpace = {
  /** 4 bytes a pixel: blue, green, red, alpha. */
  BGRA: 'BGRA',
  /** Planes Y, U, V; U and V at half the width and height. */
  I420: 'I420',
  /** 2 bytes a pixel: U, Y, V, Y for every two pixels of a row. */
  UYVY: 'UYVY',
  /** 1 byte a pixel. */
  GRAY8: 'GRAY8',
  /** 2 bytes a pixel, little-endian. */
  GRAY16: 'GRAY16',
  /** 3 bytes a pixel: red, green, blue. */
  RGB24: 'RGB24',
  /** Planes Y and UV interleaved; UV at half the width and height. */
  NV12: 'NV12',
  /** As I420, 10 bits in 2 bytes a sample, little-endian. */
  I420P10: 'I420P10',
} as const;

/** The name of a colour space, for example `'BGRA'`. */
export type ColourSpace = (typeof ColourSpace)[keyof typeof ColourSpace];

/** How Y, U and V relate to red, green and blue. `'unspecified'` is treated as BT.601, as ffmpeg does. */
export type ColourMatrix = 'bt601' | 'bt709' | 'bt2020' | 'unspecified';

/** Which part of 0–255 the samples use: `'limited'` is 16–235 (chroma 16–240), `'full'` all of it. */
export type ColourRange = 'limited' | 'full';

/** How the samples of a YUV picture are to be read as colours. */
export interface Colorimetry {
  /** How Y, U and V relate to red, green and blue. */
  readonly matrix: ColourMatrix;
  /** Which part of the sample range is used. */
  readonly range: ColourRange;
}

/** Whether samples that are read by either are the same colours. */
export function isSameColorimetry(a: Colorimetry, b: Colorimetry): boolean {
  return a.matrix === b.matrix && a.range === b.range;
}

/** What a YUV picture means when nothing is known of it: unspecified matrix, limited range. */
export const DEFAULT_COLORIMETRY: Colorimetry = { matrix: 'unspecified', range: 'limited' };
