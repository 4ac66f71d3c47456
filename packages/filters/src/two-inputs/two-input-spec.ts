import type { FilterKernels } from '../kernels/kernels';
import type { TwoInputJob } from '../kernels/pointwise-kernels';
import type { SampleScale } from '../pointwise/sample-scale';

/** A filter that makes each sample of the same samples of two pictures. */
export interface TwoInputSpec<Options extends object> {
  /** The public function's name. */
  readonly name: string;
  /** Names of its options, `with` left out. */
  readonly optionNames: readonly (keyof Options & string)[];
  /** Throws for options that no input could make right. */
  check(options: Options): void;
  /**
   * What becomes of two samples of a channel, before it is rounded.
   *
   * @returns `undefined` where the first picture's stay.
   */
  combine(options: Options, scale: SampleScale): ((a: number, b: number) => number) | undefined;
  /**
   * The same for bytes.
   *
   * @param scales - Those of the channels.
   * @param period - After how many bytes patterns repeat.
   */
  kernel(options: Options, scales: readonly SampleScale[], period: 16 | 48): TwoInputKernel;
}

/** How kernels combine rows of bytes. */
export interface TwoInputKernel {
  /** The patterns. */
  readonly constants: Uint8Array;
  /** Combines rows; `constants` is where the patterns lie. */
  run(kernels: FilterKernels, rows: TwoInputJob, constants: number): void;
}
