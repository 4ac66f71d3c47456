import type { Colorimetry, ColourMatrix } from '../frames/colour-space';

/** Shares of red and of blue in luma; green has the rest. */
const SHARES: Readonly<Record<ColourMatrix, readonly [kr: number, kb: number]>> = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
  bt2020: [0.2627, 0.0593],
  unspecified: [0.299, 0.114],
};

/** A matrix and a range in numbers: `Y = black + lumaSpan * (kr R + kg G + kb B)`. */
export interface YuvScale {
  /** Share of red in luma. */
  readonly kr: number;
  /** Share of green in luma. */
  readonly kg: number;
  /** Share of blue in luma. */
  readonly kb: number;
  /** The luma of black, in 8 bits: 16 or 0. */
  readonly black: number;
  /** White less black of luma: 219 or 255. */
  readonly lumaSpan: number;
  /** The most that chroma varies, from end to end: 224 or 255. */
  readonly chromaSpan: number;
}

/**
 * What a matrix and a range mean in numbers.
 *
 * @param colorimetry - Matrix and range; an unspecified matrix is BT.601.
 */
export function yuvScale(colorimetry: Colorimetry): YuvScale {
  const [kr, kb] = SHARES[colorimetry.matrix];
  const isFull = colorimetry.range === 'full';
  return {
    kr,
    kg: 1 - kr - kb,
    kb,
    black: isFull ? 0 : 16,
    lumaSpan: isFull ? 255 : 219,
    chromaSpan: isFull ? 255 : 224,
  };
}

/** The arguments of the kernels that make BGRA: luma's factor, the bias, then V to red, U to green, V to green, U to blue. */
export type ToRgb = readonly [
  yFactor: number,
  bias: number,
  redV: number,
  greenU: number,
  greenV: number,
  blueU: number,
];

/** Weights of blue and red, packed in 32 bits, and of green. */
export type Weights = readonly [pair: number, green: number];

/** The weights of kernels that take BGRA. */
export interface FromRgb {
  /** Luma: weights, and what black becomes. */
  readonly luma: readonly [...Weights, black: number];
  /** Weights of U. */
  readonly u: Weights;
  /** Weights of V. */
  readonly v: Weights;
}

/** The arguments of the kernel that stretches bytes: factor and bias. */
export type Stretch = readonly [factor: number, bias: number];

/** All that the kernels need of a matrix and a range, in fixed point. */
export interface Coefficients {
  /** From luma and chroma to blue, green and red. */
  readonly toRgb: ToRgb;
  /** From blue, green and red to luma and chroma. */
  readonly fromRgb: FromRgb;
  /** From luma to full-range grey. */
  readonly toGrey: Stretch;
  /** From full-range grey to luma. */
  readonly fromGrey: Stretch;
  /** From blue, green and red to full-range grey. */
  readonly greyWeights: FromRgb['luma'];
  /** The factor of luma from 10 bits to 8, 14 bits of fraction. */
  readonly narrow10: number;
  /** Which low bits of a 10-bit luma repeat its top ones: 3 in full range, none in limited. */
  readonly widen10: number;
}

/** What the `q15mulr` of the kernels that stretch bytes computes. */
const multiply = (a: number, b: number): number => Math.floor((a * b + 16384) / 32768);

const pack = (blue: number, red: number): number => (red << 16) | (blue & 0xffff);

/** What the kernels that make BGRA compute: 6 fraction bits of a product with a factor of 14, which comes in two parts. */
function product(sample: number, factor: number): number {
  const upper = (factor + 128) >> 8;
  return sample * upper + ((sample * (factor - upper * 256)) >> 8);
}

function toRgb(scale: YuvScale): ToRgb {
  const yFactor = Math.round((255 / scale.lumaSpan) * 2 ** 14);
  // 13 bits are what swscale has: whole levels of products are then the same.
  const chroma = (factor: number): number =>
    2 * Math.round(((2 * factor * 255) / scale.chromaSpan) * 2 ** 13);
  const { kr, kg, kb } = scale;
  return [
    yFactor,
    // Black to exactly 0, whatever its product was rounded to, and half a level to round with.
    32 - product(scale.black, yFactor),
    chroma(1 - kr),
    chroma(-((1 - kb) * kb) / kg),
    chroma(-((1 - kr) * kr) / kg),
    chroma(1 - kb),
  ];
}

function fromRgb(scale: YuvScale): FromRgb {
  const unit = (span: number, share: number): number => Math.round((span / 255) * share * 2 ** 15);
  const { kr, kb, lumaSpan, chromaSpan } = scale;
  // Green's weight is what the others leave, so that greys come out exactly grey.
  const yRed = unit(lumaSpan, kr);
  const yBlue = unit(lumaSpan, kb);
  const half = unit(chromaSpan, 0.5);
  const uRed = -unit(chromaSpan, (0.5 * kr) / (1 - kb));
  const vBlue = -unit(chromaSpan, (0.5 * kb) / (1 - kr));
  return {
    luma: [pack(yBlue, yRed), unit(lumaSpan, 1) - yRed - yBlue, scale.black],
    u: [pack(half, uRed), -half - uRed],
    v: [pack(vBlue, half), -half - vBlue],
  };
}

function stretch(span: number, newSpan: number, black: number, newBlack: number): Stretch {
  const factor = Math.round((newSpan / span) * 2 ** 14);
  return [factor, 32 + newBlack * 64 - multiply(black << 7, factor)];
}

function compute(colorimetry: Colorimetry): Coefficients {
  const scale = yuvScale(colorimetry);
  const isFull = colorimetry.range === 'full';
  return {
    toRgb: toRgb(scale),
    fromRgb: fromRgb(scale),
    toGrey: stretch(scale.lumaSpan, 255, scale.black, 0),
    fromGrey: stretch(255, scale.lumaSpan, 0, scale.black),
    greyWeights: fromRgb(yuvScale({ matrix: colorimetry.matrix, range: 'full' })).luma,
    narrow10: isFull ? Math.round((255 / 1023) * 2 ** 14) : 2 ** 12,
    widen10: isFull ? 3 : 0,
  };
}

const cache = new Map<string, Coefficients>();

/**
 * The kernels' numbers for a matrix and a range, computed from the matrix's shares of red and blue.
 *
 * @param colorimetry - Matrix and range; an unspecified matrix is BT.601.
 */
export function coefficientsOf(colorimetry: Colorimetry): Coefficients {
  const key = `${colorimetry.matrix} ${colorimetry.range}`;
  let coefficients = cache.get(key);
  if (coefficients === undefined) {
    coefficients = compute(colorimetry);
    cache.set(key, coefficients);
  }
  return coefficients;
}
