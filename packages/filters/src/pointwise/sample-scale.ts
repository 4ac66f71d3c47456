import type { ColourRange, PixelFormat, PlaneFormat } from '@giftgrab/core';
import { isInteger, type DType } from '../arrays/sample-array';

/** What the numbers of a channel mean. */
export interface SampleScale {
  /**
   * `'colour'`: red, green, blue, grey, or a sample of an array. `'luma'`, `'chroma'` and `'alpha'` are those of frames.
   */
  readonly role: 'colour' | 'luma' | 'chroma' | 'alpha';
  /** Black; of chroma the neutral middle. */
  readonly black: number;
  /** White; of chroma the neutral middle. */
  readonly white: number;
  /** The least number there is. */
  readonly least: number;
  /** The largest. */
  readonly largest: number;
}

const LIMITS: Readonly<Record<DType, readonly [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65_535],
  int16: [-32_768, 32_767],
  uint32: [0, 4_294_967_295],
  int32: [-2_147_483_648, 2_147_483_647],
  float32: [-Infinity, Infinity],
  float64: [-Infinity, Infinity],
};

/** Least and largest number of a type. */
export function limitsOf(dtype: DType): readonly [number, number] {
  return LIMITS[dtype];
}

/** The scale of an array's samples: from 0 to the largest number of a type of whole numbers, to 1 of fractions. */
export function arrayScale(dtype: DType): SampleScale {
  const [least, largest] = LIMITS[dtype];
  return { role: 'colour', black: 0, white: isInteger(dtype) ? largest : 1, least, largest };
}

/**
 * The scales of the channels of a plane, in memory order.
 *
 * @param plane - The plane.
 * @param format - The format that it is a part of.
 * @param range - Limited or full; matters to luma only.
 */
export function planeScales(
  plane: PlaneFormat,
  format: PixelFormat,
  range: ColourRange,
): readonly SampleScale[] {
  return Array.from({ length: plane.channels }, (_, channel) => {
    const largest = 2 ** format.bitDepth - 1;
    const unit = 2 ** (format.bitDepth - 8);
    if (plane.name[channel] === 'A') {
      return { role: 'alpha', black: largest, white: largest, least: 0, largest };
    }
    if (!format.isYuv) return { role: 'colour', black: 0, white: largest, least: 0, largest };
    if (isChroma(plane.name, channel)) {
      return { role: 'chroma', black: 128 * unit, white: 128 * unit, least: 0, largest };
    }
    const [black, white] = range === 'full' ? [0, largest] : [16 * unit, 235 * unit];
    return { role: 'luma', black, white, least: 0, largest };
  });
}

/** U, V and UV planes are chroma throughout; UYVY begins with chroma. */
function isChroma(plane: string, channel: number): boolean {
  return plane !== 'Y' && !(plane === 'UYVY' && channel === 1);
}
