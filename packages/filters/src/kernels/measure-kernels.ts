/** Kernels that measure; see assembly/measure.ts. Addresses and lengths are bytes. */
export interface MeasureKernels {
  sumOfBytes(src: number, bytes: number): number;
}
