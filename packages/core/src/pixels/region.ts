import { describe, OutOfRangeError } from '../errors';
import type { PixelFormat } from '../frames/pixel-formats';

/** A rectangle in a picture, in pixels; its corner counts from the top left. */
export interface Region {
  /** Left edge, from 0. */
  readonly x: number;
  /** Upper edge, from 0. */
  readonly y: number;
  /** Width, at least 1. */
  readonly cols: number;
  /** Height, at least 1. */
  readonly rows: number;
}

/**
 * Throws unless a region lies inside a picture and its corner on whole chroma samples.
 *
 * @param region - The region.
 * @param picture - The picture's size.
 * @param format - Its pixel format.
 * @throws {@link OutOfRangeError} that names the rule, and the nearest corner that would do.
 */
export function checkRegion(
  region: Region,
  picture: { readonly cols: number; readonly rows: number },
  format: PixelFormat,
): void {
  const { x, y, cols, rows } = region;
  const text = `x ${describe(x)}, y ${describe(y)}, ${describe(cols)}×${describe(rows)} pixels`;
  const isWhole = [x, y, cols, rows].every((value) => Number.isInteger(value));
  const isInside =
    x >= 0 && y >= 0 && cols > 0 && rows > 0 && x + cols <= picture.cols && y + rows <= picture.rows;
  if (!isWhole || !isInside) {
    throw new OutOfRangeError(
      `The region (${text}) is not inside the picture, which has ${picture.cols}×${picture.rows} pixels. ` +
        'Its numbers must be whole, x and y at least 0, width and height at least 1.',
    );
  }
  const [stepX, stepY] = cornerSteps(format);
  if (x % stepX === 0 && y % stepY === 0) return;
  throw new OutOfRangeError(
    `The region (${text}) begins within a chroma sample of ${format.colour}, which is ${stepX}×${stepY} pixels. ` +
      `The nearest corner that does not is x ${x - (x % stepX)}, y ${y - (y % stepY)}; or use BGRA.`,
  );
}

/** Columns and rows that one chroma sample covers. */
function cornerSteps(format: PixelFormat): [number, number] {
  const steps = format.planes.map((plane) => [
    plane.columnMultiple << plane.xShift,
    1 << plane.yShift,
  ]);
  return [
    Math.max(...steps.map(([x = 1]) => x)),
    Math.max(...steps.map(([, y = 1]) => y)),
  ];
}
