import { UnsupportedFormatError } from '../errors';
import type { FrameShape } from '../frames/frame-shape';
import type { VideoFrame } from '../frames/video-frame';
import { copyPixels } from './copy-pixels';
import type { PictureSize } from './pad-frame';
import { placeView } from './place-view';

/** How several views lie in one picture. */
export type PackedLayout = 'side-by-side' | 'top-bottom';

/** How the views of a stereo frame become one picture; `'left'` is the first of them, `'right'` the last. */
export type StereoLayout = PackedLayout | 'left' | 'right';

/** Which view comes first. */
export interface EyeOrder {
  /** Whether the right view lies first in the packed picture: on its left, or on top. @defaultValue false */
  readonly swapped?: boolean;
}

/**
 * Makes one picture of the views of a frame, at the same time.
 *
 * @param frame - The frame.
 * @param layout - Where its views go.
 * @param order - Which view comes first.
 * @returns A loan of its own; the caller releases it or hands it on.
 * @see {@link unpackViews}, the way back
 * @example
 * ```ts
 * import { packViews, VideoFrame } from '@giftgrab/core';
 *
 * const pair = VideoFrame.alloc({ colour: 'I420', cols: 64, rows: 48, stereoCount: 2 });
 * const wide = packViews(pair, 'side-by-side');
 * console.log(wide.cols, wide.stereoCount); // 128 1
 * wide.release();
 * ```
 */
export function packViews(
  frame: VideoFrame,
  layout: StereoLayout,
  { swapped = false }: EyeOrder = {},
): VideoFrame {
  const { cols, rows, stereoCount } = frame;
  const packed = frame.deriveUninitialised({ ...packedSize(frame, layout), stereoCount: 1 });
  if (layout === 'left' || layout === 'right') {
    placeView(frame, packed, { view: layout === 'left' ? 0 : stereoCount - 1 });
    return packed;
  }
  for (let place = 0; place < stereoCount; place += 1) {
    const view = swapped ? stereoCount - 1 - place : place;
    const [x, y] = layout === 'side-by-side' ? [place * cols, 0] : [0, place * rows];
    placeView(frame, packed, { view, x, y });
  }
  return packed;
}

/**
 * The size of what {@link packViews} makes.
 *
 * @param frame - A frame, or its shape.
 * @param layout - Where its views go.
 */
export function packedSize(
  { cols, rows, stereoCount }: Pick<FrameShape, 'cols' | 'rows' | 'stereoCount'>,
  layout: StereoLayout,
): PictureSize {
  if (layout === 'side-by-side') return { cols: cols * stereoCount, rows };
  if (layout === 'top-bottom') return { cols, rows: rows * stereoCount };
  return { cols, rows };
}

/**
 * Makes a stereo frame of a picture that holds two views, at the same time.
 *
 * @param frame - A frame of one view.
 * @param layout - Where the views lie.
 * @param order - Which view comes first.
 * @returns A loan of its own; the caller releases it or hands it on.
 * @throws {@link UnsupportedFormatError} when the frame has several views already, or its size does not part into two equal ones.
 * @see {@link packViews}, the way back
 * @example
 * ```ts
 * import { unpackViews, VideoFrame } from '@giftgrab/core';
 *
 * const wide = VideoFrame.alloc({ colour: 'I420', cols: 128, rows: 48 });
 * const pair = unpackViews(wide, 'side-by-side');
 * console.log(pair.cols, pair.stereoCount); // 64 2
 * pair.release();
 * ```
 */
export function unpackViews(
  frame: VideoFrame,
  layout: PackedLayout,
  { swapped = false }: EyeOrder = {},
): VideoFrame {
  const { format, layout: planes } = frame.shape;
  const isWide = layout === 'side-by-side';
  checkPacked(frame, isWide);
  const cols = isWide ? frame.cols / 2 : frame.cols;
  const rows = isWide ? frame.rows : frame.rows / 2;
  const stereo = frame.deriveUninitialised({ cols, rows, stereoCount: 2 });
  for (let view = 0; view < 2; view += 1) {
    const place = swapped ? 1 - view : view;
    const [x, y] = isWide ? [place * cols, 0] : [0, place * rows];
    const to = { bytes: stereo.data(view), layout: stereo.shape.layout, x: 0, y: 0 };
    copyPixels(format, { bytes: frame.data(), layout: planes, x, y }, to, stereo);
  }
  return stereo;
}

function checkPacked({ cols, rows, stereoCount, index }: VideoFrame, isWide: boolean): void {
  if (stereoCount > 1) {
    throw new UnsupportedFormatError(
      `Frame ${index} has ${stereoCount} views already: there is nothing to unpack. Use it as it is.`,
    );
  }
  if ((isWide ? cols : rows) % 2 === 0) return;
  throw new UnsupportedFormatError(
    `A picture of ${cols}×${rows} does not part into two equal views ${isWide ? 'side by side' : 'one above the other'}. ` +
      `Crop it to an even number of ${isWide ? 'columns' : 'rows'} before.`,
  );
}
