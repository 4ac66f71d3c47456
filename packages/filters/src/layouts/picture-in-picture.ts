import {
  checkIntegerIn,
  checkOneOf,
  InvalidOptionError,
  type PictureSize,
  type Region,
} from '@giftgrab/core';
import { defineLayout, type FrameLayout } from './define-layout';
import { wholeSteps } from './fit-picture';
import type { Steps } from './layout-spec';

/** Where the small picture lies. */
export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

const CORNERS: readonly Corner[] = ['top-left', 'top-right', 'bottom-left', 'bottom-right'];

/** How {@link pictureInPicture} puts a picture into another. */
export interface PictureInPictureOptions {
  /**
   * Width of the small picture as a share of the large one's. It keeps its proportions and becomes smaller where
   * it would not fit otherwise. Range: above 0, to 1.
   *
   * @defaultValue 0.25
   */
  readonly width?: number;
  /** The corner that it lies in. @defaultValue `'bottom-right'` */
  readonly corner?: Corner;
  /** Pixels to the edges, made less by one where pixels share their colour. Range: whole numbers, 0 to 32768. @defaultValue 16 */
  readonly margin?: number;
}

/**
 * Draws a second picture small in a corner of the first; in place where nobody else sees the first.
 *
 * @example
 * ```ts
 * import { pictureInPicture } from '@giftgrab/filters';
 *
 * const inset = pictureInPicture({ width: 0.3, corner: 'top-right' });
 * console.log(inset.stats.framesIn); // latestOf([endoscope, room]).pipe(inset)
 * ```
 * @throws {@link InvalidOptionError} when an option breaks its rule or there are not two pictures; in a stream that is the cause of a
 * {@link FilterError}.
 */
export const pictureInPicture: FrameLayout<PictureInPictureOptions> =
  defineLayout<PictureInPictureOptions>({
    name: 'pictureInPicture',
    optionNames: ['width', 'corner', 'margin'],
    check: ({ width = 0.25, corner = 'bottom-right', margin = 16 }) => {
      if (!(typeof width === 'number' && width > 0 && width <= 1)) {
        throw new InvalidOptionError('width', 'a share above 0 and at most 1', width);
      }
      checkOneOf('corner', corner, CORNERS);
      checkIntegerIn('margin', margin, 0, 32_768);
    },
    arrange: (sizes, options, steps) => {
      const [large, small] = sizes;
      if (large === undefined || small === undefined || sizes.length > 2) {
        const rule = 'two pictures, the large one and the small one,';
        throw new InvalidOptionError('frames', rule, `${sizes.length}`);
      }
      const { cols, rows } = large;
      const inset = insetOf(large, small, options, steps);
      return { size: { cols, rows }, places: [{ x: 0, y: 0, cols, rows }, inset], fit: 'scale' };
    },
  });

function insetOf(
  large: PictureSize,
  small: PictureSize,
  { width = 0.25, corner = 'bottom-right', margin = 16 }: PictureInPictureOptions,
  [xStep, yStep]: Steps,
): Region {
  const scale = Math.min(
    (large.cols * width) / small.cols,
    Math.max(1, large.cols - 2 * margin) / small.cols,
    Math.max(1, large.rows - 2 * margin) / small.rows,
  );
  const cols = Math.min(large.cols, wholeSteps(small.cols * scale, xStep));
  const rows = Math.min(large.rows, wholeSteps(small.rows * scale, yStep));
  const x = corner.endsWith('left') ? margin : large.cols - margin - cols;
  const y = corner.startsWith('top') ? margin : large.rows - margin - rows;
  return {
    x: Math.floor(Math.min(Math.max(0, x), large.cols - cols) / xStep) * xStep,
    y: Math.floor(Math.min(Math.max(0, y), large.rows - rows) / yStep) * yStep,
    cols,
    rows,
  };
}
