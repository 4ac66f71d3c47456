import { checkPositiveInteger } from '@giftgrab/core';
import { defineLayout, type FrameLayout } from './define-layout';
import { checkFit, type FitOption } from './in-a-row';

/** How {@link mosaic} lays pictures out. */
export interface MosaicOptions extends FitOption {
  /** Pictures in a row. Range: whole numbers, 1 to 64. @defaultValue as many as make it as near to a square as can be */
  readonly columns?: number;
}

/**
 * Puts pictures in rows, from left to right and from top to bottom, each in a cell of the first picture's size. What is left over is
 * black.
 *
 * @example
 * ```ts
 * import { mosaic } from '@giftgrab/filters';
 *
 * const wall = mosaic({ columns: 2 });
 * console.log(wall.stats.framesIn); // syncByTime(cameras, { toleranceMs: 15 }).pipe(wall)
 * ```
 * @throws {@link InvalidOptionError} when an option breaks its rule, there is no picture, or `fit` does not allow its size; in a stream
 * that is the cause of a {@link FilterError}.
 * @see ffmpeg's `xstack`
 */
export const mosaic: FrameLayout<MosaicOptions> = defineLayout<MosaicOptions>({
  name: 'mosaic',
  optionNames: ['columns', 'fit'],
  check: (options) => {
    checkFit(options);
    if (options.columns !== undefined) checkPositiveInteger('columns', options.columns, 64);
  },
  arrange: (sizes, { columns = Math.ceil(Math.sqrt(sizes.length)), fit = 'scale' }) => {
    const { cols = 1, rows = 1 } = sizes[0] ?? {};
    const places = sizes.map((_, i) => {
      return { x: (i % columns) * cols, y: Math.floor(i / columns) * rows, cols, rows };
    });
    const lines = Math.ceil(sizes.length / columns);
    return { size: { cols: columns * cols, rows: lines * rows }, places, fit };
  },
});
