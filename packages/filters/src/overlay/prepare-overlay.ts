import { chromaSteps, convertFrame, VideoFrame, type PlaneFormat } from '@giftgrab/core';
import { storedPlane } from '../frame-planes';
import type { RgbaPicture } from './rgba-picture';

/** What is drawn on one plane of frames of one shape. */
export interface PlaneOverlay {
  /** Number of the plane. */
  readonly plane: number;
  /** Bytes from the plane's first to the first that is drawn on. */
  readonly offset: number;
  /** Rows. */
  readonly rows: number;
  /** Samples of a row. */
  readonly width: number;
  /** The samples that are drawn. */
  readonly over: Uint8Array | Uint16Array;
  /** For each sample 0 to 255: how far it covers what is below. */
  readonly opacity: Uint8Array;
}

/** Where a picture is drawn, and how. */
export interface OverlayPlace {
  /** Column of its left edge. */
  readonly x: number;
  /** Row of its upper edge. */
  readonly y: number;
  /** 0 to 1, besides its own alpha. */
  readonly opacity: number;
}

/**
 * Makes a picture ready to be drawn on frames of one shape: in their layout and range, without what lies beyond their edges.
 *
 * @param picture - The picture.
 * @param place - Where it goes.
 * @param frame - One of the frames.
 * @returns One for each plane; none where nothing of it is inside.
 */
export function prepareOverlay(
  picture: RgbaPicture,
  place: OverlayPlace,
  frame: VideoFrame,
): readonly PlaneOverlay[] {
  const { format } = frame.shape;
  const [xStep, yStep] = chromaSteps(format);
  // Whole chroma samples, with pixels at the edges that cover nothing.
  const left = Math.max(0, Math.floor(place.x / xStep) * xStep);
  const top = Math.max(0, Math.floor(place.y / yStep) * yStep);
  const right = Math.ceil((place.x + picture.cols) / xStep) * xStep;
  const bottom = Math.ceil((place.y + picture.rows) / yStep) * yStep;
  const cols = Math.min(frame.cols, right) - left;
  const rows = Math.min(frame.rows, bottom) - top;
  if (cols <= 0 || rows <= 0) return [];
  const { colorimetry } = frame;
  const canvas = VideoFrame.alloc({ colour: 'BGRA', cols, rows, colorimetry });
  const alpha = new Uint8Array(cols * rows);
  paste(picture, place, left, top, canvas, alpha);
  if (xStep > 1) spreadColours(canvas, alpha, xStep, yStep);
  const converted = convertFrame(canvas, frame.colour);
  try {
    return format.planes.map((plane, index) => {
      const { data, shape } = storedPlane(converted, 0, index);
      const [planeRows = 0, planeCols = 0] = shape;
      const { stride = 0 } = frame.shape.layout.planes[index] ?? {};
      const col = (left >> plane.xShift) * plane.channels * format.bytesPerSample;
      return {
        plane: index,
        offset: (top >> plane.yShift) * stride + col,
        rows: planeRows,
        width: planeCols * plane.channels,
        over: data.slice() as Uint8Array | Uint16Array,
        opacity: planeOpacity(plane, alpha, cols, rows, planeCols, planeRows),
      };
    });
  } finally {
    converted.release();
  }
}

function paste(
  { cols: width, rows: height, rgba }: RgbaPicture,
  { x, y, opacity }: OverlayPlace,
  left: number,
  top: number,
  canvas: VideoFrame,
  alpha: Uint8Array,
): void {
  const bgra = canvas.data();
  for (let row = 0; row < canvas.rows; row += 1) {
    for (let col = 0; col < canvas.cols; col += 1) {
      const [fromRow, fromCol] = [row + top - y, col + left - x];
      if (fromRow < 0 || fromCol < 0 || fromRow >= height || fromCol >= width) continue;
      const from = (fromRow * width + fromCol) * 4;
      const to = row * canvas.cols + col;
      alpha[to] = Math.round((rgba[from + 3] ?? 0) * opacity);
      if (alpha[to] === 0) continue;
      for (let i = 0; i < 3; i += 1) bgra[to * 4 + i] = rgba[from + 2 - i] ?? 0;
    }
  }
}

/** Pixels that cover nothing take the colour of those they share chroma with, which would fade else. */
function spreadColours(canvas: VideoFrame, alpha: Uint8Array, xStep: number, yStep: number): void {
  const bgra = canvas.data();
  const { cols, rows } = canvas;
  for (let top = 0; top < rows; top += yStep) {
    for (let left = 0; left < cols; left += xStep) {
      const pixels: number[] = [];
      for (let row = top; row < Math.min(rows, top + yStep); row += 1) {
        for (let col = left; col < Math.min(cols, left + xStep); col += 1) {
          pixels.push(row * cols + col);
        }
      }
      const seen = pixels.filter((at) => alpha[at] !== 0);
      const weight = seen.reduce((sum, at) => sum + (alpha[at] ?? 0), 0);
      for (let i = 0; i < 3 && weight > 0; i += 1) {
        const sum = seen.reduce(
          (total, at) => total + (bgra[at * 4 + i] ?? 0) * (alpha[at] ?? 0),
          0,
        );
        for (const at of pixels) if (alpha[at] === 0) bgra[at * 4 + i] = Math.round(sum / weight);
      }
    }
  }
}

/** The mean of what the pixels that a sample stands for cover; the frame's own alpha is left alone. */
function planeOpacity(
  plane: PlaneFormat,
  alpha: Uint8Array,
  cols: number,
  rows: number,
  planeCols: number,
  planeRows: number,
): Uint8Array {
  const opacity = new Uint8Array(planeCols * planeRows * plane.channels);
  const isPaired = plane.columnMultiple > 1;
  for (let at = 0; at < opacity.length; at += 1) {
    const channel = at % plane.channels;
    if (plane.name[channel] === 'A') continue;
    const col = Math.floor(at / plane.channels) % planeCols;
    const row = Math.floor(at / plane.channels / planeCols) << plane.yShift;
    const isPairsChroma = isPaired && channel === 0;
    const width = isPairsChroma ? 2 : 1 << plane.xShift;
    const left = isPairsChroma ? col & ~1 : col << plane.xShift;
    let sum = 0;
    let count = 0;
    for (let y = row; y < Math.min(rows, row + (1 << plane.yShift)); y += 1) {
      for (let x = left; x < Math.min(cols, left + width); x += 1) {
        sum += alpha[y * cols + x] ?? 0;
        count += 1;
      }
    }
    opacity[at] = count === 0 ? 0 : Math.round(sum / count);
  }
  return opacity;
}
