import { UnsupportedFormatError } from '../errors';
import type { Colorimetry, ColourSpace } from '../frames/colour-space';
import { pictureLayout, pixelFormat } from '../frames/pixel-formats';
import { coefficientsOf } from './coefficients';
import { type Band, STEPS, type Step } from './conversion-steps';
import type { Kernels } from './kernels';

/** A picture in the kernels' memory, rows and planes without gaps. */
export interface Picture {
  /** Its pixel format. */
  readonly colour: ColourSpace;
  /** Pixels a row. */
  readonly cols: number;
  /** Rows. */
  readonly rows: number;
  /** Address of its first byte; needs no alignment. */
  readonly ptr: number;
}

/** Rows converted at a time: few enough to stay in a core's cache between steps. */
const BAND_ROWS = 16;

/** Bytes that may be read past the end of a picture. */
const SLACK = 32;

/**
 * Converts a picture from one pixel format to another.
 *
 * Chroma is averaged where its resolution falls and repeated where it grows, as nearest-neighbour
 * scaling does. GRAY8, GRAY16, BGRA and RGB24 are full range; new alpha is 255. Black, white and
 * greys keep their exact values.
 *
 * @param kernels - The kernels on the memory that holds both pictures.
 * @param from - The source; read up to 32 bytes past its end.
 * @param to - The destination, of the same size; never written outside. Must not overlap the source.
 * @param colorimetry - Matrix and range of whichever of the two is YUV; of both, if both are.
 * @param rows - Converts only the rows from `from` up to but not including `to`, for example to
 * share a picture among threads. Any split gives the same bytes. A chroma row belongs to the upper
 * of its two luma rows. All rows if left out.
 * @throws {@link UnsupportedFormatError} when there is no way from the one format to the other.
 */
export function convertPixels(
  kernels: Kernels,
  from: Picture,
  to: Picture,
  colorimetry: Colorimetry,
  rows: { readonly from: number; readonly to: number } = { from: 0, to: to.rows },
): void {
  const route = routeBetween(from.colour, to.colour);
  if (route === undefined) {
    throw new UnsupportedFormatError(`Cannot convert from ${from.colour} to ${to.colour}.`);
  }
  const { functions } = kernels;
  const coefficients = coefficientsOf(colorimetry);
  const source = wholeBand(from);
  const target = wholeBand(to);
  if (route.length === 0) {
    copyPicture(kernels, source, target, rows.from, rows.to);
    return;
  }
  const between = intermediates(kernels, route, from);
  // Bands start at even rows, so that no pair of rows that share chroma is taken apart.
  for (let top = rows.from & ~1; top < rows.to; top += BAND_ROWS) {
    const bottom = Math.min(top + BAND_ROWS, from.rows);
    let current = source;
    for (const [index, step] of route.entries()) {
      const room = between[index];
      const next = room === undefined ? target : { ...room, firstRow: top };
      const first = room === undefined ? Math.max(top, rows.from) : top;
      const last = room === undefined ? Math.min(bottom, rows.to) : bottom;
      step.convert(functions, current, next, first, last, coefficients);
      current = next;
    }
  }
}

/**
 * Tells whether frames of one layout can be converted to another.
 *
 * @param from - The source's format.
 * @param to - The destination's.
 */
export function canConvert(from: ColourSpace, to: ColourSpace): boolean {
  return routeBetween(from, to) !== undefined;
}

/**
 * The formats that a conversion passes through, first and last included; `undefined` if there is no
 * way. Formats without steps of their own go through I420 (YUV) or BGRA (RGB24) or GRAY8 (GRAY16).
 *
 * @param from - The source's format.
 * @param to - The destination's.
 */
export function conversionRoute(
  from: ColourSpace,
  to: ColourSpace,
): readonly ColourSpace[] | undefined {
  const route = routeBetween(from, to);
  return route && [from, ...route.map((step) => step.to)];
}

const routes = new Map<string, readonly Step[] | undefined>();

function routeBetween(from: ColourSpace, to: ColourSpace): readonly Step[] | undefined {
  const key = `${from} ${to}`;
  if (!routes.has(key)) routes.set(key, shortestRoute(from, to));
  return routes.get(key);
}

/** Breadth first; of routes of one length the one whose steps come first in {@link STEPS}. */
function shortestRoute(from: ColourSpace, to: ColourSpace): readonly Step[] | undefined {
  if (!STEPS.some((step) => step.from === from)) return undefined;
  const found = new Map<ColourSpace, readonly Step[]>([[from, []]]);
  for (const [colour, route] of found) {
    if (colour === to) return route;
    for (const step of STEPS) {
      if (step.from === colour && !found.has(step.to)) found.set(step.to, [...route, step]);
    }
  }
  return undefined;
}

function wholeBand(picture: Picture): Band {
  const { colour, cols, rows, ptr } = picture;
  const { planes } = pictureLayout(pixelFormat(colour), cols, rows);
  return {
    cols,
    rows,
    firstRow: 0,
    planes: planes.map(({ offset, stride }) => ({ ptr: ptr + offset, stride })),
  };
}

/** Room for a band in each format that a route passes through. */
function intermediates(kernels: Kernels, route: readonly Step[], size: Picture): readonly Band[] {
  const colours = route.slice(0, -1).map((step) => step.to);
  if (colours.length === 0) return [];
  const bandRows = Math.min(BAND_ROWS, size.rows);
  const bytes = colours.map(
    (colour) => pictureLayout(pixelFormat(colour), size.cols, bandRows).byteLength + SLACK,
  );
  let ptr = kernels.scratch(bytes.reduce((sum, n) => sum + n, 0));
  return colours.map((colour, index) => {
    const band = wholeBand({ colour, cols: size.cols, rows: bandRows, ptr });
    ptr += bytes[index] ?? 0;
    return { ...band, rows: size.rows };
  });
}

function copyPicture(kernels: Kernels, from: Band, to: Band, first: number, last: number): void {
  for (const [index, target] of to.planes.entries()) {
    const source = from.planes[index];
    if (source === undefined) continue;
    const halved = index > 0;
    const top = halved ? (first + 1) >> 1 : first;
    const bottom = halved ? (last + 1) >> 1 : last;
    const bytes = (bottom - top) * target.stride;
    const offset = top * target.stride;
    kernels.functions.copyBytes(source.ptr + offset, target.ptr + offset, bytes);
  }
}
