import type { ColourRange } from '../frames/colour-space';
import { blackOf, pictureLayout, type PixelFormat } from '../frames/pixel-formats';

/**
 * Fills one view with black.
 *
 * @param bytes - The view.
 * @param format - Its pixel format.
 * @param cols - Pixels a row.
 * @param rows - Rows.
 * @param range - Which luma is black.
 */
export function fillBlack(
  bytes: Uint8Array,
  format: PixelFormat,
  cols: number,
  rows: number,
  range: ColourRange,
): void {
  const { planes } = pictureLayout(format, cols, rows);
  planes.forEach(({ offset, byteLength }, i) => {
    const plane = format.planes[i];
    if (plane === undefined) return;
    const pattern = blackOf(plane, range).flatMap((value) =>
      format.bytesPerSample === 1 ? [value] : [value & 255, value >> 8],
    );
    fillPattern(bytes.subarray(offset, offset + byteLength), pattern);
  });
}

function fillPattern(bytes: Uint8Array, pattern: readonly number[]): void {
  const [first = 0] = pattern;
  if (pattern.every((value) => value === first)) {
    bytes.fill(first);
    return;
  }
  bytes.set(pattern.slice(0, bytes.length));
  // Each round doubles what is filled.
  for (let filled = pattern.length; filled < bytes.length; filled *= 2) {
    bytes.copyWithin(filled, 0, filled);
  }
}
