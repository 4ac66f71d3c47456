import { OutOfRangeError } from '../errors';
import { pictureLayout, type PixelFormat } from '../frames/pixel-formats';

/**
 * Enlarges a picture to the right and downwards by repeating its last column and row.
 *
 * Encoders that want even sizes get them so: an odd I420 picture grows in luma only.
 *
 * @param src - The picture's bytes.
 * @param dst - Where the larger picture goes; rows and planes without gaps. Must not overlap `src`.
 * @param format - The format of both.
 * @param cols - Pixels a row of the picture.
 * @param rows - Rows of the picture.
 * @param newCols - Pixels a row of the larger picture.
 * @param newRows - Rows of the larger picture.
 * @throws {@link OutOfRangeError} when the new size is smaller in either direction.
 */
export function padPixels(
  src: Uint8Array,
  dst: Uint8Array,
  format: PixelFormat,
  cols: number,
  rows: number,
  newCols: number,
  newRows: number,
): void {
  if (newCols < cols || newRows < rows) {
    throw new OutOfRangeError(
      `Cannot pad ${cols}x${rows} to ${newCols}x${newRows}, which is smaller. Crop the picture instead.`,
    );
  }
  const from = pictureLayout(format, cols, rows);
  const to = pictureLayout(format, newCols, newRows);
  for (const [index, plane] of format.planes.entries()) {
    const source = from.planes[index];
    const target = to.planes[index];
    if (source === undefined || target === undefined) continue;
    const sampleBytes = plane.channels * format.bytesPerSample;
    const repeat = plane.columnMultiple === 2 ? repeatLastPair : repeatLastSample;
    const part = dst.subarray(target.offset, target.offset + target.byteLength);
    if (source.stride === target.stride) {
      part.set(src.subarray(source.offset, source.offset + source.byteLength));
    }
    for (let row = 0; row < source.rows; row++) {
      const at = row * target.stride;
      if (source.stride !== target.stride) {
        const start = source.offset + row * source.stride;
        part.set(src.subarray(start, start + source.stride), at);
      }
      repeat(part, at + source.cols * sampleBytes, at + target.stride, sampleBytes);
    }
    const last = (source.rows - 1) * target.stride;
    for (let at = last + target.stride; at < part.length; at += target.stride) {
      part.copyWithin(at, last, last + target.stride);
    }
  }
}

/** Completes a row from `start` on with the sample before. */
function repeatLastSample(
  bytes: Uint8Array,
  start: number,
  end: number,
  sampleBytes: number,
): void {
  for (let i = start; i < end; i++) bytes[i] = bytes[i - sampleBytes] ?? 0;
}

/** Completes a row of UYVY: chroma of the last pair, luma of the last column, which may be the first of its pair. */
function repeatLastPair(bytes: Uint8Array, start: number, end: number): void {
  const luma = bytes[start - 1] ?? 0;
  const stored = start % 4 === 0 ? start : start + 2;
  for (let i = stored; i < end; i++) bytes[i] = bytes[i - 4] ?? 0;
  for (let i = start + 1; i < end; i += 2) bytes[i] = luma;
}
