import { frameShape, type VideoFrame, type FrameShape } from '@giftgrab/core';

/** How the views of a stereo frame become one picture. */
export type StereoLayout = 'side-by-side' | 'top-bottom' | 'left' | 'right';

/**
 * Makes one picture of the views of a frame, at the same time.
 *
 * @param frame - The frame.
 * @param layout - Where its views go; `'left'` is the first of them, `'right'` the last.
 * @returns A loan of its own; the caller releases it.
 */
export function packViews(frame: VideoFrame, layout: StereoLayout): VideoFrame {
  const packed = frame.derive({ ...packedSize(frame, layout), stereoCount: 1 });
  const last = frame.stereoCount - 1;
  for (let view = 0; view <= last; view += 1) {
    if (layout === 'left' && view !== 0) continue;
    if (layout === 'right' && view !== last) continue;
    const place = layout === 'left' || layout === 'right' ? 0 : view;
    copyView(frame, view, packed, layout === 'top-bottom' ? [0, place] : [place, 0]);
  }
  return packed;
}

/**
 * The size of what {@link packViews} makes.
 *
 * @param frame - A frame.
 * @param layout - Where its views go.
 */
export function packedSize(
  frame: Pick<FrameShape, 'cols' | 'rows' | 'stereoCount'>,
  layout: StereoLayout,
): { cols: number; rows: number } {
  const { cols, rows, stereoCount } = frame;
  if (layout === 'side-by-side') return { cols: cols * stereoCount, rows };
  if (layout === 'top-bottom') return { cols, rows: rows * stereoCount };
  return { cols, rows };
}

function copyView(
  frame: VideoFrame,
  view: number,
  packed: VideoFrame,
  [across, down]: readonly [number, number],
): void {
  const from = frame.data(view);
  const to = packed.data();
  const source = frameShape({ ...frame.shape, stereoCount: 1 }).layout.planes;
  source.forEach((plane, i) => {
    const target = packed.shape.layout.planes[i];
    if (target === undefined) return;
    // Of odd sizes, chroma is rounded up in each view but only once in the whole: the last column gives way.
    const left = Math.min(across * plane.stride, target.stride - plane.stride);
    const top = Math.min(down * plane.rows, target.rows - plane.rows);
    for (let row = 0; row < plane.rows; row += 1) {
      const start = plane.offset + row * plane.stride;
      const line = from.subarray(start, start + plane.stride);
      to.set(line, target.offset + (top + row) * target.stride + left);
    }
  });
}
