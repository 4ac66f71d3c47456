import {
  convertFrame,
  filter,
  pixelFormat,
  type ColourSpace,
  type FrameOperator,
} from '@giftgrab/core';

/** What {@link convertColour} makes. */
export interface ConvertColourOptions {
  /** Layout of the frames that come out. */
  readonly to: ColourSpace;
}

/**
 * Makes an operator that converts frames to another layout. Matrix and range are each frame's own; frames that have the layout
 * already pass as they are.
 *
 * @param options - What to make.
 * @returns One frame for each frame.
 * @throws {@link InvalidOptionError} for an unknown colour space.
 * @example
 * ```ts
 * import { convertColour } from '@giftgrab/filters';
 *
 * const operator = convertColour({ to: 'BGRA' });
 * console.log(operator.stats.framesIn); // 0
 * ```
 */
export function convertColour(options: ConvertColourOptions): FrameOperator {
  const { colour } = pixelFormat(options.to);
  return filter((frame) => (frame.colour === colour ? frame : convertFrame(frame, colour)), {
    access: 'read',
  });
}
