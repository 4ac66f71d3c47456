import type { ColourRange } from '../frames/colour-space';
import { blackOf, pictureLayout, type PixelFormat } from '../frames/pixel-formats';

/**
 * Makes a picture black; opaque where it has alpha.
 *
 * @param bytes - The picture's bytes.
 * @param format - Its format.
 * @param cols - Pixels a row.
 * @param rows - Rows.
 * @param range - Limited or full range; matters to luma only.
 */
export function fillBlack(
  bytes: Uint8Array,
  format: PixelFormat,
  cols: number,
  rows: number,
  range: ColourRange,
): void {
  const { planes } = pictureLayout(format, cols, rows);
  for (const [index, plane] of format.planes.entries()) {
    const layout = planes[index];
    if (layout === undefined) continue;
    const part = bytes.subarray(layout.offset, layout.offset + layout.byteLength);
    fillPattern(part, patternOf(blackOf(plane, range), format.bytesPerSample));
  }
}

/** The bytes of some samples, little-endian. */
function patternOf(samples: readonly number[], bytesPerSample: 1 | 2): Uint8Array {
  return Uint8Array.from(
    bytesPerSample === 1 ? samples : samples.flatMap((sample) => [sample & 255, sample >> 8]),
  );
}

/** Repeats a pattern as often as it fits. */
function fillPattern(bytes: Uint8Array, pattern: Uint8Array): void {
  bytes.set(pattern.subarray(0, bytes.length));
  // Doubled each time, from what was filled before: in shared memory several times as fast as `fill`.
  for (let done = pattern.length; done < bytes.length; done *= 2) bytes.copyWithin(done, 0, done);
}
