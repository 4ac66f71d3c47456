import {
  checkIntegerIn,
  checkOptionNames,
  checkPositiveInteger,
  InvalidOptionError,
  liveOptions,
  type FrameOperator,
  type Live,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';
import { paintingFilter } from '../overlay/painting-filter';
import { readPicture } from '../overlay/rgba-picture';

/** What {@link overlay} draws, and where. */
export interface OverlayOptions {
  /** A file's path, the text of an SVG, or the bytes of a picture: PNG, JPEG, WebP, SVG and whatever else sharp reads. */
  readonly image: string | Uint8Array;
  /** Column of its left edge. Range: whole numbers, -32768 to 32768. @defaultValue 0 */
  readonly x?: number;
  /** Row of its upper edge. Range: whole numbers, -32768 to 32768. @defaultValue 0 */
  readonly y?: number;
  /** Its width in pixels. Range: whole numbers, 1 to 8192. @defaultValue its own */
  readonly cols?: number;
  /** Its height in pixels. Range: whole numbers, 1 to 8192. @defaultValue its own */
  readonly rows?: number;
  /** How opaque it is, besides its own alpha. Range: 0 to 1. @defaultValue 1 */
  readonly opacity?: number;
}

/**
 * Makes an operator that draws a picture on every frame, on any layout, in place: a logo, a frame, a cross-hair. The picture is
 * read once, when the first frame comes. What lies beyond the edge is not drawn; the frame's own alpha is left alone.
 *
 * @param options - What, and where.
 * @returns One frame for each frame.
 * @throws {@link InvalidOptionError} when a number breaks its rule; the stream fails with a {@link FilterError} when the picture
 * cannot be read.
 * @example
 * ```ts
 * import { overlay } from '@giftgrab/filters';
 *
 * const image = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4.5" cy="4.5" r="4" fill="red"/></svg>';
 * const recording = overlay({ image, x: 20, y: 20 });
 * console.log(recording.stats.framesIn); // 0
 * ```
 */
export function overlay(options: Live<OverlayOptions>): FrameOperator {
  if (isObservable(options)) return liveOptions(options, overlay);
  checkOptionNames('overlay', options, ['image', 'x', 'y', 'cols', 'rows', 'opacity']);
  const { image, x = 0, y = 0, cols, rows, opacity = 1 } = options;
  const given: unknown = image;
  if (!(typeof given === 'string' && given !== '') && !(given instanceof Uint8Array)) {
    throw new InvalidOptionError('image', 'a path, an SVG or the bytes of a picture', given);
  }
  checkPosition(x, y);
  if (cols !== undefined) checkPositiveInteger('cols', cols, LARGEST);
  if (rows !== undefined) checkPositiveInteger('rows', rows, LARGEST);
  if (!(typeof opacity === 'number' && opacity >= 0 && opacity <= 1)) {
    throw new InvalidOptionError('opacity', 'a number from 0 to 1', opacity);
  }
  const copy = typeof image === 'string' ? image : Uint8Array.from(image);
  return paintingFilter(
    'overlay',
    () => readPicture(copy, { cols, rows }),
    (painter, frame, picture) => painter.paint(frame, picture, { x, y, opacity }, ''),
  );
}

const MAX_SIDE = 32_768;
/** As large as a wall of screens; its pixels are 256 MiB. */
const LARGEST = 8192;

/** Throws unless a place is whole numbers that a picture may have. */
export function checkPosition(x: number, y: number): void {
  checkIntegerIn('x', x, -MAX_SIDE, MAX_SIDE);
  checkIntegerIn('y', y, -MAX_SIDE, MAX_SIDE);
}
