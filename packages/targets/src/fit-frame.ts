import {
  convertFrame,
  cropFrame,
  packViews,
  padFrame,
  type ColourSpace,
  type PictureSize,
  type StereoLayout,
  type VideoFrame,
} from '@giftgrab/core';
import type { EncoderSpec } from './codecs';

/** What happens to a picture whose size the encoder cannot take. */
export type OddSize = 'pad' | 'crop' | 'scale' | 'error';

/** The ways to make one picture of several views, for checks. */
export const STEREO_LAYOUTS: readonly StereoLayout[] = [
  'side-by-side',
  'top-bottom',
  'left',
  'right',
];

/** How frames are made fit for an encoder. */
export interface FitPlan {
  /** Layout that goes through the pipe. */
  readonly colour: ColourSpace;
  /** Size that goes through the pipe. */
  readonly size: PictureSize;
  /** Size that ffmpeg shall scale to. */
  readonly scaleTo: PictureSize | undefined;
  readonly stereo: StereoLayout;
}

/**
 * The size that an encoder can take.
 *
 * @param size - The picture's.
 * @param encoder - The encoder.
 * @param libavformat - Major version of ffmpeg's libavformat.
 * @param isCropped - Whether to make it smaller rather than larger.
 */
export function encodableSize(
  size: PictureSize,
  encoder: EncoderSpec,
  libavformat: number,
  isCropped: boolean,
): PictureSize {
  const minimum = encoder.minimum(libavformat);
  const round = isCropped ? Math.floor : Math.ceil;
  const fit = (length: number, least: number): number =>
    Math.max(least, round(length / encoder.multipleOf) * encoder.multipleOf);
  return { cols: fit(size.cols, minimum.cols), rows: fit(size.rows, minimum.rows) };
}

/**
 * Makes a frame fit for an encoder.
 *
 * @param frame - The frame.
 * @param plan - What it shall be.
 * @returns The frame itself where it fits, else one that the caller releases.
 */
export function fitFrame(frame: VideoFrame, plan: FitPlan): VideoFrame {
  const steps: ((current: VideoFrame) => VideoFrame)[] = [
    (current) => (current.stereoCount > 1 ? packViews(current, plan.stereo) : current),
    (current) => (current.colour === plan.colour ? current : convertFrame(current, plan.colour)),
    (current) => resized(current, plan.size),
  ];
  return steps.reduce((current, step) => {
    const next = step(current);
    if (next !== current && current !== frame) current.release();
    return next;
  }, frame);
}

function resized(frame: VideoFrame, { cols, rows }: PictureSize): VideoFrame {
  if (frame.cols === cols && frame.rows === rows) return frame;
  if (cols >= frame.cols && rows >= frame.rows) return padFrame(frame, { cols, rows });
  return cropFrame(frame, { x: 0, y: 0, cols, rows });
}
