import type { VideoFrame } from '../frames/video-frame';
import { convertFrame } from './convert-frame';
import { packViews } from './pack-views';

/**
 * Makes one picture of red, green and blue bytes of a frame, as encoders of pictures want it; the views of a stereo frame lie side by side.
 *
 * @param frame - The frame; it is only looked at.
 * @returns A loan of its own, not copied where the frame is such a picture already; the caller releases it.
 */
export function rgbFrame(frame: VideoFrame): VideoFrame {
  const packed = frame.stereoCount > 1 ? packViews(frame, 'side-by-side') : frame.share();
  if (packed.colour === 'RGB24') return packed;
  try {
    return convertFrame(packed, 'RGB24');
  } finally {
    packed.release();
  }
}
