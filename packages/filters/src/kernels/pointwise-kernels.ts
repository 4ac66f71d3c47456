/** Kernels of filters that look at one sample at a time; see assembly/pointwise.ts. Addresses and lengths are bytes. */
export interface PointwiseKernels {
  addRows(...job: readonly [...RowsJob, patterns: number, period: number]): void;
  stepRows(...job: readonly [...RowsJob, patterns: number, period: number]): void;
  lookUpRows(...job: readonly [...RowsJob, tables: number, channels: number]): void;
  bendRows(...job: readonly [...RowsJob, curve: number, parts: number]): void;
  shuffleRows(...job: readonly [...RowsJob, order: number, group: number]): void;
}

/** What kernels need to know that make rows of rows. */
export type RowsJob = readonly [
  src: number,
  srcStride: number,
  dst: number,
  dstStride: number,
  bytes: number,
  rows: number,
];

/** Kernels of two pictures; see assembly/two-inputs.ts. */
export interface TwoInputKernels {
  differenceRows(...job: readonly [...TwoInputJob, patterns: number, period: number]): void;
  blendRows(
    ...job: readonly [...TwoInputJob, weight: number, patterns: number, period: number]
  ): void;
  composeRows(
    over: number,
    opacity: number,
    overStride: number,
    dst: number,
    dstStride: number,
    bytes: number,
    rows: number,
  ): void;
}

/** What kernels need to know that make rows of the rows of two pictures. */
export type TwoInputJob = readonly [
  a: number,
  aStride: number,
  b: number,
  bStride: number,
  dst: number,
  dstStride: number,
  bytes: number,
  rows: number,
];
