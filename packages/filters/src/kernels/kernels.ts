import { instantiateKernels } from '@giftgrab/core';
import type { GaussianKernels } from './gaussian-kernels';
import type { GeometryKernels } from './geometry-kernels';
import { FILTER_KERNELS_WASM } from './kernels.generated';
import type { MeasureKernels } from './measure-kernels';
import type { PointwiseKernels, TwoInputKernels } from './pointwise-kernels';
import type { TemporalKernels } from './temporal-kernels';
import type { WarpKernels } from './warp-kernels';
import type { WindowKernels } from './window-kernels';

/** What the module exports; see assembly/ for what each function does. Addresses are bytes. */
export interface FilterKernels
  extends
    GaussianKernels,
    GeometryKernels,
    MeasureKernels,
    PointwiseKernels,
    TemporalKernels,
    TwoInputKernels,
    WarpKernels,
    WindowKernels {
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
