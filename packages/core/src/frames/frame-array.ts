import ndarray, { type NdArray } from 'ndarray';
import { UnsupportedFormatError } from '../errors';
import type { FrameShape } from './frame-shape';
import type { PixelFormat, PlaneLayout } from './pixel-formats';

/** Samples in memory: bytes, or 16-bit numbers for the formats with two bytes a sample. */
export type Samples = Uint8Array | Uint16Array;

/**
 * The samples of a view.
 *
 * @param bytes - The view's bytes.
 * @param format - Says how many bytes a sample has.
 * @returns A view on the same memory.
 */
export function samplesOf(bytes: Uint8Array, format: PixelFormat): Samples {
  if (format.bytesPerSample === 1) return bytes;
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}

/**
 * A view of a packed format as one ndarray.
 *
 * @param bytes - The view's bytes.
 * @param shape - Its size and layout.
 * @returns Shape `[rows, cols, channels]`, on the same memory.
 * @throws {@link UnsupportedFormatError} when the format has several planes.
 */
export function pictureArray(bytes: Uint8Array, shape: FrameShape): NdArray<Samples> {
  const [array, second] = planeArrays(bytes, shape);
  if (array === undefined || second !== undefined) {
    throw new UnsupportedFormatError(
      `A ${shape.colour} frame has several planes and so no single array. Use frame.planes(), ` +
        "or ask the source for a packed format, for example { colour: 'BGRA' }.",
    );
  }
  return array;
}

/**
 * The planes of a view as ndarrays.
 *
 * @param bytes - The view's bytes.
 * @param shape - Its size and layout.
 * @returns One array of shape `[rows, cols, channels]` for each plane, on the same memory.
 */
export function planeArrays(bytes: Uint8Array, shape: FrameShape): readonly NdArray<Samples>[] {
  const samples = samplesOf(bytes, shape.format);
  return shape.layout.planes.map((layout, i) =>
    planeArray(samples, layout, shape.format.planes[i]?.channels ?? 1, shape.format.bytesPerSample),
  );
}

function planeArray(
  samples: Samples,
  layout: PlaneLayout,
  channels: number,
  bytesPerSample: number,
): NdArray<Samples> {
  return ndarray(
    samples,
    [layout.rows, layout.cols, channels],
    [layout.stride / bytesPerSample, channels, 1],
    layout.offset / bytesPerSample,
  );
}
