import type { FilterKernels } from '../kernels/kernels';
import type { ArrayShape } from '../arrays/sample-array';

/** Where the kernels find their work: byte addresses in the frame memory, for one array. */
export interface Job {
  /** The input's first sample. Samples of a row lie one behind the other; rows need not. */
  src: number;
  /** Bytes from one row of the input to the next; may be negative. */
  srcStride: number;
  /** The first sample of the other input, in filters of two. */
  second: number;
  /** Bytes from one row of the other input to the next; may be negative. */
  secondStride: number;
  /** The output's first sample. */
  dst: number;
  /** Bytes from one row of the output to the next; may be negative. */
  dstStride: number;
  /** The plan's constants. */
  constants: number;
  /** The plan's scratch room, shared by all threads that work on the same array. */
  scratch: number;
  /** Room for one thread. */
  local: number;
}

/** A part of the work that has to be done on all rows before the next part begins. */
export interface Phase {
  /** Rows of this phase: of the output, or of something in between. */
  readonly rows: number;
  /** Bands of rows begin at multiples of this. @defaultValue 1 */
  readonly step?: number;
  /**
   * Does rows `from` up to but not including `to`. Any split into bands gives the same bits, and bands may run at the same time
   * on several threads.
   */
  run(kernels: FilterKernels, job: Job, from: number, to: number): void;
}

/**
 * How kernels filter arrays of one shape with one set of options. Made once, used for every frame, in any thread; holds no
 * state.
 */
export interface Plan {
  /** The parts of the work, in order. */
  readonly phases: readonly Phase[];
  /** Tables that the kernels read: weights, indices. Copied to the frame memory once, aligned to 64 bytes. */
  readonly constants?: Uint8Array;
  /** Room that all threads share. @defaultValue 0 */
  readonly scratchBytes?: number;
  /** Room that each thread has for itself. @defaultValue 0 */
  readonly localBytes?: number;
  /** Whether the output may be the input. @defaultValue false */
  readonly inPlace?: boolean;
}

/** A picture as kernels see it. */
export interface PictureShape {
  /** Rows. */
  readonly rows: number;
  /** Columns. */
  readonly cols: number;
  /** Samples side by side for each column. */
  readonly channels: number;
  /** Samples of a row: columns times channels. */
  readonly width: number;
}

/**
 * An array as a picture.
 *
 * @param array - Its shape.
 * @returns `undefined` unless it has two axes (one channel) or three, none of them empty.
 */
export function pictureShape(array: ArrayShape): PictureShape | undefined {
  const [rows = 0, cols = 0, channels = 1, ...others] = array.shape;
  if (array.shape.length < 2 || others.length > 0 || rows * cols * channels === 0) return undefined;
  return { rows, cols, channels, width: cols * channels };
}
