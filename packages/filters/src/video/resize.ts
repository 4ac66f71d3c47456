import { checkBoolean, checkOneOf, checkPositiveInteger, InvalidOptionError } from '@giftgrab/core';
import type { ArrayFilterSpec, FrameSize } from '../array-filter';
import { isSameShape, type ArrayShape } from '../arrays/sample-array';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { pictureShape, type Plan } from '../plans/plan';
import { planHalving } from '../resample/halve-plan';
import { planPicking } from '../resample/pick-plan';
import { planResampling, type Sums } from '../resample/resample-plan';
import { resampleReference } from '../resample/resample-reference';
import { RESIZE_METHODS, resizeSums, type ResizeMethod } from '../resample/resize-sums';

/** The size {@link resize} makes, and how. At least one of `cols` and `rows` is needed. */
export interface ResizeOptions {
  /** Columns. Range: whole numbers, 1 to 32768. @defaultValue as many as keep the picture's proportions */
  readonly cols?: number;
  /** Rows. Range: whole numbers, 1 to 32768. @defaultValue as many as keep the picture's proportions */
  readonly rows?: number;
  /**
   * `'area'` takes the mean of what a pixel covers, the best for shrinking (linear along an axis that grows); `'linear'` and
   * `'cubic'` interpolate between two and four neighbours along each axis; `'nearest'` copies pixels.
   *
   * @defaultValue `'area'`
   */
  readonly method?: ResizeMethod;
  /**
   * Whether the picture keeps its proportions where both `cols` and `rows` are given: it becomes as large as fits into them.
   *
   * @defaultValue false
   */
  readonly keepAspect?: boolean;
}

/** What {@link resize} does. */
export const resizeSpec: ArrayFilterSpec<ResizeOptions> = {
  name: 'resize',
  optionNames: ['cols', 'rows', 'method', 'keepAspect'],
  check: ({ cols, rows, method, keepAspect }) => {
    if (cols === undefined && rows === undefined) {
      throw new InvalidOptionError('cols', 'given, or else rows', cols);
    }
    if (cols !== undefined) checkPositiveInteger('cols', cols, MAX_SIDE);
    if (rows !== undefined) checkPositiveInteger('rows', rows, MAX_SIDE);
    if (method !== undefined) checkOneOf('method', method, RESIZE_METHODS);
    if (keepAspect !== undefined) checkBoolean('keepAspect', keepAspect);
  },
  frameSize: (size, options) => newSize(size, options),
  // Planes have the sizes that the frame's layout gives them.
  forPlane: ({ method }) => (method === undefined ? {} : { method }),
  output: (input, options) => {
    const [rows, cols, ...rest] = input.shape;
    if (rows === undefined || cols === undefined) {
      throw new InvalidOptionError('input', 'an array of two axes or more', input.shape);
    }
    const size = newSize({ rows, cols }, options);
    return { ...input, shape: [size.rows, size.cols, ...rest] };
  },
  plan: (input, output, { method = 'area' }) => planResize(input, output, method),
  reference: (input, output, { method = 'area' }) =>
    resampleReference(input, output, sumsFor(input.shape, output.shape, method)),
};

/**
 * Makes the picture larger or smaller: of frames all planes and views, of arrays rows and columns. Outer edges stay where they
 * are, so that the centre of pixel `i` comes from `(i + 0.5) · scale - 0.5`. Results are rounded.
 *
 * Chroma planes are resized to their own sizes: they stay with luma exactly where sizes are even, else to within half a luma
 * pixel.
 *
 * @example
 * ```ts
 * import { resize } from '@giftgrab/filters';
 *
 * const preview = resize({ cols: 480 });
 * console.log(preview.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when neither size is given or an option breaks its rule; the stream fails with a
 * {@link FilterError} on UYVY, whose chroma goes with columns.
 * @see OpenCV's `resize` with `INTER_AREA`, `INTER_LINEAR`, `INTER_CUBIC` and `INTER_NEAREST_EXACT`; R. Keys, "Cubic convolution
 * interpolation for digital image processing", 1981
 */
export const resize: ArrayFilter<ResizeOptions> = defineFilter<ResizeOptions>(resizeSpec);

/** No frame is larger. */
const MAX_SIDE = 32_768;

function newSize(size: FrameSize, { cols, rows, keepAspect }: ResizeOptions): FrameSize {
  if (cols !== undefined && rows !== undefined && keepAspect !== true) return { rows, cols };
  const scale = Math.min((cols ?? Infinity) / size.cols, (rows ?? Infinity) / size.rows);
  return {
    rows: Math.max(1, Math.round(size.rows * scale)),
    cols: Math.max(1, Math.round(size.cols * scale)),
  };
}

function sumsFor(input: readonly number[], output: readonly number[], method: ResizeMethod): Sums {
  const [rows = 1, cols = 1] = input;
  const [newRows = 1, newCols = 1] = output;
  return { rows: resizeSums(rows, newRows, method), cols: resizeSums(cols, newCols, method) };
}

function planResize(input: ArrayShape, output: ArrayShape, method: ResizeMethod): Plan | undefined {
  const from = pictureShape(input);
  const to = pictureShape(output);
  if (from === undefined || to === undefined) return undefined;
  if (input.dtype !== 'uint8' || output.dtype !== 'uint8') return undefined;
  if (!isSameShape(input.shape.slice(2), output.shape.slice(2))) return undefined;
  const sums = sumsFor(input.shape, output.shape, method);
  if (method === 'nearest') return planPicking(from, to, sums);
  const halving = method === 'area' ? planHalving(from, to) : undefined;
  return halving ?? planResampling(from, to, sums);
}
