import type { ArrayFilter } from '../define-filter';
import { patterns } from '../pointwise/pattern';
import {
  defineTwoInputFilter,
  type SecondPictureOption,
} from '../two-inputs/define-two-input-filter';
import type { TwoInputSpec } from '../two-inputs/two-input-spec';

/** What {@link absoluteDifference} compares frames with. */
export type AbsoluteDifferenceOptions = SecondPictureOption;

/** How far samples are apart: what several filters share. */
export const differenceSpec: TwoInputSpec<object> = {
  name: 'absoluteDifference',
  optionNames: [],
  check: () => undefined,
  combine: (_options, { role, black }) => {
    if (role === 'alpha') return undefined;
    if (role === 'chroma') return () => black;
    return (a, b) => black + Math.abs(a - b);
  },
  kernel: (_options, scales, period) => ({
    constants: patterns(
      scales.map(({ role }) => (role === 'alpha' ? 0 : 255)),
      scales.map(({ role }) => (role === 'chroma' ? 0 : 255)),
      scales.map(({ role, black }) => (role === 'alpha' ? 0 : black)),
    ),
    run: (kernels, rows, constants) => kernels.differenceRows(...rows, constants, period),
  }),
};

/**
 * How far each sample is from that of another picture, in place: equal pictures give black.
 *
 * In YUV layouts the difference is that of luma, counted from black, and grey. Alpha stays the first picture's. In arrays the
 * difference stops at the largest number of the type.
 *
 * @example
 * ```ts
 * import { absoluteDifference } from '@giftgrab/filters';
 * import { VideoFrame } from '@giftgrab/core';
 *
 * const empty = VideoFrame.alloc({ colour: 'BGRA', cols: 320, rows: 200 });
 * empty.data().fill(128);
 * const changes = absoluteDifference({ with: empty }); // or a stream: { with: otherCamera }
 * console.log(changes.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when `with` is no picture, or of another size or layout; in a stream that is the cause of a
 * {@link FilterError}. What a stream `with` fails with, the operator fails with.
 * @see OpenCV's `absdiff`
 */
export const absoluteDifference: ArrayFilter<AbsoluteDifferenceOptions> =
  defineTwoInputFilter<object>(differenceSpec);
