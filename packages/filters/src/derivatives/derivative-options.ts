import { checkOneOf, InvalidOptionError, type PixelFormat } from '@giftgrab/core';
import { axisIndex, checkAxis } from '../arrays/axis';
import { checkMode, type BoundaryMode, type BoundaryOptions } from '../arrays/boundary';
import { isList, perAxis, perFrameAxis } from '../arrays/per-axis';
import { checkNumber } from '../linear/weights-options';

/**
 * What becomes of derivatives where samples have no sign, or too few bits.
 *
 * - `'wrap'`: they wrap around, as SciPy's do: -1 becomes 255 in `uint8`.
 * - `'absolute'`: their size, and the largest number there is for those that are larger.
 * - `'offset'`: half of them, rounded down, around the middle (128 in `uint8`), and the nearest number there is for those that are
 *   too large or too small. The middle of a type with signs is 0.
 */
export type SignedValues = 'wrap' | 'absolute' | 'offset';

/** Options of the filters that take derivatives of neighbours. */
export interface DerivativeOptions extends BoundaryOptions {
  /**
   * The axes that are looked along; negative numbers count from the last. Range: whole numbers.
   *
   * @defaultValue all axes of an array, channels too, as in SciPy; rows and columns of a frame
   */
  readonly axes?: readonly number[];
  /**
   * What becomes of numbers below zero and of large ones. Choose `'absolute'` or `'offset'` to look at the result.
   *
   * @defaultValue `'wrap'`
   */
  readonly signed?: SignedValues;
}

/** Options for a plane of a frame. */
export interface PlaneDerivativeOptions extends DerivativeOptions {
  /** The largest number of a sample, where the type could hold more. */
  readonly largest?: number;
}

/** The names of {@link DerivativeOptions}. */
export const DERIVATIVE_OPTION_NAMES = ['axes', 'signed', 'mode', 'cval'] as const;

/** Throws unless options can be right for some array. */
export function checkDerivativeOptions(options: DerivativeOptions): void {
  const { axes, signed = 'wrap', mode = 'reflect', cval } = options;
  if (axes !== undefined && (!Array.isArray(axes) || new Set(axes).size !== axes.length)) {
    throw new InvalidOptionError('axes', 'a list of different axes', axes);
  }
  for (const axis of (axes ?? []) as readonly number[]) checkAxis(axis);
  checkOneOf('signed', signed, ['wrap', 'absolute', 'offset']);
  for (const each of isList(mode) ? mode : [mode]) checkMode(each);
  checkNumber('cval', cval);
}

/**
 * The options for a plane of a frame: its channels are colours, not neighbours.
 *
 * @param options - Options for frames.
 * @param format - The frames' format.
 */
export function derivativeForPlane<Options extends DerivativeOptions>(
  options: Options,
  format: PixelFormat,
): Options & PlaneDerivativeOptions {
  const { mode } = options;
  return {
    ...options,
    axes: [0, 1],
    largest: 2 ** format.bitDepth - 1,
    ...(mode !== undefined && { mode: perFrameAxis<BoundaryMode>('mode', mode, 'reflect') }),
  };
}

/** The axes that are looked along, from 0, in order. */
export function derivativeAxes({ axes }: DerivativeOptions, count: number): readonly number[] {
  if (axes === undefined) return Array.from({ length: count }, (_, axis) => axis);
  const numbers = axes.map((axis) => axisIndex(axis, count)).sort((a, b) => a - b);
  if (new Set(numbers).size === numbers.length) return numbers;
  throw new InvalidOptionError('axes', 'a list of different axes', axes);
}

/** What lies beyond the edge along each axis. */
export function derivativeModes(
  { mode = 'reflect' }: DerivativeOptions,
  count: number,
): readonly BoundaryMode[] {
  return perAxis<BoundaryMode>('mode', mode, count);
}
