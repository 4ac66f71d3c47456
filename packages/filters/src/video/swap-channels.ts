import { checkIntegerIn, type ColourSpace } from '@giftgrab/core';

import { copyArray, type SampleArray } from '../arrays/sample-array';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { pictureShape } from '../plans/plan';
import { rowsPlan } from '../pointwise/plan-tables';
import { checkChannel } from './check-channel';

/** Which channels {@link swapChannels} swaps. */
export interface SwapChannelsOptions {
  /** A channel in memory order: 0 is blue in BGRA and red in RGB24. Range: whole numbers, 0 to 3. @defaultValue 0 */
  readonly first?: number;
  /** The other. Range: whole numbers, 0 to 3. @defaultValue 2 */
  readonly second?: number;
}

/**
 * Swaps two channels of a packed colour, in place: red and blue by default. Of arrays those along the last axis.
 *
 * @example
 * ```ts
 * import { swapChannels } from '@giftgrab/filters';
 *
 * const operator = swapChannels({ first: 0, second: 1 }); // blue and green
 * console.log(operator.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when a channel is not 0 to 3, or an array has none such; the stream fails with a
 * {@link FilterError} when frames are neither BGRA nor RGB24.
 * @see GIFT-Grab's test of pipelines (TC28)
 */
export const swapChannels: ArrayFilter<SwapChannelsOptions> = defineFilter<SwapChannelsOptions>({
  name: 'swapChannels',
  optionNames: ['first', 'second'],
  check: ({ first = 0, second = 2 }) => {
    checkIntegerIn('first', first, 0, 3);
    checkIntegerIn('second', second, 0, 3);
  },
  isPointwise: true,
  forPlane: (options, { channels }, { colour }) => {
    checkChannels(options, channels, colour);
    return options;
  },
  output: (input, options) => {
    checkChannels(options, input.shape.at(-1) ?? 1, undefined);
    return input;
  },
  plan: (input, output, { first = 0, second = 2 }) => {
    const picture = pictureShape(input);
    const { channels } = picture ?? { channels: 0 };
    if (picture === undefined || input.dtype !== 'uint8' || output.dtype !== 'uint8') {
      return undefined;
    }
    if (input.shape.length !== 3 || channels > 16) return undefined;
    const group = Math.floor(16 / channels) * channels;
    const constants = Uint8Array.from({ length: 16 }, (_, i) => i);
    for (let pixel = 0; pixel < group; pixel += channels) {
      constants[pixel + first] = pixel + second;
      constants[pixel + second] = pixel + first;
    }
    return {
      ...rowsPlan(picture, (kernels, rows, job) =>
        kernels.shuffleRows(...rows, job.constants, group),
      ),
      constants,
    };
  },
  reference: (input, output, { first = 0, second = 2 }) => {
    const axes = input.shape.length;
    const pick = (array: SampleArray, channel: number): SampleArray =>
      array.pick(...new Array<null>(axes - 1).fill(null), channel);
    copyArray(input, output);
    copyArray(pick(input, second), pick(output, first));
    copyArray(pick(input, first), pick(output, second));
  },
});

function checkChannels(
  { first = 0, second = 2 }: SwapChannelsOptions,
  count: number,
  colour: ColourSpace | undefined,
): void {
  checkChannel(first > second ? 'first' : 'second', Math.max(first, second), count, colour);
}
