/**
 * A filter over a window: rows `from` up to `to` of the output. `block` is a {@link WindowBlock} in the frame memory, `local` room
 * for one thread.
 */
export type WindowKernel = (
  src: number,
  srcStride: number,
  dst: number,
  dstStride: number,
  block: number,
  local: number,
  from: number,
  to: number,
) => void;

/** Subtracts rows `from` up to `to` of `b` from those of `a`, `bytes` bytes each. */
export type SubtractKernel = (
  a: number,
  aStride: number,
  b: number,
  bStride: number,
  dst: number,
  dstStride: number,
  bytes: number,
  from: number,
  to: number,
) => void;

/** Makes rows `from` up to `to` of a picture and the same blurred. */
export type SharpenKernel = (
  src: number,
  srcStride: number,
  blurred: number,
  blurredStride: number,
  dst: number,
  dstStride: number,
  bytes: number,
  amount: number,
  threshold: number,
  from: number,
  to: number,
) => void;

/** See the files in assembly/ that use its window.ts, and sharpen.ts and subtract.ts there. */
export interface WindowKernels {
  readonly median3U8: WindowKernel;
  readonly median3U16: WindowKernel;
  readonly median5U8: WindowKernel;
  readonly median5U16: WindowKernel;
  readonly minimumU8: WindowKernel;
  readonly minimumU16: WindowKernel;
  readonly maximumU8: WindowKernel;
  readonly maximumU16: WindowKernel;
  readonly minimumOfTapsU8: WindowKernel;
  readonly minimumOfTapsU16: WindowKernel;
  readonly maximumOfTapsU8: WindowKernel;
  readonly maximumOfTapsU16: WindowKernel;
  readonly rankU8: WindowKernel;
  readonly uniformU8: WindowKernel;
  readonly correlateU8: WindowKernel;
  readonly correlateI16: WindowKernel;
  readonly gradientU8: WindowKernel;
  readonly laplaceU8: WindowKernel;
  readonly sharpenRowsU8: SharpenKernel;
  readonly subtractRowsU8: SubtractKernel;
  readonly subtractRowsU16: SubtractKernel;
}
