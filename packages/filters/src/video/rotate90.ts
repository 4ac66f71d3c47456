import { checkIntegerIn, UnsupportedFormatError } from '@giftgrab/core';
import { bytesOf, copyArray } from '../arrays/sample-array';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { pictureShape, type Plan } from '../plans/plan';

/** How far {@link rotate90} turns. */
export interface Rotate90Options {
  /** Quarter turns clockwise; negative ones go the other way. Range: whole numbers. @defaultValue 1 */
  readonly turns?: number;
}

/**
 * Turns the picture by quarters: of frames all planes and views, of arrays rows and columns. After an odd number of turns
 * columns are rows.
 *
 * @example
 * ```ts
 * import { rotate90 } from '@giftgrab/filters';
 *
 * const upright = rotate90({ turns: -1 }); // for a camera that hangs on its left side
 * console.log(upright.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when `turns` is no whole number; the stream fails with a {@link FilterError} on UYVY, whose
 * chroma goes with columns.
 * @see NumPy's `rot90(picture, -turns)`
 */
export const rotate90: ArrayFilter<Rotate90Options> = defineFilter<Rotate90Options>({
  name: 'rotate90',
  optionNames: ['turns'],
  check: ({ turns = 1 }) => checkIntegerIn('turns', turns, Number.MIN_SAFE_INTEGER),
  isPointwise: true,
  frameSize: ({ rows, cols }, options, { colour }) => {
    if (colour === 'UYVY') {
      throw new UnsupportedFormatError(
        'rotate90 cannot turn UYVY frames, whose columns share chroma. ' +
          "Ask the source for { colour: 'I420' } or { colour: 'BGRA' }, or put convertColour() before it.",
      );
    }
    return quarters(options) % 2 === 0 ? { rows, cols } : { rows: cols, cols: rows };
  },
  output: (input, options) => {
    const [rows = 0, cols = 0, ...rest] = input.shape;
    return quarters(options) % 2 === 0 ? input : { ...input, shape: [cols, rows, ...rest] };
  },
  plan: (input, output, options) => {
    const from = pictureShape(input);
    const to = pictureShape(output);
    if (from === undefined || to === undefined || input.dtype !== output.dtype) return undefined;
    return planTurn(from.rows, to.rows, to.cols, from.channels * bytesOf(input.dtype), options);
  },
  reference: (input, output, options) => {
    const turns = quarters(options);
    const axes = input.shape.map((_, axis) => axis);
    const turned =
      turns % 2 === 0 ? input : input.transpose(...[1, 0, ...axes.slice(2)].slice(0, axes.length));
    copyArray(
      turned.step(turns === 2 || turns === 3 ? -1 : 1, turns === 1 || turns === 2 ? -1 : 1),
      output,
    );
  },
});

/** 0 to 3. */
function quarters({ turns = 1 }: Rotate90Options): number {
  return ((turns % 4) + 4) % 4;
}

function planTurn(
  sourceRows: number,
  rows: number,
  cols: number,
  size: number,
  options: Rotate90Options,
): Plan {
  const turns = quarters(options);
  return {
    phases: [
      {
        rows,
        run: (kernels, { src, srcStride, dst, dstStride }, from, to) => {
          const last = src + (sourceRows - 1) * srcStride;
          const target = dst + from * dstStride;
          const count = to - from;
          if (turns === 0) {
            kernels.copyRows(
              src + from * srcStride,
              srcStride,
              target,
              dstStride,
              cols * size,
              count,
            );
          } else if (turns === 2) {
            const top = last - from * srcStride;
            kernels.reverseRows(top, -srcStride, target, dstStride, cols * size, count, size);
          } else if (turns === 1) {
            // The last row becomes the first column.
            const first = last + from * size;
            kernels.transposeRows(first, -srcStride, target, dstStride, cols, count, size);
          } else {
            // The last column becomes the first row: rows are made from the bottom.
            const first = src + (rows - to) * size;
            const bottom = dst + (to - 1) * dstStride;
            kernels.transposeRows(first, srcStride, bottom, -dstStride, cols, count, size);
          }
        },
      },
    ],
  };
}
