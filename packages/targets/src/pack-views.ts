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
  if (frame.colour === 'UYVY' && frame.cols % 2 === 1 && across > 0) {
    copyOddPairs(from, to, frame, packed, across * frame.cols);
    return;
  }
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

/** Pairs of pixels that begin in the middle of a pair: colour, which a pair shares, is that of its left pixel. */
function copyOddPairs(
  from: Uint8Array,
  to: Uint8Array,
  { cols, rows }: VideoFrame,
  packed: VideoFrame,
  left: number,
): void {
  const fromStride = 2 * (cols + 1);
  const toStride = 4 * Math.ceil(packed.cols / 2);
  for (let row = 0; row < rows; row += 1) {
    for (let col = 0; col < cols; col += 1) {
      const source = row * fromStride + 2 * col;
      const target = row * toStride + 2 * (left + col);
      to[target + 1] = from[source + 1] ?? 0;
      if ((left + col) % 2 === 1) continue;
      const pair = row * fromStride + 4 * (col >> 1);
      to[target] = from[pair] ?? 0;
      to[target + 2] = from[pair + 2] ?? 0;
    }
  }
}
