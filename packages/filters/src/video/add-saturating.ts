import { checkIntegerIn, filter, type FrameOperator } from '@giftgrab/core';
import { mapChannel } from './map-channel';
import { packedChannels } from './swap-channels';

/** What {@link addSaturating} adds, and where. */
export interface AddSaturatingOptions {
  /** Added to each sample; the sum stays between 0 and 255. A whole number from -255 to 255. */
  readonly value: number;
  /** Channel in memory order: 0 is blue in BGRA. @defaultValue all but alpha */
  readonly channel?: number;
}

/**
 * Makes an operator that adds a number to a channel of a packed colour, in place, and stops at black and white.
 *
 * @param options - What to add, and where.
 * @returns One frame for each frame.
 * @throws {@link InvalidOptionError} when the value is not -255 to 255 or the channel not 0 to 3; the stream fails with a
 * {@link FilterError} when frames are neither BGRA nor RGB24.
 * @example
 * ```ts
 * import { addSaturating } from '@giftgrab/filters';
 *
 * const dyer = addSaturating({ channel: 1, value: 50 }); // greener
 * console.log(dyer.stats.framesIn); // 0
 * ```
 * @see the `Dyer` of GIFT-Grab's complex pipeline (TC30)
 */
export function addSaturating(options: AddSaturatingOptions): FrameOperator {
  const { value, channel } = options;
  checkIntegerIn('value', value, -255, 255);
  if (channel !== undefined) checkIntegerIn('channel', channel, 0, 3);
  const table = Uint8Array.from({ length: 256 }, (_, i) => Math.min(255, Math.max(0, i + value)));
  const chosen = channel === undefined ? [0, 1, 2] : [channel];
  return filter((frame) => {
    packedChannels(frame, Math.max(...chosen));
    for (const each of chosen) mapChannel(frame, { plane: 0, channel: each }, table);
    return frame;
  });
}
