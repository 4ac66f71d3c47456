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
}
