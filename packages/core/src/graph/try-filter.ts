import type { OperatorFunction } from 'rxjs';
import { VideoFrame } from '../frames/video-frame';
import { VideoStream } from './video-stream';

/** What the frames of a stream are like, as far as a filter may mind. */
export type Picture = Pick<
  VideoFrame,
  'colour' | 'cols' | 'rows' | 'stereoCount' | 'colorimetry' | 'index' | 'pts' | 'constantRate'
>;

/**
 * What a frame is like, without the frame.
 *
 * @param frame - The frame.
 */
export function pictureOf(frame: VideoFrame): Picture {
  const { colour, cols, rows, stereoCount, colorimetry, index, pts, constantRate } = frame;
  return { colour, cols, rows, stereoCount, colorimetry, index, pts, constantRate };
}

/**
 * Gives a filter one black frame, to see whether it can do anything with frames of this kind.
 *
 * @param operator - The filter.
 * @param picture - What the frame shall be like.
 * @returns Rejects with what the filter fails with.
 */
export function tryFilter(
  operator: OperatorFunction<VideoFrame, VideoFrame>,
  picture: Picture,
): Promise<void> {
  const once = new VideoStream((subscriber) => {
    subscriber.next(VideoFrame.alloc(picture));
    subscriber.complete();
  });
  return new Promise((resolve, reject) => {
    operator(once).subscribe({ error: reject, complete: resolve });
  });
}
