import {
  checkIntegerIn,
  filter,
  UnsupportedFormatError,
  type FrameOperator,
  type VideoFrame,
} from '@giftgrab/core';

/** Which channels {@link swapChannels} swaps. */
export interface SwapChannelsOptions {
  /** A channel in memory order: 0 is blue in BGRA and red in RGB24. @defaultValue 0 */
  readonly first?: number;
  /** The other. @defaultValue 2 */
  readonly second?: number;
}

/**
 * Makes an operator that swaps two channels of a packed colour, in place: red and blue by default.
 *
 * @param options - Which.
 * @returns One frame for each frame.
 * @throws {@link InvalidOptionError} when a channel is not 0 to 3; the stream fails with a {@link FilterError} when frames are
 * neither BGRA nor RGB24.
 * @example
 * ```ts
 * import { swapChannels } from '@giftgrab/filters';
 *
 * const operator = swapChannels({ first: 0, second: 1 }); // blue and green
 * console.log(operator.stats.framesIn); // 0
 * ```
 * @see GIFT-Grab's test of pipelines (TC28)
 */
export function swapChannels(options: SwapChannelsOptions = {}): FrameOperator {
  const { first = 0, second = 2 } = options;
  checkIntegerIn('first', first, 0, 3);
  checkIntegerIn('second', second, 0, 3);
  return filter((frame) => {
    const channels = packedChannels(frame, Math.max(first, second));
    for (let view = 0; view < frame.stereoCount; view += 1) {
      const data = frame.data(view);
      for (let i = 0; i < data.length; i += channels) {
        const kept = data[i + first] ?? 0;
        data[i + first] = data[i + second] ?? 0;
        data[i + second] = kept;
      }
    }
    return frame;
  });
}

/**
 * Channels of a packed colour format.
 *
 * @param frame - The frame.
 * @param largest - The largest channel that will be asked for.
 * @throws {@link UnsupportedFormatError} when the frame is of another kind, or has no such channel.
 */
export function packedChannels(frame: VideoFrame, largest: number): number {
  const { colour } = frame;
  const channels = colour === 'BGRA' ? 4 : colour === 'RGB24' ? 3 : 0;
  if (largest < channels) return channels;
  throw new UnsupportedFormatError(
    channels === 0
      ? `This filter works on BGRA or RGB24, and the frame is ${colour}. Ask the source for { colour: 'BGRA' }.`
      : `${colour} has channels 0 to ${channels - 1}, and channel ${largest} was asked for.`,
  );
}
