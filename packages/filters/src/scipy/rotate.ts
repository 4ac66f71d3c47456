import { checkBoolean, checkIntegerIn, InvalidOptionError } from '@giftgrab/core';
import { axisIndex } from '../arrays/axis';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { affineWarp, type Affine } from '../warp/affine-matrix';
import { cosineOfDegrees, sineOfDegrees } from '../warp/degrees';
import type { InterpolationOptions, OnPlane } from '../warp/interpolation-options';
import { matrixForPlane, warpSpec } from '../warp/warp-spec';

/** Options of {@link rotate}. */
export interface RotateOptions extends InterpolationOptions {
  /** Degrees; of a picture counter-clockwise where positive. */
  readonly angle: number;
  /** The two axes of the plane that turns; negative numbers count from the last. Frames have rows and columns. Range: whole numbers. @defaultValue `[1, 0]` */
  readonly axes?: readonly number[];
  /** Whether the output is as large as it takes to hold all of the input. @defaultValue true */
  readonly reshape?: boolean;
}

/** What frames add: the turn of one plane. */
interface PlaneOptions extends RotateOptions, OnPlane {
  readonly turn?: Affine;
}

/**
 * Turns the picture about its centre, by any angle: of frames all planes and views, which by default become larger. On subsampled
 * planes the centre of a chroma sample is taken in the middle of the luma samples that share it. For quarter turns `rotate90` is
 * faster.
 *
 * @example
 * ```ts
 * import { rotate } from '@giftgrab/filters';
 *
 * const levelled = rotate({ angle: 2.5, reshape: false, order: 1 });
 * console.log(levelled.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when an option breaks its rule, or there is no such axis; the stream fails with a
 * {@link FilterError} on UYVY, whose chroma goes with columns.
 * @see SciPy's `ndimage.rotate`
 */
export const rotate: ArrayFilter<RotateOptions> = defineFilter<PlaneOptions>(
  warpSpec<PlaneOptions>({
    name: 'rotate',
    ownNames: ['angle', 'axes', 'reshape'],
    check: ({ angle, axes, reshape }) => {
      if (!Number.isFinite(angle)) throw new InvalidOptionError('angle', 'a number', angle);
      if (reshape !== undefined) checkBoolean('reshape', reshape);
      if (axes === undefined) return;
      if (!Array.isArray(axes) || axes.length !== 2) {
        throw new InvalidOptionError('axes', 'two axes', axes);
      }
      for (const axis of axes as number[]) checkIntegerIn('axes', axis, Number.MIN_SAFE_INTEGER);
    },
    output: (input, options) => {
      const axes = axesOf(options, input.shape.length);
      const size = turnedSize(lengths(input.shape, axes), options);
      const shape = [...input.shape];
      axes.forEach((axis, i) => (shape[axis] = size[i] ?? 0));
      return { ...input, shape };
    },
    frameSize: ({ rows, cols }, options) => {
      const [newRows = 1, newCols = 1] = turnedSize([rows, cols], options);
      return { rows: Math.max(1, newRows), cols: Math.max(1, newCols) };
    },
    forPlane: (options, plane, _format, _range, { rows, cols }) => {
      axesOf(options, 2);
      const size = [rows, cols];
      const { matrix, offset } = turn(size, turnedSize(size, options), options);
      const planeTurn = { ...matrixForPlane(matrix, offset, plane), isDiagonal: false };
      return { ...options, axes: [0, 1], turn: planeTurn };
    },
    warp: (input, output, options) => {
      const axes = axesOf(options, input.length);
      const affine = options.turn ?? turn(lengths(input, axes), lengths(output, axes), options);
      return affineWarp(input, output, affine, axes);
    },
  }),
);

/** The axes in their order in the array. */
function axesOf({ axes = [1, 0] }: RotateOptions, count: number): readonly number[] {
  const found = axes.map((axis) => axisIndex(axis, count)).sort((a, b) => a - b);
  if (found[0] !== found[1]) return found;
  throw new InvalidOptionError('axes', 'two different axes', axes);
}

function lengths(shape: readonly number[], axes: readonly number[]): readonly number[] {
  return axes.map((axis) => shape[axis] ?? 0);
}

function rotation(angle: number): readonly (readonly number[])[] {
  const cosine = cosineOfDegrees(angle);
  const sine = sineOfDegrees(angle);
  return [
    [cosine, sine],
    [-sine, cosine],
  ];
}

/** How much room a turned rectangle takes. */
function turnedSize(size: readonly number[], options: RotateOptions): readonly number[] {
  if (options.reshape === false) return size;
  const [rows = 0, cols = 0] = size;
  return rotation(options.angle).map(([down = 0, across = 0]) => {
    const corners = [0, across * cols, down * rows, down * rows + across * cols];
    return Math.trunc(Math.max(...corners) - Math.min(...corners) + 0.5);
  });
}

/** The turn that puts the centre of the output on that of the input. */
function turn(input: readonly number[], output: readonly number[], options: RotateOptions): Affine {
  const matrix = rotation(options.angle);
  const offset = matrix.map((row, i) => {
    const centre = row.reduce((sum, value, j) => sum + value * (((output[j] ?? 0) - 1) / 2), 0);
    return ((input[i] ?? 0) - 1) / 2 - centre;
  });
  return { matrix, offset, isDiagonal: false };
}
