import {
  checkIntegerIn,
  checkPositiveInteger,
  checkRegion,
  pixelFormat,
  type Region,
} from '@giftgrab/core';

import { bytesOf, copyArray } from '../arrays/sample-array';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { pictureShape } from '../plans/plan';

/** Which part {@link crop} keeps: `x`, `y`, `cols` and `rows`, in pixels. */
export type CropOptions = Region;

/**
 * Cuts a rectangle out of the picture: of frames all planes and views, of arrays rows and columns.
 *
 * @example
 * ```ts
 * import { crop } from '@giftgrab/filters';
 *
 * const middle = crop({ x: 80, y: 50, cols: 160, rows: 100 });
 * console.log(middle.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when a number is no whole number in its range; {@link OutOfRangeError} when the rectangle is
 * not inside the picture or its corner cuts a chroma sample in two (`x` and `y` are even for I420, I420P10 and NV12, `x` for
 * UYVY). In a stream that is the cause of a {@link FilterError}.
 * @see `cropFrame` of core, and the `sub-frame` of GIFT-Grab's sources
 */
export const crop: ArrayFilter<CropOptions> = defineFilter<CropOptions>({
  name: 'crop',
  optionNames: ['x', 'y', 'cols', 'rows'],
  check: ({ x, y, cols, rows }) => {
    checkIntegerIn('x', x, 0);
    checkIntegerIn('y', y, 0);
    checkPositiveInteger('cols', cols);
    checkPositiveInteger('rows', rows);
  },
  isPointwise: true,
  frameSize: (size, options, format) => {
    checkRegion(options, size, format);
    return options;
  },
  forPlane: ({ x, y, cols, rows }, { xShift, yShift }) => ({
    x: x >> xShift,
    y: y >> yShift,
    cols: -(-cols >> xShift),
    rows: -(-rows >> yShift),
  }),
  output: (input, options) => {
    const [rows = 0, cols = 0, ...rest] = input.shape;
    checkRegion(options, { rows, cols }, pixelFormat('GRAY8'));
    return { ...input, shape: [options.rows, options.cols, ...rest] };
  },
  // The size is that of the output: rows of UYVY are a column longer where the width is odd.
  plan: (input, output, { x, y }) => {
    const picture = pictureShape(output);
    if (picture === undefined || input.dtype !== output.dtype) return undefined;
    const { rows, width, channels } = picture;
    const bytes = bytesOf(input.dtype);
    return {
      phases: [
        {
          rows,
          run: (kernels, { src, srcStride, dst, dstStride }, from, to) =>
            kernels.copyRows(
              src + (y + from) * srcStride + x * channels * bytes,
              srcStride,
              dst + from * dstStride,
              dstStride,
              width * bytes,
              to - from,
            ),
        },
      ],
    };
  },
  reference: (input, output, { x, y }) => {
    copyArray(input.lo(y, x).hi(...output.shape), output);
  },
});
