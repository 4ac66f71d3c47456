import type { PictureLayout, PixelFormat, PlaneFormat, PlaneLayout } from '../frames/pixel-formats';
import type { PictureSize } from './pad-frame';

/** A place in a picture. */
export interface PixelPlace {
  /** The picture's bytes. */
  readonly bytes: Uint8Array;
  /** Where its planes lie. */
  readonly layout: PictureLayout;
  /** Left edge of the place, in pixels. */
  readonly x: number;
  /** Upper edge of the place, in pixels. */
  readonly y: number;
}

/**
 * Copies a rectangle of pixels from one picture to another: the one way to cut, to paste and to pack pictures.
 *
 * Where pixels share chroma, an odd corner lies in the middle of a sample, which then goes with the rectangle. So pictures of an odd size
 * that are put one beside the other share a column of chroma, and that of the last stays.
 *
 * @param format - The format of both.
 * @param from - Where the rectangle is.
 * @param to - Where it goes; must not overlap with `from`.
 * @param size - Its size; inside of both pictures.
 */
export function copyPixels(
  format: PixelFormat,
  from: PixelPlace,
  to: PixelPlace,
  size: PictureSize,
): void {
  for (const [index, plane] of format.planes.entries()) {
    const source = from.layout.planes[index];
    const target = to.layout.planes[index];
    if (source === undefined || target === undefined) continue;
    if (plane.columnMultiple > 1) copyPairs(from, to, source, target, size);
    else copyPlane(format, plane, from, to, source, target, size);
  }
}

function copyPlane(
  { bytesPerSample }: PixelFormat,
  { channels, xShift, yShift }: PlaneFormat,
  from: PixelPlace,
  to: PixelPlace,
  source: PlaneLayout,
  target: PlaneLayout,
  { cols, rows }: PictureSize,
): void {
  const sampleBytes = channels * bytesPerSample;
  const width = samplesIn(to.x, cols, xShift);
  const height = samplesIn(to.y, rows, yShift);
  // An even length at an odd place touches one sample more than it has: its last one is repeated.
  const sourceHeight = samplesIn(from.y, rows, yShift);
  const lineBytes = Math.min(width, samplesIn(from.x, cols, xShift)) * sampleBytes;
  const missingBytes = width * sampleBytes - lineBytes;
  let read = source.offset + (from.y >> yShift) * source.stride + (from.x >> xShift) * sampleBytes;
  let write = target.offset + (to.y >> yShift) * target.stride + (to.x >> xShift) * sampleBytes;
  if (lineBytes === source.stride && lineBytes === target.stride && height <= sourceHeight) {
    to.bytes.set(from.bytes.subarray(read, read + height * lineBytes), write);
    return;
  }
  for (let row = 0; row < height; row += 1) {
    to.bytes.set(from.bytes.subarray(read, read + lineBytes), write);
    const end = write + lineBytes;
    if (missingBytes > 0) to.bytes.copyWithin(end, end - missingBytes, end);
    if (row + 1 < sourceHeight) read += source.stride;
    write += target.stride;
  }
}

/** How many samples so many pixels touch. */
function samplesIn(start: number, length: number, shift: number): number {
  return ((start + length - 1) >> shift) - (start >> shift) + 1;
}

/** Pixels that lie in pairs, U, Y, V, Y: the second of a pair that belongs to somebody else is left alone. */
function copyPairs(
  from: PixelPlace,
  to: PixelPlace,
  source: PlaneLayout,
  target: PlaneLayout,
  { cols, rows }: PictureSize,
): void {
  const isWhole = from.x % 2 === 0 && to.x % 2 === 0;
  const lineBytes = cols % 2 === 0 ? 2 * cols : 2 * cols + 1;
  const isPadded = to.x + cols === target.cols && target.cols % 2 === 1;
  for (let row = 0; row < rows; row += 1) {
    const read = source.offset + (from.y + row) * source.stride;
    const write = target.offset + (to.y + row) * target.stride;
    if (isWhole) {
      const start = read + 2 * from.x;
      to.bytes.set(from.bytes.subarray(start, start + lineBytes), write + 2 * to.x);
    } else {
      copyHalfPairs(from, to, read, write, cols);
    }
    // What is stored behind the last pixel is seen by nobody, but shall be the same each time.
    const end = write + 2 * target.cols;
    if (isPadded) to.bytes[end + 1] = to.bytes[end - 1] ?? 0;
  }
}

function copyHalfPairs(
  from: PixelPlace,
  to: PixelPlace,
  read: number,
  write: number,
  cols: number,
): void {
  const source = from.bytes;
  const target = to.bytes;
  let luma = read + 2 * from.x + 1;
  const lumaEnd = luma + 2 * cols;
  for (let at = write + 2 * to.x + 1; luma < lumaEnd; luma += 2, at += 2) {
    target[at] = source[luma] ?? 0;
  }
  const lastPair = read + 4 * ((from.x + cols - 1) >> 1);
  const end = write + 4 * ((to.x + cols - 1) >> 1);
  let pair = read + 4 * (from.x >> 1);
  for (let at = write + 4 * (to.x >> 1); at <= end; at += 4) {
    target[at] = source[pair] ?? 0;
    target[at + 2] = source[pair + 2] ?? 0;
    if (pair < lastPair) pair += 4;
  }
}
