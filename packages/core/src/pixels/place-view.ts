import { InvalidOptionError, OutOfRangeError } from '../errors';
import type { VideoFrame } from '../frames/video-frame';
import { copyPixels } from './copy-pixels';

/** Where {@link placeView} takes from and puts to. */
export interface ViewPlace {
  /** Which view of the frame that is copied. @defaultValue 0 */
  readonly view?: number;
  /** Which view it is copied to. @defaultValue 0 */
  readonly toView?: number;
  /** Left edge of the place in pixels; may be odd. @defaultValue 0 */
  readonly x?: number;
  /** Upper edge of the place in pixels; may be odd. @defaultValue 0 */
  readonly y?: number;
}

/**
 * Copies one view of a frame into a place of a larger picture of the same layout.
 *
 * Where pixels share chroma, an odd corner lies in the middle of a sample, which then gets the colour of what is copied.
 *
 * @param frame - What is copied.
 * @param target - Where it goes. Nobody else may look at it: call `writable()` first if somebody does.
 * @param place - Which view goes where.
 * @throws {@link InvalidOptionError} when the layouts differ; {@link OutOfRangeError} when the place is not inside the larger picture or
 * there is no such view.
 * @example
 * ```ts
 * import { placeView, VideoFrame } from '@giftgrab/core';
 *
 * const wall = VideoFrame.alloc({ colour: 'I420', cols: 64, rows: 48 });
 * placeView(VideoFrame.alloc({ colour: 'I420', cols: 16, rows: 12 }), wall, { x: 32, y: 24 });
 * ```
 */
export function placeView(frame: VideoFrame, target: VideoFrame, place: ViewPlace = {}): void {
  const { view = 0, toView = 0, x = 0, y = 0 } = place;
  const { cols, rows, colour } = frame;
  if (target.colour !== colour) throw new InvalidOptionError('target', colour, target.colour);
  const isInside =
    Number.isInteger(x) && x >= 0 && Number.isInteger(y) && y >= 0 &&
    x + cols <= target.cols && y + rows <= target.rows; // prettier-ignore
  if (!isInside) {
    throw new OutOfRangeError(
      `A picture of ${cols}×${rows} at (${x}, ${y}) does not lie inside of one of ${target.cols}×${target.rows}. ` +
        'Make it smaller or move it.',
    );
  }
  const { format, layout } = frame.shape;
  const from = { bytes: frame.data(view), layout, x: 0, y: 0 };
  copyPixels(
    format,
    from,
    { bytes: target.data(toView), layout: target.shape.layout, x, y },
    frame,
  );
}
