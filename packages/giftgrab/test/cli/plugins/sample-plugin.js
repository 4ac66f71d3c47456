const {
  definePlugin,
  filter,
  fromIterable,
  Rational,
  Timestamp,
  VideoFrame,
  VideoTarget,
} = require('@giftgrab/core');
const { writeFileSync } = require('node:fs');

const amount = {
  type: 'integer',
  minimum: 0,
  maximum: 255,
  default: 40,
  description: 'How much is added.',
};
const rate = { type: 'number', exclusiveMinimum: 0, default: 5, description: 'Frames a second.' };
const frames = { type: 'integer', minimum: 1, default: 10, description: 'How many.' };

/** Writes how many frames there were, and what the first samples are. */
class Tally extends VideoTarget {
  firsts = [];

  constructor(path) {
    super();
    this.path = path;
  }

  async write(frame) {
    this.firsts.push(frame.data()[0]);
  }

  async finalise() {
    writeFileSync(this.path, this.firsts.join(' '));
    return { frames: this.firsts.length, dropped: 0 };
  }
}

exports.plugin = definePlugin({
  name: 'sample',
  core: '*',
  filters: {
    lift: {
      description: 'Makes pictures brighter. Samples stop at 255.',
      options: { type: 'object', properties: { amount } },
      create: (options) =>
        filter((frame) => {
          const data = frame.data();
          data.forEach((value, i) => (data[i] = Math.min(255, value + options.amount)));
          return frame;
        }),
    },
  },
  sources: {
    ticker: {
      description: 'Grey frames, each a little brighter.',
      options: { type: 'object', properties: { rate, frames } },
      create: (options) => {
        const spec = { colour: 'GRAY8', cols: 64, rows: 48, frameRate: options.rate };
        return fromIterable(
          async function* () {
            for (let index = 0; index < options.frames; index += 1) {
              const pts = new Timestamp(index, new Rational(1, options.rate));
              const frame = VideoFrame.alloc({ ...spec, index, pts });
              frame.data().fill(index);
              yield frame;
            }
          },
          { ...spec, name: 'ticker' },
        );
      },
    },
  },
  targets: {
    tally: {
      description: 'Writes the first sample of each frame.',
      options: {
        type: 'object',
        properties: { path: { type: 'string', description: 'The file.' } },
        required: ['path'],
      },
      create: ({ path }) => new Tally(path),
    },
  },
});
