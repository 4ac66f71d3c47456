import { checkIntegerIn, InvalidOptionError } from '@giftgrab/core';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { affineWarp, readAffine, type Matrix } from '../warp/affine-matrix';
import type { InterpolationOptions, OnPlane } from '../warp/interpolation-options';
import { matrixForPlane, warpSpec } from '../warp/warp-spec';

/** Options of {@link affineTransform}. */
export interface AffineTransformOptions extends InterpolationOptions {
  /**
   * Maps an index of the output to one of the input: rows of numbers, one row and column for each axis, or only the diagonal.
   * Another column stands for `offset`, with or without a last row of `0 … 0 1`. For frames rows and columns count, not channels;
   * indices are rows and columns of whole frames.
   */
  readonly matrix: Matrix;
  /** What is added to the mapped index; a list has one for each axis. @defaultValue 0 */
  readonly offset?: number | readonly number[];
  /** Length of each axis of the output; rows and columns for frames. Range: whole numbers, from 1. @defaultValue as the input */
  readonly outputShape?: readonly number[];
}

/** What frames add: the axes that the matrix speaks of. */
interface PlaneOptions extends AffineTransformOptions, OnPlane {
  readonly axes?: readonly number[];
}

/**
 * Turns, scales, shears and moves: sample `o` of the output is what the input has at `matrix · o + offset`. Of frames, rows and
 * columns of all planes and views. On subsampled planes the centre of a chroma sample is taken in the middle of the luma samples
 * that share it.
 *
 * As SciPy's, but for matrices that cannot be inverted, which it takes.
 *
 * @example
 * ```ts
 * import { affineTransform } from '@giftgrab/filters';
 *
 * const half = Math.SQRT1_2;
 * const matrix = [
 *   [half, half],
 *   [-half, half],
 * ];
 * const turned = affineTransform({ matrix, offset: [-100, 200], order: 1 });
 * console.log(turned.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when the matrix has another shape, numbers that are not finite or no inverse, or another
 * option breaks its rule. The stream fails with a {@link FilterError} on UYVY, whose chroma goes with columns.
 * @see SciPy's `ndimage.affine_transform`
 */
export const affineTransform: ArrayFilter<AffineTransformOptions> = defineFilter<PlaneOptions>(
  warpSpec<PlaneOptions>({
    name: 'affineTransform',
    ownNames: ['matrix', 'offset', 'outputShape'],
    check: ({ matrix, offset = 0, outputShape }) => {
      if (!isFinite(matrix)) throw new InvalidOptionError('matrix', 'lists of numbers', matrix);
      if (!isFinite([offset].flat())) {
        throw new InvalidOptionError('offset', 'a number or a list of numbers', offset);
      }
      if (outputShape !== undefined && !isFinite(outputShape)) {
        throw new InvalidOptionError('outputShape', 'a list of lengths', outputShape);
      }
      for (const length of outputShape ?? []) checkIntegerIn('outputShape', length, 1);
      // A list for rows and columns alone is as long as there are axes, a list of rows perhaps one shorter.
      readAffine(matrix, offset, axesOf(matrix, offset, outputShape));
    },
    output: (input, { outputShape }) => {
      if (outputShape === undefined) return input;
      if (outputShape.length === input.shape.length) return { ...input, shape: outputShape };
      const rule = `a list of ${input.shape.length}, as the array has axes,`;
      throw new InvalidOptionError('outputShape', rule, outputShape);
    },
    frameSize: (size, { outputShape }) => {
      if (outputShape === undefined) return size;
      const [rows = 1, cols = 1] = outputShape;
      if (outputShape.length === 2) return { rows, cols };
      throw new InvalidOptionError('outputShape', 'rows and columns for frames', outputShape);
    },
    forPlane: ({ matrix, offset = 0, ...rest }, plane) => {
      const affine = readAffine(matrix, offset, 2);
      return { ...rest, ...matrixForPlane(affine.matrix, affine.offset, plane), axes: [0, 1] };
    },
    warp: (input, output, { matrix, offset = 0, axes = [...input.keys()] }) =>
      affineWarp(input, output, readAffine(matrix, offset, axes.length), axes),
  }),
);

function isFinite(values: readonly unknown[] | undefined): boolean {
  return Array.isArray(values) && values.length > 0 && values.flat().every(Number.isFinite);
}

function axesOf(
  matrix: Matrix,
  offset: number | readonly number[],
  outputShape: readonly number[] | undefined,
): number {
  if (!Array.isArray(matrix[0])) return matrix.length;
  if (typeof offset !== 'number') return offset.length;
  if (outputShape !== undefined) return outputShape.length;
  return matrix[0].length > matrix.length ? matrix.length : matrix[0].length;
}
