import type { RowsJob } from './pointwise-kernels';

/** Kernels that put pixels in other places; see assembly/geometry.ts. */
export interface GeometryKernels {
  reverseRows(...job: readonly [...RowsJob, kind: number]): void;
  transposeRows(
    src: number,
    srcStride: number,
    dst: number,
    dstStride: number,
    cols: number,
    rows: number,
    size: number,
  ): void;
  padRows(
    src: number,
    srcStride: number,
    dst: number,
    dstStride: number,
    srcCols: number,
    cols: number,
    size: number,
    left: number,
    rowIndices: number,
    colIndices: number,
    black: number,
    from: number,
    to: number,
  ): void;
}
