import { pictureLayout, type PixelFormat, type PlaneLayout } from '../frames/pixel-formats';

/** Width and height in pixels. */
export interface PictureSize {
  /** Pixels a row. */
  readonly cols: number;
  /** Rows. */
  readonly rows: number;
}

/**
 * Copies one view to a larger one; its last column and row are repeated to fill the rest.
 *
 * @param from - The view.
 * @param to - The larger view.
 * @param format - Pixel format of both.
 * @param size - Size of the view.
 * @param target - Size of the larger view.
 */
export function padPixels(
  from: Uint8Array,
  to: Uint8Array,
  format: PixelFormat,
  size: PictureSize,
  target: PictureSize,
): void {
  const sources = pictureLayout(format, size.cols, size.rows).planes;
  const targets = pictureLayout(format, target.cols, target.rows).planes;
  format.planes.forEach((plane, i) => {
    const [src, dst] = [sources[i], targets[i]];
    if (src === undefined || dst === undefined) return;
    // UYVY pixels come in pairs, and a pair is repeated as a whole.
    const unit = plane.channels * plane.columnMultiple * format.bytesPerSample;
    padPlane(from, to, src, dst, unit);
  });
}

function padPlane(
  from: Uint8Array,
  to: Uint8Array,
  src: PlaneLayout,
  dst: PlaneLayout,
  unit: number,
): void {
  for (let row = 0; row < src.rows; row += 1) {
    const start = dst.offset + row * dst.stride;
    const end = start + src.stride;
    to.set(from.subarray(src.offset + row * src.stride, src.offset + (row + 1) * src.stride), start);
    for (let at = end; at < start + dst.stride; at += unit) to.copyWithin(at, end - unit, end);
  }
  const last = dst.offset + (src.rows - 1) * dst.stride;
  for (let row = src.rows; row < dst.rows; row += 1) {
    to.copyWithin(dst.offset + row * dst.stride, last, last + dst.stride);
  }
}
