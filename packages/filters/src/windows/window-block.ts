import { extendedIndices } from '../arrays/boundary';
import { bytesOf, isSameShape, type ArrayShape } from '../arrays/sample-array';
import { pictureShape, type PictureShape } from '../plans/plan';
import type { Window } from './window';

/** A window over pictures of one shape, as kernels see it. */
export interface WindowBlock {
  /** What the kernels read; see assembly/window.ts for what lies where. */
  readonly bytes: Uint8Array;
  readonly picture: PictureShape;
  /** Bytes of a row of the picture. */
  readonly rowBytes: number;
  /** Bytes from one extended row to the next. */
  readonly extendedBytes: number;
}

const HEADER_BYTES = 64;

/**
 * Describes a window to kernels.
 *
 * @param input - The input.
 * @param output - The output.
 * @param window - The window.
 * @param taps - Numbers that a kernel wants to have listed.
 * @returns `undefined` where kernels cannot do it: other than bytes or numbers of 16 bits, neighbours in other channels, or a
 * constant that is no sample.
 */
export function windowBlock(
  input: ArrayShape,
  output: ArrayShape,
  window: Window,
  taps: readonly number[] = [],
): WindowBlock | undefined {
  const picture = pictureShape(input);
  const isKnown = input.dtype === 'uint8' || input.dtype === 'uint16';
  if (picture === undefined || !isKnown || output.dtype !== input.dtype) return undefined;
  if (!isSameShape(input.shape, output.shape) || (window.shape[2] ?? 1) !== 1) return undefined;
  const pixel = constantPixel(input, window, picture.channels);
  if (pixel === undefined) return undefined;
  const [windowRows = 1, windowCols = 1] = window.shape;
  const [rowsBefore = 0, colsBefore = 0] = window.before;
  const [rowMode = 'reflect', colMode = 'reflect'] = window.modes;
  const colsAfter = windowCols - 1 - colsBefore;
  const rows = extendedIndices(picture.rows, rowsBefore, windowRows - 1 - rowsBefore, rowMode);
  const cols = extendedIndices(picture.cols, colsBefore, colsAfter, colMode);
  const edges = Int32Array.of(
    ...cols.slice(0, colsBefore),
    ...cols.slice(colsBefore + picture.cols),
  );
  const pixelBytes = picture.channels * bytesOf(input.dtype);
  const extendedBytes = alignTo64((picture.cols + windowCols - 1) * pixelBytes + 64);
  const parts = [edges, rows, pixel, Int32Array.from(taps)].map(
    (part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
  );
  const offsets: number[] = [];
  let length = HEADER_BYTES;
  for (const part of parts) {
    offsets.push(length);
    length += Math.ceil(part.length / 4) * 4;
  }
  const [edgesAt = 0, rowsAt = 0, pixelAt = 0, tapsAt = 0] = offsets;
  const header = [picture.cols, pixelBytes, windowRows, windowCols, colsBefore, edgesAt, rowsAt];
  header.push(pixelAt, extendedBytes, taps.length, tapsAt);
  const bytes = new Uint8Array(length);
  new Int32Array(bytes.buffer).set(header);
  parts.forEach((part, i) => bytes.set(part, offsets[i]));
  return { bytes, picture, rowBytes: picture.cols * pixelBytes, extendedBytes };
}

/** A pixel of the value beyond the edge; `undefined` if it is wanted and no sample can have that value. */
function constantPixel(
  { dtype }: ArrayShape,
  { modes, cval }: Window,
  channels: number,
): Uint8Array | Uint16Array | undefined {
  const pixel = dtype === 'uint8' ? new Uint8Array(channels) : new Uint16Array(channels);
  const isWanted = modes.some((mode) => mode === 'constant' || mode === 'grid-constant');
  pixel.fill(cval);
  return isWanted && pixel[0] !== cval ? undefined : pixel;
}

function alignTo64(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
