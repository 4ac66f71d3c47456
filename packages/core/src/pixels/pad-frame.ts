import { InvalidOptionError } from '../errors';
import type { VideoFrame } from '../frames/video-frame';
import { padPixels } from './pad-pixels';

/** Width and height in pixels. */
export interface PictureSize {
  /** Pixels a row. */
  readonly cols: number;
  /** Rows. */
  readonly rows: number;
}

/**
 * Makes a larger frame of another, at the same time; the last column and row are repeated to fill the rest.
 *
 * @param frame - The frame; every view is padded alike.
 * @param size - The larger size.
 * @returns A loan of its own; the caller releases it or hands it on.
 * @throws {@link InvalidOptionError} when the size is not larger.
 */
export function padFrame(frame: VideoFrame, size: PictureSize): VideoFrame {
  if (size.cols < frame.cols || size.rows < frame.rows) {
    throw new InvalidOptionError(
      'size',
      `at least ${frame.cols}×${frame.rows}`,
      `${size.cols}×${size.rows}`,
    );
  }
  const padded = frame.deriveUninitialised({ cols: size.cols, rows: size.rows });
  for (let view = 0; view < frame.stereoCount; view += 1) {
    const { cols, rows, shape } = frame;
    const [from, to] = [frame.data(view), padded.data(view)];
    padPixels(from, to, shape.format, cols, rows, size.cols, size.rows);
  }
  return padded;
}
