import { pictureLayout, type PixelFormat } from '../frames/pixel-formats';
import type { Region } from './region';

/**
 * Copies a region of one view to another view.
 *
 * @param from - The view to copy from.
 * @param to - The view to copy to, of the region's size.
 * @param format - Pixel format of both.
 * @param size - Size of the view to copy from.
 * @param region - A region that {@link checkRegion} accepts.
 */
export function cropPixels(
  from: Uint8Array,
  to: Uint8Array,
  format: PixelFormat,
  size: { readonly cols: number; readonly rows: number },
  region: Region,
): void {
  const source = pictureLayout(format, size.cols, size.rows).planes;
  const target = pictureLayout(format, region.cols, region.rows).planes;
  format.planes.forEach((plane, i) => {
    const [src, dst] = [source[i], target[i]];
    if (src === undefined || dst === undefined) return;
    const x = (region.x >> plane.xShift) * plane.channels * format.bytesPerSample;
    const y = region.y >> plane.yShift;
    for (let row = 0; row < dst.rows; row += 1) {
      const start = src.offset + (y + row) * src.stride + x;
      to.set(from.subarray(start, start + dst.stride), dst.offset + row * dst.stride);
    }
  });
}
