import { OutOfRangeError } from '../errors';
import type { PixelFormat } from '../frames/pixel-formats';

/** A rectangle of pixels. */
export interface Region {
  /** Left edge. Range: whole numbers, from 0. */
  readonly x: number;
  /** Upper edge. Range: whole numbers, from 0. */
  readonly y: number;
  /** Width. Range: whole numbers, from 1. */
  readonly cols: number;
  /** Height. Range: whole numbers, from 1. */
  readonly rows: number;
}

/**
 * Throws unless a region lies inside a picture and its corner falls on a whole chroma sample.
 *
 * @param region - The region, in pixels. Its size may be odd.
 * @param picture - The picture that it is a part of; its corner is at (0, 0).
 * @param format - The picture's format: with I420, I420P10 and NV12 `x` and `y` must be even, with UYVY `x`.
 * @throws {@link OutOfRangeError} naming the nearest region that would do.
 */
export function checkRegion(
  region: Region,
  picture: Pick<Region, 'cols' | 'rows'>,
  format: PixelFormat,
): void {
  const nearest = nearestRegion(region, picture, format);
  const { x, y, cols, rows } = region;
  const isSame =
    x === nearest.x && y === nearest.y && cols === nearest.cols && rows === nearest.rows;
  if (isSame) return;
  const [xStep, yStep] = chromaSteps(format);
  const rule =
    xStep * yStep > 1
      ? `${format.colour} needs ${yStep > 1 ? 'even x and y' : 'an even x'}`
      : 'its edges are whole pixels';
  throw new OutOfRangeError(
    `The region ${inWords(region)} is not a part of the ${picture.cols}x${picture.rows} picture ` +
      `(inside it, at least one pixel; ${rule}). The nearest that is: ${inWords(nearest)}.`,
  );
}

/**
 * Columns and rows that one chroma sample spans: `[2, 2]` for I420, `[2, 1]` for UYVY, `[1, 1]` where each pixel has its own colour.
 *
 * @param format - The format.
 */
export function chromaSteps(format: PixelFormat): readonly [xStep: number, yStep: number] {
  return [
    Math.max(...format.planes.map((plane) => Math.max(1 << plane.xShift, plane.columnMultiple))),
    Math.max(...format.planes.map((plane) => 1 << plane.yShift)),
  ];
}

function nearestRegion(
  region: Region,
  picture: Pick<Region, 'cols' | 'rows'>,
  format: PixelFormat,
): Region {
  const [xStep, yStep] = chromaSteps(format);
  const [x, cols] = nearestSpan(region.x, region.cols, picture.cols, xStep);
  const [y, rows] = nearestSpan(region.y, region.rows, picture.rows, yStep);
  return { x, y, cols, rows };
}

/** One dimension: the size is kept where it can be, the start moves down to a multiple of `step`. */
function nearestSpan(
  start: number,
  size: number,
  limit: number,
  step: number,
): [start: number, size: number] {
  const newSize = clamp(Math.round(size), 1, limit);
  const newStart = Math.floor(clamp(Math.round(start), 0, limit - newSize) / step) * step;
  return [newStart, newSize];
}

function clamp(value: number, least: number, most: number): number {
  return Number.isNaN(value) ? least : Math.min(Math.max(value, least), most);
}

function inWords({ x, y, cols, rows }: Region): string {
  return `${cols}x${rows} at (${x}, ${y})`;
}
