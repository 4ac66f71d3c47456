import { blackOf, checkIntegerIn, UnsupportedFormatError, type PixelFormat } from '@giftgrab/core';
import { checkMode, extendedIndices, type BoundaryMode } from '../arrays/boundary';
import { fillPixel } from '../arrays/fill-pixel';
import { bytesOf, type ArrayShape, type SampleArray } from '../arrays/sample-array';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { pictureShape, type Plan } from '../plans/plan';

/** How much {@link pad} adds, and what. */
export interface PadOptions {
  /** Rows above. Range: whole numbers, 0 to 32768. @defaultValue 0 */
  readonly top?: number;
  /** Columns on the right. Range: whole numbers, 0 to 32768. @defaultValue 0 */
  readonly right?: number;
  /** Rows below. Range: whole numbers, 0 to 32768. @defaultValue 0 */
  readonly bottom?: number;
  /** Columns on the left. Range: whole numbers, 0 to 32768. @defaultValue 0 */
  readonly left?: number;
  /** What the new samples are: black (0 in arrays) in mode `'constant'`. @defaultValue `'constant'` */
  readonly mode?: BoundaryMode;
}

/** What frames add: the samples of a black pixel. */
interface OnPlane extends PadOptions {
  readonly black?: readonly number[];
}

/**
 * Adds rows and columns around the picture: of frames to all planes and views.
 *
 * @example
 * ```ts
 * import { pad } from '@giftgrab/filters';
 *
 * const letterbox = pad({ top: 60, bottom: 60 });
 * console.log(letterbox.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when a number is not 0 to 32768 or the mode unknown; the stream fails with a
 * {@link FilterError} where the picture's corner would cut a chroma sample in two (`left` and `top` are even for I420, I420P10
 * and NV12, `left` for UYVY), and for UYVY that is widened in another mode than `'constant'` or at an odd column.
 * @see NumPy's `pad`
 */
export const pad: ArrayFilter<PadOptions> = defineFilter<OnPlane>({
  name: 'pad',
  optionNames: ['top', 'right', 'bottom', 'left', 'mode'],
  check: ({ top = 0, right = 0, bottom = 0, left = 0, mode = 'constant' }) => {
    for (const [name, value] of Object.entries({ top, right, bottom, left })) {
      checkIntegerIn(name, value, 0, 32_768);
    }
    checkMode(mode);
  },
  isPointwise: true,
  frameSize: (size, options, format) => {
    checkCorner(size.cols, options, format);
    const [rows, cols] = paddedSize(size.rows, size.cols, options);
    return { rows, cols };
  },
  forPlane: (options, plane, _format, range) => ({
    ...options,
    top: (options.top ?? 0) >> plane.yShift,
    left: (options.left ?? 0) >> plane.xShift,
    black: blackOf(plane, range).slice(0, plane.channels),
  }),
  output: (input, options) => {
    const [rows = 0, cols = 0, ...rest] = input.shape;
    return { ...input, shape: [...paddedSize(rows, cols, options), ...rest] };
  },
  plan: (input, output, options) => planPadding(input, output, options),
  reference: (input, output, options) => {
    const { mode = 'constant', black } = options;
    const tables = [options.top ?? 0, options.left ?? 0].map((before, axis) => {
      const length = input.shape[axis] ?? 0;
      return extendedIndices(length, before, (output.shape[axis] ?? 0) - length - before, mode);
    });
    copyExtended(input, output, tables, black ?? [0], 0, input.offset, output.offset);
  },
});

function paddedSize(rows: number, cols: number, options: PadOptions): [number, number] {
  const { top = 0, right = 0, bottom = 0, left = 0 } = options;
  return [rows + top + bottom, cols + left + right];
}

function checkCorner(cols: number, options: PadOptions, { colour, planes }: PixelFormat): void {
  const { top = 0, right = 0, left = 0, mode = 'constant' } = options;
  const isSubsampled = planes.some(({ xShift }) => xShift > 0);
  const isPaired = planes.some(({ columnMultiple }) => columnMultiple > 1);
  if ((isSubsampled || isPaired) && (left % 2 === 1 || (isSubsampled && top % 2 === 1))) {
    throw new UnsupportedFormatError(
      `pad cannot move ${colour} frames by an odd number of ${left % 2 === 1 ? 'columns' : 'rows'}, ` +
        'because two share their chroma. Use even numbers for left and top.',
    );
  }
  if (isPaired && left + right > 0 && (mode !== 'constant' || (right > 0 && cols % 2 === 1))) {
    throw new UnsupportedFormatError(
      `pad can widen ${colour} frames of even width only, and with black. Put convertColour() before it.`,
    );
  }
}

function planPadding(input: ArrayShape, output: ArrayShape, options: OnPlane): Plan | undefined {
  const from = pictureShape(input);
  const to = pictureShape(output);
  if (from === undefined || to === undefined || input.dtype !== output.dtype) return undefined;
  const { top = 0, left = 0, mode = 'constant', black = [0] } = options;
  const bytes = bytesOf(input.dtype);
  const size = from.channels * bytes;
  // Black that is not 0 comes from frames, which have numbers of one or two bytes.
  const blackRow = Uint8Array.from({ length: to.width * bytes }, (_, i) => {
    const sample = black[Math.floor(i / bytes) % black.length] ?? 0;
    return (sample >> (8 * (i % bytes))) & 255;
  });
  const rowIndices = extendedIndices(from.rows, top, to.rows - from.rows - top, mode);
  const colIndices = extendedIndices(from.cols, left, to.cols - from.cols - left, mode);
  const constants = new Uint8Array((to.rows + to.cols) * 4 + blackRow.length);
  constants.set(new Uint8Array(rowIndices.buffer));
  constants.set(new Uint8Array(colIndices.buffer), to.rows * 4);
  constants.set(blackRow, (to.rows + to.cols) * 4);
  return {
    constants,
    phases: [
      {
        rows: to.rows,
        run: (kernels, job, first, last) => {
          const { src, srcStride, dst, dstStride, constants: table } = job;
          const colTable = table + to.rows * 4;
          const blackAt = colTable + to.cols * 4;
          kernels.padRows(
            ...([src, srcStride, dst, dstStride, from.cols, to.cols, size, left] as const),
            ...([table, colTable, blackAt, first, last] as const),
          );
        },
      },
    ],
  };
}

/** Copies along tables of indices for rows and columns, and all of the axes behind. */
function copyExtended(
  input: SampleArray,
  output: SampleArray,
  tables: readonly Int32Array[],
  black: readonly number[],
  axis: number,
  inputAt: number,
  outputAt: number,
): void {
  const length = output.shape[axis];
  if (length === undefined) {
    output.data[outputAt] = input.data[inputAt] ?? 0;
    return;
  }
  for (let i = 0; i < length; i += 1) {
    const index = tables[axis]?.[i] ?? i;
    const at = outputAt + i * (output.stride[axis] ?? 0);
    if (index < 0) {
      fillPixel(output, axis + 1, at, black);
    } else {
      const from = inputAt + index * (input.stride[axis] ?? 0);
      copyExtended(input, output, tables, black, axis + 1, from, at);
    }
  }
}
