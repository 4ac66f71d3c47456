import { expect } from 'chai';
import {
  definePlugin,
  filter,
  fromIterable,
  InvalidOptionError,
  PluginError,
  pluginFilter,
  pluginSource,
  pluginTarget,
  testFilter,
  VideoFrame,
  type VideoSource,
} from '../../src/index';
import { ListTarget } from '../support/list-target';
import { expectNothingLeft } from '../support/quiet';
import { rejectionOf } from '../support/rejection-of';

const SPEC = { colour: 'GRAY8', cols: 2, rows: 1 } as const;

const plugin = definePlugin({
  name: 'sample',
  core: '*',
  filters: {
    add: pluginFilter({
      description: 'Adds to samples.',
      options: {
        type: 'object',
        properties: {
          amount: { type: 'integer', minimum: 0, default: 10, description: 'How much.' },
          mode: { enum: ['once', 'twice'], description: 'How often.' },
        },
      },
      create: ({ amount, mode }) => {
        // What has a default is there, what has none may not be.
        const total: number = mode === 'twice' ? 2 * amount : amount;
        return filter((frame) => {
          frame.data().forEach((value, i, data) => (data[i] = value + total));
          return frame;
        });
      },
    }),
  },
  sources: {
    steps: pluginSource({
      description: 'Counts.',
      options: {
        type: 'object',
        properties: { frames: { type: 'integer', minimum: 0, description: 'How many.' } },
        required: ['frames'],
      },
      create: async ({ frames }): Promise<VideoSource> =>
        fromIterable(function* () {
          for (let index = 0; index < frames; index += 1) {
            yield VideoFrame.alloc({ ...SPEC, index });
          }
        }, SPEC),
    }),
  },
  targets: {
    list: pluginTarget({
      description: 'Keeps frames.',
      options: { type: 'object', properties: {} },
      create: () => new ListTarget(),
    }),
  },
});

describe('definePlugin', () => {
  expectNothingLeft();

  it('makes filters whose options are checked and complete', async () => {
    const { add } = plugin.filters;
    await testFilter(add.create())
      .input([[[1, 2]]])
      .expect([[[11, 12]]]);
    await testFilter(add.create({ amount: 1, mode: 'twice' }))
      .input([[[1, 2]]])
      .expect([[[3, 4]]]);
    expect(() => add.create({ amount: -1 })).to.throw(InvalidOptionError, 'for amount');
    // @ts-expect-error: an option is not a text
    expect(() => add.create({ amount: '1' })).to.throw(InvalidOptionError, 'for amount');
    // @ts-expect-error: there is no such option
    expect(() => add.create({ amuont: 1 })).to.throw(InvalidOptionError, 'Did you mean "amount"?');
    // @ts-expect-error: it is one of two
    expect(() => add.create({ mode: 'thrice' })).to.throw(InvalidOptionError, 'one of');
  });

  it('makes sources and targets that fit together', async () => {
    const { steps } = plugin.sources;
    await using source = await steps.create({ frames: 3 });
    await using target = await plugin.targets.list.create();
    source.subscribe(target);
    expect(await target.finished).to.include({ frames: 3 });
    // @ts-expect-error: it has to be given
    expect(await rejectionOf(steps.create({}))).to.be.instanceOf(InvalidOptionError);
    expect(steps).to.include({ isLive: false, description: 'Counts.' });
  });

  const wrong: readonly (readonly [what: string, definition: object, message: string])[] = [
    ['without a name', { core: '*' }, 'needs a name, but has undefined'],
    [
      'without a range',
      { name: 'a', core: 'newest' },
      'such as "^0.1.0" as "core", but has "newest"',
    ],
    [
      'with a name that no shell can say',
      part({}, 'a b'),
      'filters.a b of the plugin a needs a name',
    ],
    ['without a description', part({ description: '' }), 'needs a description'],
    ['without a function', part({ create: 5 }), 'needs a function "create"'],
    ['without a schema', part({ options: {} }), 'needs "options" of the form'],
    [
      'that requires what it does not describe',
      part({ options: { type: 'object', properties: {}, required: ['x'] } }),
      'requires the option "x", which it does not describe',
    ],
    [
      'with a default that breaks its own rule',
      part({
        options: {
          type: 'object',
          properties: { x: { type: 'number', maximum: 1, default: 2, description: 'x' } },
        },
      }),
      'has a default that it does not allow: Expected a number of at most 1 for x',
    ],
  ];
  for (const [what, definition, message] of wrong) {
    it(`refuses a plugin ${what}`, () => {
      expect(() => definePlugin(definition as never))
        .to.throw(PluginError, message)
        .with.property('reason', 'not a plugin');
    });
  }

  it('does not compile with a definition that is wrong', () => {
    const options = { type: 'object', properties: {} } as const;
    const description = 'Nothing.';
    const attempts = [
      () =>
        definePlugin({
          name: 'a',
          core: '*',
          // @ts-expect-error: a filter is no frame
          filters: { a: { description, options, create: () => VideoFrame.alloc(SPEC) } },
        }),
      () =>
        definePlugin({
          name: 'a',
          core: '*',
          // @ts-expect-error: a source is no operator
          sources: { a: { description, options, create: () => filter((frame) => frame) } },
        }),
      // @ts-expect-error: for which versions it is has to be said
      () => definePlugin({ name: 'a' }),
    ];
    expect(attempts).to.have.length(3);
  });
});

function part(change: object, name = 'wobble'): object {
  const options = { type: 'object', properties: {} };
  const whole = { description: 'Wobbles.', options, create: () => undefined, ...change };
  return { name: 'a', core: '*', filters: { [name]: whole } };
}
