import type { BoundaryMode } from '../arrays/boundary';
import type { PictureShape, Plan } from '../plans/plan';
import type { Interpolation } from './interpolation-options';
import type { MatrixWarp } from './warp';

// Numbers of the modes and places of the constants, as in assembly/affine.ts and affine-edge.ts.
const MODES: Readonly<Record<BoundaryMode, number>> = {
  constant: 0,
  'grid-constant': 1,
  nearest: 2,
  mirror: 3,
  reflect: 4,
  'grid-mirror': 4,
  wrap: 5,
  'grid-wrap': 6,
};
const NUMBERS = 8;
const BLACK = 88;
const BYTES = 96;

/** Coordinates in kernels have 16 bits in front of the point and 16 behind, the steps from one to the next fewer. */
const LARGEST_SIZE = 32_767;
const LARGEST_FACTOR = 8192;
const LARGEST_OFFSET = 1e9;

/**
 * A matrix of rows and columns, for bytes of up to four channels.
 *
 * @param from - The source.
 * @param to - The destination.
 * @param warp - A matrix of rows and columns.
 * @param how - Order 0 or 1, and mode.
 */
export function planAffine(
  from: PictureShape,
  to: PictureShape,
  { matrix, offset }: MatrixWarp,
  how: Interpolation,
): Plan | undefined {
  const factors = matrix.flat();
  const isLarge =
    [from.rows, from.cols, to.rows, to.cols].some((length) => length > LARGEST_SIZE) ||
    factors.some((factor) => Math.abs(factor) > LARGEST_FACTOR) ||
    offset.some((value) => Math.abs(value) > LARGEST_OFFSET);
  if (isLarge || from.channels > 4) return undefined;
  const constants = new Uint8Array(BYTES);
  const [down = 0, across = 0] = how.margins;
  new Float64Array(constants.buffer, 0, NUMBERS).set([...factors, ...offset, down, across]);
  new Int32Array(constants.buffer, NUMBERS * 8, 6).set([
    ...[from.rows, from.cols, to.cols, from.channels],
    ...[MODES[how.mode], how.order],
  ]);
  for (let channel = 0; channel < 4; channel += 1) {
    constants[BLACK + channel] = how.cvals[channel % how.cvals.length] ?? 0;
  }
  return {
    constants,
    phases: [
      {
        rows: to.rows,
        run: (kernels, { src, srcStride, dst, dstStride, constants: block }, first, end) =>
          kernels.affineRows(src, srcStride, dst, dstStride, block, first, end),
      },
    ],
  };
}
