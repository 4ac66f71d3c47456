import { ConstantsBuilder } from '../plans/constants-builder';
import type { PictureShape, Plan } from '../plans/plan';
import type { Sums } from './resample-plan';

/**
 * Rows and columns that are copies of others, of bytes.
 *
 * @param from - The source.
 * @param to - The destination.
 * @param sums - Of one sample each.
 * @param constant - The constant, one value for each channel; repeated.
 */
export function planPicking(
  from: PictureShape,
  to: PictureShape,
  sums: Sums,
  constant: readonly number[] = [0],
): Plan {
  const constants = new ConstantsBuilder();
  const [rowTable, colTable] = [sums.rows, sums.cols].map((axis) =>
    constants.add(Int32Array.from(axis, ({ indices }) => indices[0] ?? 0)),
  ) as [number, number];
  const black = constants.add(
    Uint8Array.from({ length: to.width }, (_, i) => {
      return constant[(i % to.channels) % constant.length] ?? 0;
    }),
  );
  return {
    constants: constants.bytes(),
    phases: [
      {
        rows: to.rows,
        run: (kernels, { src, srcStride, dst, dstStride, constants: block }, first, end) =>
          kernels.padRows(
            ...([src, srcStride, dst, dstStride, 0, to.cols, from.channels, 0] as const),
            ...([block + rowTable, block + colTable, block + black, first, end] as const),
          ),
      },
    ],
  };
}
