import { instantiateKernels } from '@giftgrab/core';
import type { GaussianKernels } from './gaussian-kernels';
import { FILTER_KERNELS_WASM } from './kernels.generated';

/** What the module exports; see assembly/ for what each function does. Addresses are bytes. */
export interface FilterKernels extends GaussianKernels {
  copyRows(
    src: number,
    srcStride: number,
    dst: number,
    dstStride: number,
    bytes: number,
    rows: number,
  ): void;
}

/** The filters' kernels on the frame memory, for this thread. */
export function filterKernels(): FilterKernels {
  return instantiateKernels(FILTER_KERNELS_WASM) as FilterKernels;
}
