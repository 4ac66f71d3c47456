import type { VideoFrame } from '../frames/video-frame';
import { cropPixels } from './crop-pixels';
import { checkRegion, type Region } from './region';

/**
 * Makes a frame of a part of another, at the same time.
 *
 * @param frame - The whole; every view is cropped alike.
 * @param region - The part.
 * @returns A loan of its own; the caller releases it or hands it on.
 * @throws {@link OutOfRangeError} as {@link checkRegion} does.
 */
export function cropFrame(frame: VideoFrame, region: Region): VideoFrame {
  checkRegion(region, frame, frame.shape.format);
  const cropped = frame.deriveUninitialised({ cols: region.cols, rows: region.rows });
  for (let view = 0; view < frame.stereoCount; view += 1) {
    const { cols, rows, shape } = frame;
    cropPixels(frame.data(view), cropped.data(view), shape.format, cols, rows, region);
  }
  return cropped;
}
