import { InvalidOptionError, UnsupportedFormatError, type ColourSpace } from '@giftgrab/core';

/**
 * Throws unless a frame or an array has a channel that an option names.
 *
 * @param option - The option's name.
 * @param channel - The channel.
 * @param count - How many there are.
 * @param colour - The frame's layout; `undefined` for arrays.
 * @throws {@link UnsupportedFormatError} for frames of other layouts than BGRA and RGB24; {@link InvalidOptionError} for arrays.
 */
export function checkChannel(
  option: string,
  channel: number,
  count: number,
  colour: ColourSpace | undefined,
): void {
  if (colour !== undefined && colour !== 'BGRA' && colour !== 'RGB24') {
    throw new UnsupportedFormatError(
      `Channels can be chosen in BGRA or RGB24, and the frame is ${colour}. ` +
        "Ask the source for { colour: 'BGRA' }, or put convertColour() before this filter.",
    );
  }
  if (channel < count) return;
  if (colour === undefined) {
    throw new InvalidOptionError(option, `less than ${count}, the channels of the array,`, channel);
  }
  throw new UnsupportedFormatError(
    `${colour} has channels 0 to ${count - 1}, and channel ${channel} was asked for.`,
  );
}
