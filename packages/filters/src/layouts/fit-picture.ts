import {
  convertFrame,
  InvalidOptionError,
  isSameColorimetry,
  type PictureSize,
  type Region,
  type VideoFrame,
} from '@giftgrab/core';
import { resize } from '../video/resize';
import type { Fit, Steps } from './layout-spec';

/**
 * The part of its place that a picture fills.
 *
 * @param size - The picture's size.
 * @param place - Its place.
 * @param fit - What happens to other sizes.
 * @param steps - Columns and rows that share chroma.
 * @param number - Which picture it is, for the message.
 * @throws {@link InvalidOptionError} when it does not fit and that is an error.
 */
export function fittedRegion(
  size: PictureSize,
  place: Region,
  fit: Fit,
  [xStep, yStep]: Steps,
  number: number,
): Region {
  if (size.cols === place.cols && size.rows === place.rows) return place;
  if (fit === 'error' || (fit === 'pad' && (size.cols > place.cols || size.rows > place.rows))) {
    throw new InvalidOptionError(
      `picture ${number}`,
      fit === 'error' ? `${place.cols}×${place.rows}` : `at most ${place.cols}×${place.rows}`,
      `${size.cols}×${size.rows}`,
      "Resize it before, or use { fit: 'scale' }.",
    );
  }
  const scale = Math.min(place.cols / size.cols, place.rows / size.rows);
  const cols = fit === 'pad' ? size.cols : snapped(size.cols * scale, place.cols, xStep);
  const rows = fit === 'pad' ? size.rows : snapped(size.rows * scale, place.rows, yStep);
  return {
    x: place.x + Math.floor((place.cols - cols) / 2 / xStep) * xStep,
    y: place.y + Math.floor((place.rows - rows) / 2 / yStep) * yStep,
    cols,
    rows,
  };
}

/** Whole samples of chroma, and no black stripe that is narrower than one. */
function snapped(length: number, available: number, step: number): number {
  const whole = wholeSteps(length, step);
  return available - whole < step ? available : whole;
}

/** The nearest multiple of a step that is not 0. */
export function wholeSteps(length: number, step: number): number {
  return Math.max(step, Math.round(length / step) * step);
}

/**
 * Makes a picture of the wanted size and in the layout and colours of another.
 *
 * @param frame - The picture.
 * @param size - The wanted size.
 * @param like - The other.
 * @returns The frame itself where it is so already, else one that the caller releases.
 */
export function adapted(frame: VideoFrame, size: PictureSize, like: VideoFrame): VideoFrame {
  const isScaled = frame.cols !== size.cols || frame.rows !== size.rows;
  const steps: ((current: VideoFrame) => VideoFrame)[] = [
    // The chroma of UYVY changes from column to column, which cannot be scaled.
    (it) => (isScaled && it.colour === 'UYVY' ? convertFrame(it, 'I420') : it),
    (it) => (isScaled ? resize(it, { cols: size.cols, rows: size.rows }) : it),
    (it) =>
      isLike(it, like) ? it : convertFrame(it, like.colour, { colorimetry: like.colorimetry }),
  ];
  return steps.reduce((current, step) => {
    const next = step(current);
    if (next !== current && current !== frame) current.release();
    return next;
  }, frame);
}

function isLike(frame: VideoFrame, { colour, colorimetry, shape }: VideoFrame): boolean {
  if (frame.colour !== colour) return false;
  return !shape.format.isYuv || isSameColorimetry(frame.colorimetry, colorimetry);
}
