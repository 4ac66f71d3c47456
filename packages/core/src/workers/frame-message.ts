import { frameShape, type FrameShape } from '../frames/frame-shape';
import type { ColourSpace, Colorimetry } from '../frames/colour-space';
import type { FrameTime, VideoFrame } from '../frames/video-frame';
import { Rational } from '../rational';
import { Timestamp } from '../timestamp';

/** What a frame carries besides its pixels, as it crosses from thread to thread. */
export interface FrameMessage {
  readonly colour: ColourSpace;
  readonly cols: number;
  readonly rows: number;
  readonly stereoCount: number;
  readonly index: number;
  readonly capturedMs: number;
  readonly colorimetry: Colorimetry;
  /** Ticks, and the fraction of a second that one lasts. */
  readonly pts: readonly [ticks: number, num: number, den: number] | undefined;
  /** Frames per second as a fraction. */
  readonly constantRate: readonly [num: number, den: number] | undefined;
  readonly meta: Record<string, unknown> | undefined;
}

/** A frame without its pixels, for another thread. */
export function toMessage(frame: VideoFrame): FrameMessage {
  const { pts, constantRate } = frame;
  return {
    colour: frame.colour,
    cols: frame.cols,
    rows: frame.rows,
    stereoCount: frame.stereoCount,
    index: frame.index,
    capturedMs: frame.capturedMs,
    colorimetry: frame.colorimetry,
    pts: pts && [pts.ticks, pts.timeBase.num, pts.timeBase.den],
    constantRate: constantRate && [constantRate.num, constantRate.den],
    meta: frame.ownMeta,
  };
}

/** The time that a message tells. */
export function timeOf({
  pts,
  constantRate,
  index,
  capturedMs,
  colorimetry,
}: FrameMessage): FrameTime {
  return {
    index,
    capturedMs,
    colorimetry,
    pts: pts && new Timestamp(pts[0], new Rational(pts[1], pts[2])),
    constantRate: constantRate && new Rational(...constantRate),
  };
}

// Frames of one stream share one shape: filters keep what they know of it.
const shapes = new Map<string, FrameShape>();
const MOST_SHAPES = 64;

/** The shape that a message tells; the same object for the same shape. */
export function shapeOf({ colour, cols, rows, stereoCount }: FrameMessage): FrameShape {
  const key = `${colour} ${cols} ${rows} ${stereoCount}`;
  let shape = shapes.get(key);
  if (shape === undefined) {
    if (shapes.size === MOST_SHAPES) shapes.clear();
    shape = frameShape({ colour, cols, rows, stereoCount });
    shapes.set(key, shape);
  }
  return shape;
}
