import { instantiateKernels } from '@giftgrab/core';
import { DEVIGNETTE_WASM } from './kernels.generated';

/** What assembly/index.ts exports. Addresses are those of the frame memory. */
export interface Kernels {
  /** Multiplies pixels of one sample by the gains of pixels. */
  readonly scaleGrey: (data: number, gains: number, pixels: number) => void;
  /** The same for pixels of four samples, the last of which stays as it is. */
  readonly scaleBgra: (data: number, gains: number, pixels: number) => void;
}

/** The kernels, compiled once for each thread. */
export function kernels(): Kernels {
  return instantiateKernels(DEVIGNETTE_WASM) as Kernels;
}
