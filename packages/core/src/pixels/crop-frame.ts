import type { VideoFrame } from '../frames/video-frame';
import { copyPixels } from './copy-pixels';
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
  const { format, layout } = frame.shape;
  checkRegion(region, frame, format);
  const { x, y, cols, rows } = region;
  const cropped = frame.deriveUninitialised({ cols, rows });
  for (let view = 0; view < frame.stereoCount; view += 1) {
    const to = { bytes: cropped.data(view), layout: cropped.shape.layout, x: 0, y: 0 };
    copyPixels(format, { bytes: frame.data(view), layout, x, y }, to, region);
  }
  return cropped;
}
