import { InvalidOptionError } from '@giftgrab/core';
import { checkMode, type BoundaryMode } from '../arrays/boundary';
import { checkNumber } from '../linear/weights-options';

/**
 * How samples are interpolated: 0 takes the nearest, 1 is linear, 3 a cubic spline through all samples.
 */
export type InterpolationOrder = 0 | 1 | 3;

/** How filters that move samples find values in between, and beyond the edge. */
export interface InterpolationOptions {
  /** 0: the nearest sample; 1: linear, the fastest on video; 3: a cubic spline. @defaultValue 3 */
  readonly order?: InterpolationOrder;
  /**
   * What lies beyond the edge. In `'constant'` nothing is interpolated between the last sample and `cval`, in `'grid-constant'`
   * it is; the period of `'wrap'` is a sample shorter than the line, that of `'grid-wrap'` as long.
   *
   * @defaultValue `'constant'`
   */
  readonly mode?: BoundaryMode;
  /**
   * The value beyond the edge in modes `'constant'` and `'grid-constant'`, of all samples.
   *
   * @defaultValue 0 for arrays, the black of their layout for frames
   */
  readonly cval?: number;
}

/** Names of {@link InterpolationOptions}. */
export const INTERPOLATION_OPTIONS = ['order', 'mode', 'cval'] as const;

/** What is added for one plane of a frame. */
export interface OnPlane {
  /** The value beyond the edge for each channel. */
  readonly black?: readonly number[];
  /** How far beyond the edge the last sample still shows in mode `'constant'`: rows, columns. */
  readonly margins?: readonly number[];
}

/** Interpolation with every default filled in. */
export interface Interpolation {
  /** Order of the spline. */
  readonly order: InterpolationOrder;
  /** What lies beyond the edge. */
  readonly mode: BoundaryMode;
  /** The value beyond the edge; repeated along the last axis. */
  readonly cvals: readonly number[];
  /** How far beyond the edge the last sample still shows, for each axis. */
  readonly margins: readonly number[];
}

/** Fills in the defaults. */
export function interpolationOf(options: InterpolationOptions & OnPlane): Interpolation {
  const { order = 3, mode = 'constant', cval = 0, black = [cval], margins = [] } = options;
  return { order, mode, cvals: black, margins };
}

/** Throws unless options are right for some array. */
export function checkInterpolation({ order, mode, cval }: InterpolationOptions): void {
  if (order !== undefined && ![0, 1, 3].includes(order)) {
    throw new InvalidOptionError('order', '0, 1 or 3', order);
  }
  if (mode !== undefined) checkMode(mode);
  checkNumber('cval', cval);
}
