import {
  chromaSteps,
  InvalidOptionError,
  placeView,
  type FrameSet,
  type PictureSize,
  type Region,
  type VideoFrame,
} from '@giftgrab/core';
import { adapted, fittedRegion } from './fit-picture';
import type { LayoutSpec } from './layout-spec';

/**
 * Makes one picture of several.
 *
 * @param spec - How they are laid out.
 * @param frames - The pictures.
 * @param options - Checked options.
 * @param holder - Whose the result is. An `'emitter'` is also given the first frame itself, where the others are drawn into it and
 * nobody else sees it.
 */
export function arrange<Options extends object>(
  spec: LayoutSpec<Options>,
  frames: FrameSet,
  options: Options,
  holder: 'emitter' | 'filter',
): VideoFrame {
  const [first] = frames;
  if (first === undefined) throw new InvalidOptionError('frames', 'one frame or more', frames);
  checkViews(frames, first);
  const steps = chromaSteps(first.shape.format);
  const { size, places, fit } = spec.arrange(frames, options, steps);
  const regions = places.map((place, i) =>
    fittedRegion(frames[i] ?? first, place, fit, steps, i + 1),
  );
  const canvas = canvasFor(first, size, regions, holder);
  try {
    frames.forEach((frame, i) => draw(frame, regions[i], first, canvas));
  } catch (error) {
    if (canvas !== first) canvas.release();
    throw error;
  }
  return canvas;
}

function checkViews(frames: FrameSet, { stereoCount }: VideoFrame): void {
  frames.forEach((frame, i) => {
    if (frame.stereoCount === stereoCount || frame.stereoCount === 1) return;
    const expected = stereoCount === 1 ? 'one view' : `one view or ${stereoCount} views`;
    throw new InvalidOptionError(
      `picture ${i + 1}`,
      `${expected}, as the first,`,
      frame.stereoCount,
      'packViews() makes one view of several.',
    );
  });
}

function canvasFor(
  first: VideoFrame,
  size: PictureSize,
  regions: readonly Region[],
  holder: 'emitter' | 'filter',
): VideoFrame {
  const { cols, rows } = size;
  const isFirstWhole = regions[0]?.cols === cols && regions[0].rows === rows;
  const isFree = first.isExclusive && first.address !== undefined;
  if (isFirstWhole && holder === 'emitter' && isFree) return first;
  // Places that do not cover one another cover everything when together they are as large.
  const drawn = regions.reduce((sum, region) => sum + region.cols * region.rows, 0);
  const isCovered = isFirstWhole || drawn === cols * rows;
  return isCovered
    ? first.deriveUninitialised({ cols, rows }, holder)
    : first.derive({ cols, rows });
}

function draw(
  frame: VideoFrame,
  region: Region | undefined,
  first: VideoFrame,
  canvas: VideoFrame,
): void {
  if (region === undefined || (frame === canvas && isWhole(region, canvas))) return;
  const picture = adapted(frame, region, first);
  const { x, y } = region;
  for (let toView = 0; toView < canvas.stereoCount; toView += 1) {
    const view = picture.stereoCount === 1 ? 0 : toView;
    placeView(picture, canvas, { view, toView, x, y });
  }
  if (picture !== frame) picture.release();
}

function isWhole({ cols, rows }: Region, canvas: VideoFrame): boolean {
  return cols === canvas.cols && rows === canvas.rows;
}
