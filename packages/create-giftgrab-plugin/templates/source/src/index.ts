import {
  definePlugin,
  fromIterable,
  pluginSource,
  Rational,
  Timestamp,
  VideoFrame,
} from '@giftgrab/core';

/** What the frames are. */
interface BarOptions {
  /** Frames per second. */
  readonly rate: number;
  /** How many there are. */
  readonly frames: number;
}

const PICTURE = { colour: 'GRAY8', cols: 320, rows: 240 } as const;
const BAR = 16;

/** What giftgrab loads. */
export const plugin = definePlugin({
  name: 'my-plugin',
  core: '^0.0.0',
  sources: {
    myPlugin: pluginSource({
      description: 'A white bar that moves to the right, one pixel a frame.',
      options: {
        type: 'object',
        properties: {
          rate: {
            type: 'integer',
            minimum: 1,
            default: 25,
            description: 'Frames per second.',
          },
          frames: { type: 'integer', minimum: 1, default: 100, description: 'How many there are.' },
        },
      },
      create: (options) =>
        // A function, so that each run begins with a generator of its own.
        fromIterable(() => bars(options), {
          ...PICTURE,
          frameRate: options.rate,
          name: 'myPlugin',
        }),
    }),
  },
});

/** Opens the source in a program: `const source = await myPlugin({ rate: 50 })`. */
export const myPlugin = plugin.sources.myPlugin.create;

/** Gives frame after frame, each when it is asked for; an instrument would be asked here. */
async function* bars({ rate, frames }: BarOptions): AsyncGenerator<VideoFrame> {
  const timeBase = new Rational(1, rate);
  for (let index = 0; index < frames; index += 1) {
    const frame = VideoFrame.alloc({ ...PICTURE, index, pts: new Timestamp(index, timeBase) });
    const data = frame.data();
    const left = index % (PICTURE.cols - BAR);
    for (let row = 0; row < PICTURE.rows; row += 1) {
      const start = row * PICTURE.cols + left;
      data.fill(255, start, start + BAR);
    }
    yield frame;
  }
}
