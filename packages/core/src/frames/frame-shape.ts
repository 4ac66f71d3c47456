import { checkPositiveInteger } from '../option-checks';
import type { ColourSpace } from './colour-space';
import { pictureLayout, pixelFormat, type PictureLayout, type PixelFormat } from './pixel-formats';

/** The size and layout of a frame. */
export interface FrameSpec {
  /** Layout of the samples. */
  readonly colour: ColourSpace;
  /** Pixels a row, 1 to 32768. */
  readonly cols: number;
  /** Rows, 1 to 32768. */
  readonly rows: number;
  /** Views of a stereo frame, one after the other in memory. @defaultValue 1 */
  readonly stereoCount?: number;
}

/** A checked {@link FrameSpec} with what follows from it; frames of one stream share one. */
export interface FrameShape extends Required<FrameSpec> {
  /** The row of the pixel-format table. */
  readonly format: PixelFormat;
  /** Where the planes of one view lie. */
  readonly layout: PictureLayout;
  /** Bytes of all views together. */
  readonly byteLength: number;
}

/** Wider or higher pictures are refused: a wrong number is likelier than such a camera. */
const MAX_SIDE = 32_768;

/**
 * Checks a size and layout and computes what follows from it.
 *
 * @param spec - The wish.
 * @throws {@link InvalidOptionError} when a number is not a positive integer, a side exceeds 32768, or the colour is unknown.
 */
export function frameShape(spec: FrameSpec): FrameShape {
  const { colour, cols, rows, stereoCount = 1 } = spec;
  checkPositiveInteger('cols', cols, MAX_SIDE);
  checkPositiveInteger('rows', rows, MAX_SIDE);
  checkPositiveInteger('stereoCount', stereoCount, 64);
  const format = pixelFormat(colour);
  const layout = pictureLayout(format, cols, rows);
  return {
    colour,
    cols,
    rows,
    stereoCount,
    format,
    layout,
    byteLength: layout.byteLength * stereoCount,
  };
}

/** Whether frames of one shape can stand for frames of the other: the same size, layout and number of views. */
export function isSameShape(a: Required<FrameSpec>, b: Required<FrameSpec>): boolean {
  return (
    a.cols === b.cols &&
    a.rows === b.rows &&
    a.colour === b.colour &&
    a.stereoCount === b.stereoCount
  );
}

/** A shape as messages name it, for example `640×480 BGRA`, or `640×480 BGRA with 2 views`. */
export function shapeText({ cols, rows, colour, stereoCount }: Required<FrameSpec>): string {
  return `${cols}×${rows} ${colour}${stereoCount > 1 ? ` with ${stereoCount} views` : ''}`;
}

/**
 * Bytes that one view of a frame takes.
 *
 * @param spec - Its size and layout; `stereoCount` does not matter.
 * @throws {@link InvalidOptionError} as {@link frameShape} does.
 * @see GIFT-Grab's `VideoFrame::required_data_length` (F9)
 */
export function requiredDataLength(spec: FrameSpec): number {
  return frameShape(spec).layout.byteLength;
}

/**
 * Bits that one pixel takes on average: 32 for BGRA, 12 for I420, 16 for UYVY.
 *
 * @param colour - The colour space.
 * @see GIFT-Grab's `VideoFrame::required_pixel_length` (F10), which returned bytes and said bits
 */
export function bitsPerPixel(colour: ColourSpace): number {
  return (pictureLayout(pixelFormat(colour), 2, 2).byteLength * 8) / 4;
}
