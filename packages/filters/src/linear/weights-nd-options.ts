import { checkIntegerIn, InvalidOptionError } from '@giftgrab/core';
import { checkMode, type BoundaryMode, type BoundaryOptions } from '../arrays/boundary';
import { isList, perFrameAxis, type PerAxis } from '../arrays/per-axis';
import { flatten, nest, type Flat, type Nested } from '../windows/nested';
import { resolveWindow } from '../windows/window';
import { checkNumber } from './weights-options';

/** Options of the filters that correlate along several axes at once. */
export interface WeightsOptions extends BoundaryOptions {
  /** The weights: lists in lists, one depth for each axis. For frames rows and columns are enough. */
  readonly weights: Nested<number>;
  /**
   * Moves the weights along each axis: positive back, negative ahead. From `-floor(n / 2)` to `floor((n - 1) / 2)` for n weights. Range: whole numbers.
   *
   * @defaultValue 0
   */
  readonly origin?: PerAxis<number>;
}

/** The names of {@link WeightsOptions}. */
export const WEIGHTS_ND_OPTION_NAMES = ['weights', 'mode', 'cval', 'origin'] as const;

/** Throws unless options can be right for some array. */
export function checkWeightsNd({ weights, mode = 'reflect', cval, origin }: WeightsOptions): void {
  const { shape, values } = flatten('weights', weights);
  if (!values.every(Number.isFinite)) {
    throw new InvalidOptionError('weights', 'finite numbers', weights);
  }
  for (const each of isList(mode) ? mode : [mode]) checkMode(each);
  checkNumber('cval', cval);
  if (origin === undefined) return;
  for (const each of isList(origin) ? origin : [origin]) checkIntegerIn('origin', each, -Infinity);
  resolveWindow({ size: shape, origin }, shape.length);
}

/**
 * The weights for an array.
 *
 * @param options - Checked options.
 * @param axes - How many axes the array has.
 * @throws {@link InvalidOptionError} when the weights have not as many.
 */
export function weightsFor({ weights }: WeightsOptions, axes: number): Flat {
  const flat = flatten('weights', weights);
  if (flat.shape.length === axes) return flat;
  throw new InvalidOptionError('weights', `${axes} lists deep`, weights);
}

/** The options for a plane of a frame: channels are colours, not neighbours, unless weights say otherwise. */
export function weightsForPlane(options: WeightsOptions): WeightsOptions {
  const { mode, origin } = options;
  const flat = flatten('weights', options.weights);
  const shape = flat.shape.length === 2 ? [...flat.shape, 1] : flat.shape;
  return {
    ...options,
    weights: nest({ ...flat, shape }),
    ...(mode !== undefined && { mode: perFrameAxis<BoundaryMode>('mode', mode, 'reflect') }),
    ...(origin !== undefined && { origin: perFrameAxis('origin', origin, 0) }),
  };
}
