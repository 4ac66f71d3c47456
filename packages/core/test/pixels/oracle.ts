// What the kernels should compute: slow, obvious, in floating point, one sample at a time.
import type { Colorimetry, ColourSpace } from '../../src/frames/colour-space';
import { pictureLayout, pixelFormat } from '../../src/frames/pixel-formats';

const SHARES = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
  bt2020: [0.2627, 0.0593],
  unspecified: [0.299, 0.114],
} as const;

type Triple = readonly [number, number, number];

/** A picture as functions of a pixel's place: either colours or luma and chroma, on the scale of 8 bits. */
interface Reader {
  readonly rgb?: (x: number, y: number) => Triple;
  readonly luma?: (x: number, y: number) => number;
  readonly chroma?: (x: number, y: number) => readonly [u: number, v: number];
}

function clip(value: number, most = 255): number {
  return Math.min(Math.max(value, 0), most);
}

function reader(
  colour: ColourSpace,
  bytes: Uint8Array,
  cols: number,
  rows: number,
  isFull: boolean,
): Reader {
  const { planes } = pictureLayout(pixelFormat(colour), cols, rows);
  const byte = (plane: number, row: number, column: number): number =>
    bytes[planes[plane]!.offset + row * planes[plane]!.stride + column]!;
  const word = (plane: number, row: number, column: number): number =>
    byte(plane, row, 2 * column) + 256 * byte(plane, row, 2 * column + 1);
  switch (colour) {
    case 'BGRA':
      return { rgb: (x, y) => [byte(0, y, 4 * x + 2), byte(0, y, 4 * x + 1), byte(0, y, 4 * x)] };
    case 'RGB24':
      return { rgb: (x, y) => [byte(0, y, 3 * x), byte(0, y, 3 * x + 1), byte(0, y, 3 * x + 2)] };
    case 'GRAY8':
      return { rgb: (x, y) => [byte(0, y, x), byte(0, y, x), byte(0, y, x)] };
    case 'GRAY16':
      return { rgb: (x, y) => [word(0, y, x) / 257, word(0, y, x) / 257, word(0, y, x) / 257] };
    case 'I420':
      return {
        luma: (x, y) => byte(0, y, x),
        chroma: (x, y) => [byte(1, y >> 1, x >> 1), byte(2, y >> 1, x >> 1)],
      };
    case 'NV12':
      return {
        luma: (x, y) => byte(0, y, x),
        chroma: (x, y) => [byte(1, y >> 1, x & ~1), byte(1, y >> 1, x | 1)],
      };
    case 'UYVY':
      return {
        luma: (x, y) => byte(0, y, 2 * x + 1),
        chroma: (x, y) => [byte(0, y, 4 * (x >> 1)), byte(0, y, 4 * (x >> 1) + 2)],
      };
    case 'I420P10':
      return {
        luma: (x, y) => (isFull ? (word(0, y, x) * 255) / 1023 : word(0, y, x) / 4),
        chroma: (x, y) => [word(1, y >> 1, x >> 1) / 4, word(2, y >> 1, x >> 1) / 4],
      };
  }
}

/**
 * Converts a picture exactly.
 *
 * @returns One number for each sample of the destination: clipped, not rounded.
 */
export function exactConversion(
  from: ColourSpace,
  to: ColourSpace,
  bytes: Uint8Array,
  cols: number,
  rows: number,
  colorimetry: Colorimetry,
): Float64Array {
  const isFull = colorimetry.range === 'full';
  const [kr, kb] = SHARES[colorimetry.matrix];
  const kg = 1 - kr - kb;
  const black = isFull ? 0 : 16;
  const lumaSpan = isFull ? 255 : 219;
  const chromaSpan = isFull ? 255 : 224;
  const source = reader(from, bytes, cols, rows, isFull);

  const greyOf = ([r, g, b]: Triple): number => kr * r + kg * g + kb * b;

  const rgb = (x: number, y: number): Triple => {
    if (source.rgb) return source.rgb(x, y);
    const light = (source.luma!(x, y) - black) / lumaSpan;
    const [u, v] = source.chroma!(x, y);
    const pb = (u - 128) / chromaSpan;
    const pr = (v - 128) / chromaSpan;
    const r = light + 2 * (1 - kr) * pr;
    const b = light + 2 * (1 - kb) * pb;
    const g = (light - kr * r - kb * b) / kg;
    return [clip(255 * r), clip(255 * g), clip(255 * b)];
  };
  const grey = (x: number, y: number): number =>
    source.rgb ? greyOf(source.rgb(x, y)) : clip(((source.luma!(x, y) - black) * 255) / lumaSpan);
  const luma = (x: number, y: number): number =>
    source.luma ? clip(source.luma(x, y)) : black + (lumaSpan * greyOf(source.rgb!(x, y))) / 255;
  const chroma = (x: number, y: number): readonly [number, number] => {
    if (source.chroma) return source.chroma(x, y);
    const colour = source.rgb!(x, y);
    const light = greyOf(colour);
    const u = 128 + (((colour[2] - light) / (2 * (1 - kb))) * chromaSpan) / 255;
    const v = 128 + (((colour[0] - light) / (2 * (1 - kr))) * chromaSpan) / 255;
    return [u, v];
  };
  /** Chroma's mean over a block; the picture's last column and row stand in for missing ones. */
  const blockChroma = (x: number, y: number, height: number): readonly [number, number] => {
    let u = 0;
    let v = 0;
    for (let dy = 0; dy < height; dy++) {
      for (let dx = 0; dx < 2; dx++) {
        const sample = chroma(Math.min(x + dx, cols - 1), Math.min(y + dy, rows - 1));
        u += sample[0];
        v += sample[1];
      }
    }
    return [clip(u / (2 * height)), clip(v / (2 * height))];
  };

  const samples: number[] = [];
  const each = (width: number, height: number, emit: (x: number, y: number) => void): void => {
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) emit(x, y);
  };
  const halfCols = Math.ceil(cols / 2);
  const halfRows = Math.ceil(rows / 2);
  switch (to) {
    case 'BGRA':
      each(cols, rows, (x, y) => {
        const [r, g, b] = rgb(x, y);
        samples.push(b, g, r, 255);
      });
      break;
    case 'RGB24':
      each(cols, rows, (x, y) => samples.push(...rgb(x, y)));
      break;
    case 'GRAY8':
      each(cols, rows, (x, y) => samples.push(grey(x, y)));
      break;
    case 'GRAY16':
      each(cols, rows, (x, y) => samples.push(257 * grey(x, y)));
      break;
    case 'I420':
      each(cols, rows, (x, y) => samples.push(luma(x, y)));
      each(halfCols, halfRows, (x, y) => samples.push(blockChroma(2 * x, 2 * y, 2)[0]));
      each(halfCols, halfRows, (x, y) => samples.push(blockChroma(2 * x, 2 * y, 2)[1]));
      break;
    case 'NV12':
      each(cols, rows, (x, y) => samples.push(luma(x, y)));
      each(halfCols, halfRows, (x, y) => samples.push(...blockChroma(2 * x, 2 * y, 2)));
      break;
    case 'UYVY':
      each(halfCols, rows, (x, y) => {
        const [u, v] = blockChroma(2 * x, y, 1);
        samples.push(u, luma(2 * x, y), v, luma(Math.min(2 * x + 1, cols - 1), y));
      });
      break;
    case 'I420P10':
      each(cols, rows, (x, y) => samples.push(luma(x, y) * (isFull ? 1023 / 255 : 4)));
      each(halfCols, halfRows, (x, y) => samples.push(4 * blockChroma(2 * x, 2 * y, 2)[0]));
      each(halfCols, halfRows, (x, y) => samples.push(4 * blockChroma(2 * x, 2 * y, 2)[1]));
      break;
  }
  return Float64Array.from(samples);
}
