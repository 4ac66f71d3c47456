import { checkOneOf, type PictureSize, type Region } from '@giftgrab/core';
import { wholeSteps } from './fit-picture';
import { FITS, type Arrangement, type Fit, type LayoutSpec, type Steps } from './layout-spec';

/** What becomes of pictures of other sizes. */
export interface FitOption {
  /**
   * What happens to pictures of another size than their place's. `'scale'` makes them as large as fits, in their own proportions, in
   * the middle of black; `'pad'` puts them in the middle of black as they are, and does not take larger ones; `'error'` takes no others.
   *
   * @defaultValue `'scale'`
   */
  readonly fit?: Fit;
}

/** Throws unless it says what becomes of them. */
export function checkFit({ fit }: FitOption): void {
  if (fit !== undefined) checkOneOf('fit', fit, FITS);
}

/**
 * The layout of pictures in a row or a column: all as high, or as wide, as the first.
 *
 * @param name - The public function's name.
 * @param isAcross - Whether they lie side by side.
 */
export function inARow(name: string, isAcross: boolean): LayoutSpec<FitOption> {
  return {
    name,
    optionNames: ['fit'],
    check: checkFit,
    arrange: (sizes, { fit = 'scale' }, steps) => arrangeInARow(sizes, fit, steps, isAcross),
  };
}

function arrangeInARow(
  sizes: readonly PictureSize[],
  fit: Fit,
  [xStep, yStep]: Steps,
  isAcross: boolean,
): Arrangement {
  const { cols = 1, rows = 1 } = sizes[0] ?? {};
  const places: Region[] = [];
  let at = 0;
  for (const size of sizes) {
    const place = isAcross
      ? { x: at, y: 0, cols: scaled(size.cols, size.rows, rows, fit, xStep), rows }
      : { x: 0, y: at, cols, rows: scaled(size.rows, size.cols, cols, fit, yStep) };
    places.push(place);
    at += isAcross ? place.cols : place.rows;
  }
  return { size: isAcross ? { cols: at, rows } : { cols, rows: at }, places, fit };
}

/** How long a picture becomes when it is made as thick as the first. */
function scaled(length: number, thick: number, wanted: number, fit: Fit, step: number): number {
  if (fit !== 'scale' || thick === wanted) return length;
  return wholeSteps((length * wanted) / thick, step);
}
