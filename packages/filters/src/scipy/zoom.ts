import { checkBoolean, InvalidOptionError } from '@giftgrab/core';
import { perAxis, perFrameAxis, type PerAxis } from '../arrays/per-axis';
import { defineFilter, type ArrayFilter } from '../define-filter';
import type { InterpolationOptions, OnPlane } from '../warp/interpolation-options';
import { axesWarp } from '../warp/warp';
import { warpSpec } from '../warp/warp-spec';

/** Options of {@link zoom}. */
export interface ZoomOptions extends InterpolationOptions {
  /**
   * How much larger each axis becomes; a list has one for each axis. For frames one number is meant for rows and columns.
   * Range: above 0.
   */
  readonly zoom: PerAxis<number>;
  /**
   * Where the edges of the picture are: `false` puts the centres of the first and last samples of input and output on each other,
   * `true` the outer edges of these samples, as {@link resize} does; then a mode that begins with `'grid-'` fits best.
   *
   * @defaultValue false
   */
  readonly gridMode?: boolean;
}

/**
 * Enlarges or shrinks the picture: of frames rows and columns of all planes and views, each plane by the ratio of its own sizes,
 * so that chroma stays with luma to within half a luma sample. Sizes are rounded, halves to even numbers. Where it shrinks much,
 * details are skipped, not averaged: for video see {@link resize}.
 *
 * @example
 * ```ts
 * import { zoom } from '@giftgrab/filters';
 *
 * const larger = zoom({ zoom: 1.5, order: 1 });
 * console.log(larger.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when an option breaks its rule, or nothing would be left of a frame; the stream fails with a
 * {@link FilterError} on UYVY, whose chroma goes with columns.
 * @see SciPy's `ndimage.zoom`
 */
export const zoom: ArrayFilter<ZoomOptions> = defineFilter<ZoomOptions & OnPlane>(
  warpSpec<ZoomOptions & OnPlane>({
    name: 'zoom',
    ownNames: ['zoom', 'gridMode'],
    check: (options) => {
      const { gridMode } = options;
      if (![options.zoom].flat().every((factor) => Number.isFinite(factor) && factor > 0)) {
        throw new InvalidOptionError('zoom', 'a number above 0 or a list of such', options.zoom);
      }
      if (gridMode !== undefined) checkBoolean('gridMode', gridMode);
    },
    output: (input, options) => {
      const factors = perAxis('zoom', options.zoom, input.shape.length);
      const shape = input.shape.map((length, axis) => roundToEven(length * (factors[axis] ?? 1)));
      return { ...input, shape };
    },
    frameSize: (size, options) => {
      const [down = 1, across = 1] = frameFactors(options);
      const rows = roundToEven(size.rows * down);
      const cols = roundToEven(size.cols * across);
      if (rows > 0 && cols > 0) return { rows, cols };
      throw new InvalidOptionError('zoom', 'large enough to leave a pixel', options.zoom);
    },
    forPlane: (options) => ({ ...options, zoom: frameFactors(options) }),
    warp: (input, output, { gridMode = false }) => {
      const scales = output.map((length, axis) => {
        const short = gridMode ? 0 : 1;
        return length === short ? 1 : ((input[axis] ?? 0) - short) / (length - short);
      });
      return axesWarp(input, output, (index, axis) => {
        const scale = scales[axis] ?? 1;
        return gridMode ? (index + 0.5) * scale - 0.5 : index * scale;
      });
    },
  }),
);

/** For rows, columns and channels, which keep their number. */
function frameFactors(options: ZoomOptions): readonly number[] {
  const factors = perFrameAxis('zoom', options.zoom, 1);
  if (factors[2] === 1) return factors;
  throw new InvalidOptionError('zoom', 'factors for rows and columns of frames', options.zoom);
}

/** Rounds halves to even numbers, as Python does. */
function roundToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor + (floor % 2);
}
