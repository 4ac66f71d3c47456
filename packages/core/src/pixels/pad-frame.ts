import { InvalidOptionError } from '../errors';
import type { VideoFrame } from '../frames/video-frame';
import { padPixels, type PictureSize } from './pad-pixels';

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
    padPixels(frame.data(view), padded.data(view), frame.shape.format, frame, size);
  }
  return padded;
}
