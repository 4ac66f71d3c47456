import { checkIntegerIn, InvalidOptionError } from '@giftgrab/core';
import { checkAxis } from '../arrays/axis';
import { checkMode, type BoundaryMode } from '../arrays/boundary';

/** Options of the filters that correlate along one axis. */
export interface Weights1dOptions {
  /** The weights, at least one. */
  readonly weights: readonly number[];
  /**
   * The axis; negative numbers count from the last. Frames have rows and columns: 0 and 1. Range: whole numbers.
   *
   * @defaultValue -1: the last axis of an array, the columns of a frame
   */
  readonly axis?: number;
  /** What lies beyond the edge. @defaultValue `'reflect'` */
  readonly mode?: BoundaryMode;
  /** The value beyond the edge in mode `'constant'`. @defaultValue 0 */
  readonly cval?: number;
  /**
   * Moves the weights: positive to the left, negative to the right. From `-floor(n / 2)` to `floor((n - 1) / 2)` for n
   * weights. Range: whole numbers.
   *
   * @defaultValue 0
   */
  readonly origin?: number;
}

/** The names of {@link Weights1dOptions}. */
export const WEIGHTS_OPTION_NAMES = ['weights', 'axis', 'mode', 'cval', 'origin'] as const;

/** Throws unless options can be right for some array. */
export function checkWeightsOptions({ weights, axis, mode, cval, origin }: Weights1dOptions): void {
  if (!Array.isArray(weights) || weights.length === 0 || !weights.every(Number.isFinite)) {
    throw new InvalidOptionError('weights', 'a list of at least one finite number', weights);
  }
  checkAxis(axis);
  if (mode !== undefined) checkMode(mode);
  checkNumber('cval', cval);
  const { length } = weights;
  if (origin !== undefined) {
    checkIntegerIn('origin', origin, -Math.floor(length / 2), Math.floor((length - 1) / 2));
  }
}

/** Throws unless a value is left out or a number. */
export function checkNumber(option: string, value: number | undefined): void {
  if (value === undefined || (typeof value === 'number' && !Number.isNaN(value))) return;
  throw new InvalidOptionError(option, 'a number', value);
}
