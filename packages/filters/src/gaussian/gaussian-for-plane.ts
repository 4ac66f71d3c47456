import type { PlaneFormat } from '@giftgrab/core';
import type { BoundaryMode } from '../arrays/boundary';
import { perFrameAxis, type PerAxis } from '../arrays/per-axis';
import type { GaussianAxesOptions } from './gaussian-options';

/**
 * The options of a Gaussian filter for one plane of a frame: distances are shorter where chroma has fewer samples, and channels
 * are left alone unless a list says otherwise.
 *
 * @param options - Options for frames.
 * @param plane - The plane.
 * @throws {@link InvalidOptionError} when a list has neither two nor three values.
 */
export function gaussianForPlane<Options extends GaussianAxesOptions>(
  options: Options,
  plane: Pick<PlaneFormat, 'xShift' | 'yShift'>,
): Options {
  const scale = [2 ** -plane.yShift, 2 ** -plane.xShift, 1];
  const scaled = (values: readonly number[]): readonly number[] =>
    values.map((value, axis) => value * (scale[axis] ?? 1));
  const { order, radius, mode } = options;
  return {
    ...options,
    sigma: scaled(perFrameAxis('sigma', options.sigma, 0)),
    ...(order === undefined ? {} : { order: perFrameAxis('order', order, 0) }),
    ...(radius === undefined ? {} : { radius: scaledRadius(radius, scaled) }),
    ...(mode === undefined ? {} : { mode: perFrameAxis<BoundaryMode>('mode', mode, 'reflect') }),
  };
}

function scaledRadius(
  radius: PerAxis<number>,
  scaled: (values: readonly number[]) => readonly number[],
): readonly number[] {
  return scaled(perFrameAxis('radius', radius, 0)).map(Math.ceil);
}
