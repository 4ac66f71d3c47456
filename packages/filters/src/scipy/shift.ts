import { InvalidOptionError } from '@giftgrab/core';
import { perAxis, perFrameAxis, type PerAxis } from '../arrays/per-axis';
import { defineFilter, type ArrayFilter } from '../define-filter';
import type { InterpolationOptions, OnPlane } from '../warp/interpolation-options';
import { axesWarp } from '../warp/warp';
import { warpSpec } from '../warp/warp-spec';

/** Options of {@link shift}. */
export interface ShiftOptions extends InterpolationOptions {
  /**
   * How far samples move along each axis, towards larger indices where positive; a list has one for each axis. For frames one
   * number is meant for rows and columns.
   */
  readonly shift: PerAxis<number>;
}

/**
 * Moves the picture by any distance, fractions of a sample too: of frames rows and columns of all planes and views. On subsampled
 * planes the centre of a chroma sample is taken in the middle of the luma samples that share it.
 *
 * @example
 * ```ts
 * import { shift } from '@giftgrab/filters';
 *
 * const steadied = shift({ shift: [-1.5, 2.25], order: 1, mode: 'nearest' });
 * console.log(steadied.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when an option breaks its rule; the stream fails with a {@link FilterError} on UYVY, whose
 * chroma goes with columns.
 * @see SciPy's `ndimage.shift`
 */
export const shift: ArrayFilter<ShiftOptions> = defineFilter<ShiftOptions & OnPlane>(
  warpSpec<ShiftOptions & OnPlane>({
    name: 'shift',
    ownNames: ['shift'],
    check: (options) => {
      if ([options.shift].flat().every(Number.isFinite)) return;
      throw new InvalidOptionError('shift', 'a number or a list of numbers', options.shift);
    },
    forPlane: (options, plane) => {
      const [rows = 0, cols = 0, channels = 0] = perFrameAxis('shift', options.shift, 0);
      return {
        ...options,
        shift: [rows / 2 ** plane.yShift, cols / 2 ** plane.xShift, channels],
      };
    },
    warp: (input, output, options) => {
      const distances = perAxis('shift', options.shift, input.length);
      return axesWarp(input, output, (index, axis) => index - (distances[axis] ?? 0));
    },
  }),
);
