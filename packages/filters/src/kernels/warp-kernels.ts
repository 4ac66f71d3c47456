/** Kernels that interpolate; see assembly/affine.ts and resample.ts. Rows `from` up to `to` of the output. */
export interface WarpKernels {
  affineRows(
    src: number,
    srcStride: number,
    dst: number,
    dstStride: number,
    block: number,
    from: number,
    to: number,
  ): void;
  resampleRows(
    src: number,
    srcStride: number,
    dst: number,
    dstStride: number,
    block: number,
    local: number,
    from: number,
    to: number,
  ): void;
  halveRowsAndCols(
    src: number,
    srcStride: number,
    dst: number,
    dstStride: number,
    cols: number,
    channels: number,
    from: number,
    to: number,
  ): void;
}
