import {
  checkOneOf,
  checkOptionNames,
  convertFrame,
  filter,
  isSameColorimetry,
  liveOptions,
  pixelFormat,
  type Colorimetry,
  type ColourMatrix,
  type ColourRange,
  type ColourSpace,
  type FrameOperator,
  type Live,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';

/** What {@link convertColour} makes. */
export interface ConvertColourOptions {
  /** Layout of the frames that come out. */
  readonly to: ColourSpace;
  /** Matrix of the YUV samples that come out. @defaultValue as the frame's */
  readonly matrix?: ColourMatrix;
  /** Range of the YUV samples that come out. @defaultValue as the frame's */
  readonly range?: ColourRange;
  /**
   * How the samples that come in are to be read, where their source says nothing or something wrong.
   *
   * @defaultValue as each frame says
   */
  readonly assume?: Partial<Colorimetry>;
}

const MATRICES = ['bt601', 'bt709', 'bt2020', 'unspecified'] as const;
const RANGES = ['limited', 'full'] as const;

/**
 * Makes an operator that converts frames to another layout, matrix or range. Frames that are so already pass as they are.
 *
 * @param options - What to make.
 * @returns One frame for each frame.
 * @throws {@link InvalidOptionError} for an unknown colour space, matrix or range.
 * @example
 * ```ts
 * import { convertColour } from '@giftgrab/filters';
 *
 * const operator = convertColour({ to: 'I420', matrix: 'bt709', range: 'limited' });
 * console.log(operator.stats.framesIn); // 0
 * ```
 */
export function convertColour(options: Live<ConvertColourOptions>): FrameOperator {
  if (isObservable(options)) return liveOptions(options, convertColour);
  checkOptionNames('convertColour', options, ['to', 'matrix', 'range', 'assume']);
  const { assume = {}, matrix, range } = options;
  const { colour, isYuv } = pixelFormat(options.to);
  checkOptionNames('convertColour assume', assume, ['matrix', 'range']);
  for (const each of [matrix, assume.matrix]) {
    if (each !== undefined) checkOneOf('matrix', each, MATRICES);
  }
  for (const each of [range, assume.range]) {
    if (each !== undefined) checkOneOf('range', each, RANGES);
  }
  const colorimetry = { ...(matrix && { matrix }), ...(range && { range }) };
  return filter(
    (frame) => {
      const from = { ...frame.colorimetry, ...assume };
      const to = { ...from, ...colorimetry };
      const isRead = isSameColorimetry(frame.colorimetry, from);
      const isDone = !isYuv || (isRead && isSameColorimetry(from, to));
      if (frame.colour === colour && isDone) return frame;
      return convertFrame(frame, colour, { assume, colorimetry });
    },
    { name: 'convertColour', access: 'read' },
  );
}
