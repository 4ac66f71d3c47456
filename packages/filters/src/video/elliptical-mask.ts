import { blackOf, InvalidOptionError } from '@giftgrab/core';
import { fillPixel } from '../arrays/fill-pixel';
import { copyArray } from '../arrays/sample-array';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { pictureShape, type Plan } from '../plans/plan';
import { patterns, periodOf } from '../pointwise/pattern';

/** The ellipse of {@link ellipticalMask}, in pixels; the first pixel's middle is 0. */
export interface EllipticalMaskOptions {
  /** Row of its middle. @defaultValue the picture's */
  readonly row?: number;
  /** Column of its middle. @defaultValue the picture's */
  readonly col?: number;
  /** Half its height. Range: above 0. @defaultValue half the picture's */
  readonly rowRadius?: number;
  /** Half its width. Range: above 0. @defaultValue half the picture's */
  readonly colRadius?: number;
}

/**
 * What frames add: the samples of a black pixel, which of them stay, how many pixels one of the plane spans, and in which
 * multiples columns come.
 */
interface OnPlane extends EllipticalMaskOptions {
  readonly black?: readonly number[];
  readonly keep?: readonly boolean[];
  readonly xStep?: number;
  readonly yStep?: number;
  readonly multiple?: number;
}

/**
 * Makes everything outside of an ellipse black, in place: what an endoscope's picture is. Alpha is left alone; arrays become 0
 * there.
 *
 * A pixel is inside when its middle is; where chroma has fewer samples, when the middle of the pixels that share it is.
 *
 * @example
 * ```ts
 * import { ellipticalMask } from '@giftgrab/filters';
 *
 * const endoscope = ellipticalMask({ rowRadius: 90, colRadius: 90 });
 * console.log(endoscope.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when a number is none, or a radius not positive.
 * @see the `MaskFrame` of GIFT-Grab's examples
 */
export const ellipticalMask: ArrayFilter<EllipticalMaskOptions> = defineFilter<OnPlane>({
  name: 'ellipticalMask',
  optionNames: ['row', 'col', 'rowRadius', 'colRadius'],
  check: ({ row = 0, col = 0, rowRadius = 1, colRadius = 1 }) => {
    for (const [name, value] of Object.entries({ row, col })) {
      if (!Number.isFinite(value)) throw new InvalidOptionError(name, 'a number of pixels', value);
    }
    for (const [name, value] of Object.entries({ rowRadius, colRadius })) {
      if (Number.isFinite(value) && value > 0) continue;
      throw new InvalidOptionError(name, 'a positive number of pixels', value);
    }
  },
  isPointwise: true,
  isReferenceInPlace: true,
  forPlane: (options, plane, _format, range) => ({
    ...options,
    black: blackOf(plane, range).slice(0, plane.channels),
    keep: Array.from({ length: plane.channels }, (_, i) => plane.name[i] === 'A'),
    xStep: 1 << plane.xShift,
    yStep: 1 << plane.yShift,
    multiple: plane.columnMultiple,
  }),
  plan: (input, output, options) => {
    const picture = pictureShape(input);
    const period = periodOf(picture?.channels ?? 0);
    if (picture === undefined || period === undefined) return undefined;
    if (input.dtype !== 'uint8' || output.dtype !== 'uint8') return undefined;
    return planMask(insideOf(input.shape, options), picture, options, period);
  },
  reference: (input, output, options) => {
    const { black = [0], keep } = options;
    copyArray(input, output);
    const cols = input.shape[1] ?? 0;
    const [rowStride = 0, colStride = 0] = output.stride;
    for (const [row, [first, end]] of insideOf(input.shape, options).entries()) {
      for (let col = 0; col < cols; col += 1) {
        if (col >= first && col < end) continue;
        fillPixel(output, 2, output.offset + row * rowStride + col * colStride, black, keep);
      }
    }
  },
});

type Span = readonly [first: number, end: number];

/** The columns of each row that are inside. */
function insideOf(shape: readonly number[], options: OnPlane): readonly Span[] {
  const [rows = 0, cols = 0] = shape;
  const { xStep = 1, yStep = 1, multiple = 1 } = options;
  const [height, width] = [rows * yStep, cols * xStep];
  const { row = (height - 1) / 2, col = (width - 1) / 2 } = options;
  const { rowRadius = height / 2, colRadius = width / 2 } = options;
  return Array.from({ length: rows }, (_, y): Span => {
    const distance = (y * yStep + (yStep - 1) / 2 - row) / rowRadius;
    if (Math.abs(distance) > 1) return [0, 0];
    const half = colRadius * Math.sqrt(1 - distance * distance);
    const first = Math.ceil((col - half - (xStep - 1) / 2) / xStep);
    const last = Math.floor((col + half - (xStep - 1) / 2) / xStep);
    if (last < 0 || first >= cols || last < first) return [0, 0];
    const start = Math.max(0, Math.floor(first / multiple) * multiple);
    return [start, Math.min(cols, Math.ceil((last + 1) / multiple) * multiple)];
  });
}

function planMask(
  inside: readonly Span[],
  {
    rows,
    channels,
    width,
  }: { readonly rows: number; readonly channels: number; readonly width: number },
  { black = [0], keep = [] }: OnPlane,
  period: 16 | 48,
): Plan {
  const places = Array.from({ length: channels }, (_, i) => i);
  const low = places.map((i) => (keep[i] === true ? 0 : (black[i % black.length] ?? 0)));
  const high = places.map((i) => (keep[i] === true ? 255 : (low[i] ?? 0)));
  return {
    inPlace: true,
    constants: patterns([0], [0], [0], low, high),
    phases: [
      {
        rows,
        run: (kernels, { src, srcStride, dst, dstStride, constants }, from, to) => {
          for (let y = from; y < to; y += 1) {
            const [source, target] = [src + y * srcStride, dst + y * dstStride];
            const [first, end] = inside[y] ?? [0, 0];
            const blacken = (at: number, bytes: number): void =>
              kernels.addRows(source + at, 0, target + at, 0, bytes, 1, constants, period);
            const [left, right] = [first * channels, end * channels];
            blacken(0, left);
            blacken(right, width - right);
            if (source !== target) {
              kernels.copyRows(source + left, 0, target + left, 0, right - left, 1);
            }
          }
        },
      },
    ],
  };
}
