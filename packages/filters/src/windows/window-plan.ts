import type { WindowKernels, WindowKernel } from '../kernels/window-kernels';
import type { Plan } from '../plans/plan';
import type { WindowBlock } from './window-block';

/** Kernels that work on a window. */
export type WindowKernelName = {
  [Name in keyof WindowKernels]: WindowKernels[Name] extends WindowKernel ? Name : never;
}[keyof WindowKernels];

/** One kernel over one window. */
export interface WindowStage {
  readonly kernel: WindowKernelName;
  readonly block: WindowBlock;
  /** Room that the kernel needs for itself. */
  readonly localBytes: number;
}

/**
 * A plan that runs one kernel.
 *
 * @param stage - The kernel.
 */
export function windowPlan({ kernel, block, localBytes }: WindowStage): Plan {
  return {
    constants: block.bytes,
    localBytes,
    phases: [
      {
        rows: block.picture.rows,
        run(kernels, { src, srcStride, dst, dstStride, constants, local }, from, to) {
          kernels[kernel](src, srcStride, dst, dstStride, constants, local, from, to);
        },
      },
    ],
  };
}
