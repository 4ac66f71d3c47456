import { pictureLayout, type PixelFormat } from '../frames/pixel-formats';
import { checkRegion, type Region } from './region';

/**
 * Copies a part of a picture.
 *
 * @param src - The picture's bytes.
 * @param dst - Where the part goes, as a picture of its own; rows and planes without gaps. Must not overlap `src`.
 * @param format - The format of both.
 * @param srcCols - Pixels a row of the picture.
 * @param srcRows - Rows of the picture.
 * @param region - The part.
 * @throws {@link OutOfRangeError} when the region is not inside the picture or its corner cuts a chroma sample in two.
 */
export function cropPixels(
  src: Uint8Array,
  dst: Uint8Array,
  format: PixelFormat,
  srcCols: number,
  srcRows: number,
  region: Region,
): void {
  checkRegion(region, { cols: srcCols, rows: srcRows }, format);
  const from = pictureLayout(format, srcCols, srcRows);
  const to = pictureLayout(format, region.cols, region.rows);
  for (const [index, plane] of format.planes.entries()) {
    const source = from.planes[index];
    const target = to.planes[index];
    if (source === undefined || target === undefined) continue;
    const left = (region.x >> plane.xShift) * plane.channels * format.bytesPerSample;
    const start = source.offset + (region.y >> plane.yShift) * source.stride + left;
    if (source.stride === target.stride) {
      dst.set(src.subarray(start, start + target.byteLength), target.offset);
      continue;
    }
    for (let row = 0; row < target.rows; row++) {
      const at = start + row * source.stride;
      dst.set(src.subarray(at, at + target.stride), target.offset + row * target.stride);
    }
  }
}
