import { OutOfRangeError } from '../errors';
import { pictureLayout, type PixelFormat, type PlaneFormat } from '../frames/pixel-formats';
import { fillPattern } from './fill-black';

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
    const edge = new RowEdge(plane, source.cols, target.cols, format.bytesPerSample);
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
      if (edge.exists) edge.fill(part.subarray(at, at + target.stride));
    }
    const last = (source.rows - 1) * target.stride;
    for (let at = last + target.stride; at < part.length; at += target.stride) {
      part.copyWithin(at, last, last + target.stride);
    }
  }
}

/** The part of a row that repeats its last column. */
class RowEdge {
  /** Whether there is such a part. */
  readonly exists: boolean;
  readonly #sampleBytes: number;
  readonly #cols: number;
  readonly #isPaired: boolean;

  constructor(plane: PlaneFormat, cols: number, newCols: number, bytesPerSample: number) {
    this.exists = newCols > cols;
    this.#sampleBytes = plane.channels * bytesPerSample;
    this.#cols = cols;
    this.#isPaired = plane.columnMultiple === 2;
  }

  /** Completes a row whose left part is in place. */
  fill(row: Uint8Array): void {
    if (this.#isPaired) this.#fillPairs(row);
    else if (this.#sampleBytes === 1) row.fill(row[this.#cols - 1] ?? 0, this.#cols);
    else {
      const end = this.#cols * this.#sampleBytes;
      fillPattern(row.subarray(end), row.slice(end - this.#sampleBytes, end));
    }
  }

  /** UYVY: chroma of the last pair, luma of the last column. */
  #fillPairs(row: Uint8Array): void {
    const pair = ((this.#cols - 1) >> 1) * 4;
    const luma = row[this.#cols * 2 - 1] ?? 0;
    if (this.#cols % 2 === 1) row[pair + 3] = luma;
    const pattern = Uint8Array.of(row[pair] ?? 0, luma, row[pair + 2] ?? 0, luma);
    fillPattern(row.subarray(pair + 4), pattern);
  }
}
