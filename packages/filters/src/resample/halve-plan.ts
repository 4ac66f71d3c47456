import type { PictureShape, Plan } from '../plans/plan';

/**
 * Pictures of half as many rows and columns, each pixel the mean of four, for bytes.
 *
 * @param from - The source.
 * @param to - The destination.
 * @returns `undefined` where the sizes are not exactly those, or for three channels.
 */
export function planHalving(from: PictureShape, to: PictureShape): Plan | undefined {
  if (from.rows !== 2 * to.rows || from.cols !== 2 * to.cols) return undefined;
  if (![1, 2, 4].includes(from.channels)) return undefined;
  return {
    phases: [
      {
        rows: to.rows,
        run: (kernels, { src, srcStride, dst, dstStride }, first, end) =>
          kernels.halveRowsAndCols(
            ...([src, srcStride, dst, dstStride, to.cols, from.channels, first, end] as const),
          ),
      },
    ],
  };
}
