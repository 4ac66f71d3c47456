/** Kernels that compare a picture with earlier ones or measure it; see assembly/temporal.ts. */
export interface TemporalKernels {
  sumOfDifferences(a: number, b: number, bytes: number, mask: number): number;
  averageBytes(src: number, sums: number, dst: number, bytes: number, share: number): void;
  meanBytes(
    newest: number,
    oldest: number,
    sums: number,
    dst: number,
    bytes: number,
    count: number,
  ): void;
  medianOfThree(a: number, b: number, c: number, dst: number, bytes: number): void;
  medianOfFive(
    ...job: readonly [
      a: number,
      b: number,
      c: number,
      d: number,
      e: number,
      dst: number,
      bytes: number,
    ]
  ): void;
  medianBytes(pictures: number, count: number, dst: number, bytes: number, room: number): void;
  histogramRows(
    src: number,
    stride: number,
    bytes: number,
    rows: number,
    counts: number,
    channels: number,
  ): void;
}
