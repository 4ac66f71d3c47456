import { checkIntegerIn, InvalidOptionError } from '@giftgrab/core';
import type { ArrayFilter } from '../define-filter';
import { definePointwise } from '../pointwise/define-pointwise';
import { checkChannel } from './check-channel';

/** What {@link addSaturating} adds, and where. */
export interface AddSaturatingOptions {
  /**
   * Added to each sample, in the samples' own units (0 to 255 for bytes, to 1023 for I420P10, to 65535 for GRAY16): a one
   * number, or a list with one for each channel in memory order (blue, green, red, alpha for BGRA). Range: whole numbers, -65535 to 65535.
   */
  readonly value: number | readonly number[];
  /** The one channel to add to, in memory order: 0 is blue in BGRA. Range: whole numbers, 0 to 3. @defaultValue all but alpha */
  readonly channel?: number;
}

/**
 * Adds a number to every sample and stops at black and white, in place.
 *
 * Frames of YUV layouts change in luma alone, between the black and white of their range. Lists and `channel` are for BGRA,
 * RGB24 and arrays of three axes.
 *
 * @example
 * ```ts
 * import { addSaturating } from '@giftgrab/filters';
 *
 * const dyer = addSaturating({ channel: 1, value: 50 }); // greener
 * const warmer = addSaturating({ value: [-10, 0, 10, 0] });
 * console.log(dyer.stats.framesIn + warmer.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when a value or channel breaks its rule; the stream fails with a {@link FilterError} when
 * frames have no such channel.
 * @see the `Dyer` of GIFT-Grab's complex pipeline (TC30)
 */
export const addSaturating: ArrayFilter<AddSaturatingOptions> =
  definePointwise<AddSaturatingOptions>({
    name: 'addSaturating',
    optionNames: ['value', 'channel'],
    check: ({ value, channel }) => {
      const values = typeof value === 'object' ? Array.from(value) : [value];
      for (const each of values) checkIntegerIn('value', each, -65_535, 65_535);
      if (typeof value === 'object' && (values.length === 0 || channel !== undefined)) {
        throw new InvalidOptionError('value', 'one number where there is a channel', value);
      }
      if (channel !== undefined) checkIntegerIn('channel', channel, 0, 3);
    },
    own: ({ value, ...rest }) => ({
      ...rest,
      value: typeof value === 'object' ? [...value] : value,
    }),
    curve: ({ value, channel }, { scale, index, count, colour }) => {
      if (channel !== undefined) checkChannel('channel', channel, count, colour);
      if (typeof value === 'object') checkChannel('value', value.length - 1, count, colour);
      if (channel !== undefined && channel !== index) return undefined;
      const isChosen = channel === index || typeof value === 'object';
      if ((scale.role === 'alpha' && !isChosen) || scale.role === 'chroma') return undefined;
      const [low, high] =
        scale.role === 'luma' ? [scale.black, scale.white] : [scale.least, scale.largest];
      const added = typeof value === 'object' ? (value[index] ?? 0) : value;
      return (sample) => Math.min(high, Math.max(low, sample + added));
    },
  });
