import { InvalidOptionError } from '@giftgrab/core';
import type { ArrayFilter } from '../define-filter';
import { patterns } from '../pointwise/pattern';
import {
  defineTwoInputFilter,
  type SecondPictureOption,
} from '../two-inputs/define-two-input-filter';

/** How {@link blend} mixes. */
export interface BlendOptions extends SecondPictureOption {
  /**
   * The share of the other picture, for whole numbers rounded to a multiple of 1/256. Range: 0 to 1.
   *
   * @defaultValue 0.5
   */
  readonly opacity?: number;
}

/**
 * Mixes each sample with that of another picture, in place: `first * (1 - opacity) + other * opacity`, rounded, halves upwards.
 * Alpha stays the first picture's.
 *
 * @example
 * ```ts
 * import { blend } from '@giftgrab/filters';
 * import { VideoFrame } from '@giftgrab/core';
 *
 * const black = VideoFrame.alloc({ colour: 'BGRA', cols: 320, rows: 200 });
 * const fade = blend({ with: black, opacity: 0.6 });
 * console.log(fade.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when the opacity is not 0 to 1, or `with` is no picture, or of another size or layout; in a
 * stream that is the cause of a {@link FilterError}. What a stream `with` fails with, the operator fails with.
 * @see OpenCV's `addWeighted`
 */
export const blend: ArrayFilter<BlendOptions> = defineTwoInputFilter<Pick<BlendOptions, 'opacity'>>(
  {
    name: 'blend',
    optionNames: ['opacity'],
    check: ({ opacity = 0.5 }) => {
      if (typeof opacity === 'number' && opacity >= 0 && opacity <= 1) return;
      throw new InvalidOptionError('opacity', 'a number from 0 to 1', opacity);
    },
    combine: ({ opacity = 0.5 }, { role, largest }) => {
      if (role === 'alpha') return undefined;
      const weight = largest === Infinity ? opacity : weightOf(opacity) / 256;
      return (a, b) => a * (1 - weight) + b * weight;
    },
    kernel: ({ opacity = 0.5 }, scales, period) => ({
      constants: patterns(scales.map(({ role }) => (role === 'alpha' ? 255 : 0))),
      run: (kernels, rows, constants) =>
        kernels.blendRows(...rows, weightOf(opacity), constants, period),
    }),
  },
);

function weightOf(opacity: number): number {
  return Math.round(opacity * 256);
}
