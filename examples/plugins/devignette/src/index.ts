import { definePlugin, pluginFilter } from '@giftgrab/core';
import { devignetteOperator } from './devignette';

const centre = { type: 'number', minimum: 0, maximum: 1, default: 0.5 } as const;

/** What giftgrab loads. */
export const plugin = definePlugin({
  name: 'devignette',
  core: '^0.1.0',
  filters: {
    devignette: pluginFilter({
      description:
        'Makes corners as bright as the middle again. The light that a lens loses is 1 + k1·r² + k2·r⁴ + k3·r⁶, as in lens profiles, ' +
        'where r is 0 in the middle and 1 in the farthest corner; samples are divided by it. Takes BGRA and GRAY8.',
      options: {
        type: 'object',
        properties: {
          k1: {
            type: 'number',
            default: -0.4,
            description: 'Part of r²: -0.4 where corners have 60 % of the light.',
          },
          k2: { type: 'number', default: 0, description: 'Part of r⁴.' },
          k3: { type: 'number', default: 0, description: 'Part of r⁶.' },
          centreX: {
            ...centre,
            description: 'Where the middle is, 0 at the left, 1 at the right.',
          },
          centreY: {
            ...centre,
            description: 'Where the middle is, 0 at the top, 1 at the bottom.',
          },
        },
      },
      create: (options) => devignetteOperator(options),
    }),
  },
});

/** Makes the filter in a program: `source.pipe(devignette({ k1: -0.3 }))`. */
export const devignette = plugin.filters.devignette.create;
