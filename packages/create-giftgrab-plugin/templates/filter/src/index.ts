import { definePlugin, filter, pluginFilter, UnsupportedFormatError } from '@giftgrab/core';

/** Layouts whose every byte is a colour, and how many bytes a pixel has; the last of four is alpha. */
const BYTES_PER_PIXEL = new Map([
  ['GRAY8', 1],
  ['RGB24', 3],
  ['BGRA', 4],
]);

/** What giftgrab loads. */
export const plugin = definePlugin({
  name: 'my-plugin',
  core: '^0.0.0',
  filters: {
    myPlugin: pluginFilter({
      description: 'Mixes each picture with its negative. Takes BGRA, RGB24 and GRAY8.',
      options: {
        type: 'object',
        properties: {
          strength: {
            type: 'number',
            minimum: 0,
            maximum: 1,
            default: 1,
            description: 'How much of the negative: 0 for nothing of it, 1 for it alone.',
          },
        },
      },
      create: ({ strength }) =>
        filter(
          (frame) => {
            const step = BYTES_PER_PIXEL.get(frame.colour);
            if (step === undefined) {
              throw new UnsupportedFormatError(`myPlugin takes BGRA, not ${frame.colour}.`);
            }
            for (let view = 0; view < frame.stereoCount; view += 1) {
              mixWithNegative(frame.data(view), step, strength);
            }
            return frame;
          },
          { name: 'myPlugin' },
        ),
    }),
  },
});

/** Makes the filter in a program: `source.pipe(myPlugin({ strength: 0.2 }))`. */
export const myPlugin = plugin.filters.myPlugin.create;

function mixWithNegative(data: Uint8Array, step: number, strength: number): void {
  for (let i = 0; i < data.length; i += 1) {
    if (step === 4 && i % 4 === 3) continue;
    const value = data[i] ?? 0;
    data[i] = Math.round(value + strength * (255 - 2 * value));
  }
}
