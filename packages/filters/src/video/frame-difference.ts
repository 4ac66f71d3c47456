import { deferFilter, type FrameOperator, type VideoFrame } from '@giftgrab/core';
import { Combiner } from '../two-inputs/combine';
import { differenceSpec } from './absolute-difference';

/**
 * Makes an operator that shows what has changed since the frame before: how far each sample is from what it was. The first
 * frame comes out black, and so does the first of another size or layout.
 *
 * As with {@link absoluteDifference}, YUV layouts become grey and alpha is the newer frame's. It holds one frame, which counts
 * against its source's budget.
 *
 * @returns One frame for each frame. Each subscription starts afresh.
 * @example
 * ```ts
 * import { frameDifference } from '@giftgrab/filters';
 *
 * const changes = frameDifference();
 * console.log(changes.stats.framesIn); // 0
 * ```
 */
export function frameDifference(): FrameOperator {
  const combiner = new Combiner(differenceSpec, {});
  return deferFilter(
    () => {
      let previous: VideoFrame | undefined;
      return {
        run: (frame) => {
          const newest = frame.address === undefined ? frame.pooledCopy() : frame.retain();
          const isComparable =
            previous !== undefined &&
            previous.colour === frame.colour &&
            previous.rows === frame.rows &&
            previous.cols === frame.cols &&
            previous.stereoCount === frame.stereoCount;
          const output = frame.deriveUninitialised({});
          combiner.combineFrames(newest, (isComparable ? previous : newest) as VideoFrame, output);
          previous?.release();
          previous = newest;
          return output;
        },
        end: () => {
          previous?.release();
          previous = undefined;
        },
      };
    },
    { name: 'frameDifference', access: 'read' },
  );
}
