import { spawnSync } from 'node:child_process';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import {
  ColourSpace,
  convertFrame,
  FilterError,
  frameMemory,
  frameShape,
  InvalidOptionError,
  packViews,
  pipelineOf,
  Rational,
  Timestamp,
  UnsupportedFormatError,
  VideoFrame,
  type FrameOperator,
  type FrameTime,
} from '@giftgrab/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { lastValueFrom, map, Observable, of, take, toArray } from 'rxjs';
import { anaglyph, greyPair, packStereo, unpackStereo } from '../../src';
import { allThrough, noiseFrame, oneThrough, streamOf } from '../support/streams';

const COLOURS = Object.values(ColourSpace);
const MS = new Rational(1, 1000);

/** Small pooled frames with these indexes, which each shows, and what else they carry. */
function numbered(
  indexes: readonly number[],
  time: (index: number) => FrameTime = () => ({}),
): Observable<VideoFrame> {
  return new Observable((subscriber) => {
    for (const index of indexes) {
      const frame = VideoFrame.lend(frameShape({ colour: 'GRAY8', cols: 2, rows: 1 }), {
        index,
        ...time(index),
      });
      frame.data().fill(index);
      subscriber.next(frame);
      frame.release();
    }
    subscriber.complete();
  });
}

const viewsOf = (frame: VideoFrame): number[] =>
  Array.from({ length: frame.stereoCount }, (_, view) => frame.data(view)[0] ?? -1);

function stereoNoise(colour: ColourSpace, cols: number, rows: number): VideoFrame {
  const pooled = noiseFrame({ colour, cols, rows, stereoCount: 2 }, 3, { index: 8 });
  const own = pooled.clone();
  pooled.release();
  return own;
}

async function failureOf(operator: FrameOperator, frame: VideoFrame): Promise<FilterError> {
  const outcome: unknown = await oneThrough(operator, frame).catch((error: unknown) => error);
  expect(outcome).to.be.instanceOf(FilterError);
  return outcome as FilterError;
}

const MAKERS: Readonly<Record<string, { make: () => FrameOperator; views: 1 | 2 }>> = {
  'unpackStereo side by side': { make: () => unpackStereo({ layout: 'side-by-side' }), views: 1 },
  'unpackStereo top-bottom': { make: () => unpackStereo({ layout: 'top-bottom' }), views: 1 },
  'unpackStereo in turns': { make: () => unpackStereo({ layout: 'frame-sequential' }), views: 1 },
  'packStereo side by side': { make: () => packStereo({ layout: 'side-by-side' }), views: 2 },
  'packStereo top-bottom': { make: () => packStereo({ layout: 'top-bottom' }), views: 2 },
  'packStereo in turns': { make: () => packStereo({ layout: 'frame-sequential' }), views: 2 },
  anaglyph: { make: () => anaglyph(), views: 2 },
  greyPair: { make: () => greyPair({ stretch: true }), views: 2 },
};

for (const [name, { make, views }] of Object.entries(MAKERS)) {
  describe(name, () => {
    it('goes by its own name in a pipeline', () => {
      expect(pipelineOf(make()).stats.nodes[0]?.name).to.equal(name.split(' ')[0]);
    });

    it('leaves the pool as it found it, also when cut short', async () => {
      const like = { colour: 'I420', cols: 8, rows: 4, stereoCount: views } as const;
      const operator = make();
      await allThrough(operator, streamOf(like, 3));
      const before = frameMemory.blocksInUse;
      let count = 0;
      await lastValueFrom(
        streamOf(like, 2001).pipe(
          operator,
          map(() => (count += 1)),
        ),
      );
      expect(count).to.be.oneOf([1000, 2001, 4002]);
      await lastValueFrom(
        streamOf(like, 9).pipe(
          operator,
          take(3),
          map(() => 0),
        ),
      );
      expect(frameMemory.blocksInUse).to.be.at.most(before);
    });

    it('leaves the picture of a sibling alone', async () => {
      const frame = noiseFrame({ colour: 'BGRA', cols: 8, rows: 4, stereoCount: views }, 5);
      const before = frame.clone();
      const other = frame.share();
      await lastValueFrom(
        numberedOnce(frame).pipe(
          make(),
          map(() => 0),
        ),
        { defaultValue: 0 },
      );
      expect([...other.data()]).to.deep.equal([...before.data()]);
      other.release();
      frame.release();
    });

    it(`refuses frames of another number of views than ${views}`, async () => {
      const wrong = VideoFrame.alloc({
        colour: 'BGRA',
        cols: 8,
        rows: 4,
        stereoCount: 3 - views,
        index: 5,
      });
      const failure = await failureOf(make(), wrong);
      expect(failure.frameIndex).to.equal(5);
      expect(failure.cause).to.be.instanceOf(UnsupportedFormatError);
      expect(failure.message).to.match(/[Ff]rame 5 has [12] views?/);
    });
  });
}

/** One frame, not released. */
function numberedOnce(frame: VideoFrame): Observable<VideoFrame> {
  return new Observable((subscriber) => {
    subscriber.next(frame);
    subscriber.complete();
  });
}

describe('packed stereo video', () => {
  it('comes out as it went in, on every layout [quirk 26]', async () => {
    for (const colour of COLOURS) {
      for (const layout of ['side-by-side', 'top-bottom', 'frame-sequential'] as const) {
        for (const swapped of [false, true]) {
          const stereo = stereoNoise(colour, 6, 4);
          const packed = await allThrough(packStereo({ layout, swapped }), numberedOnce(stereo));
          expect(packed.map(({ stereoCount }) => stereoCount)).to.satisfy((all: number[]) =>
            all.every((n) => n === 1),
          );
          const [unpacked] = await allThrough(
            unpackStereo({ layout, swapped }),
            new Observable((subscriber) => {
              for (const frame of packed) subscriber.next(frame);
              subscriber.complete();
            }),
          );
          expect(unpacked).to.include({ stereoCount: 2, index: 8, colour });
          for (const view of [0, 1]) {
            expect([...(unpacked?.data(view) ?? [])], `${colour} ${layout}`).to.deep.equal([
              ...stereo.data(view),
            ]);
          }
        }
      }
    }
  });

  it('does not part into views of unequal size', async () => {
    const odd = VideoFrame.alloc({ colour: 'BGRA', cols: 7, rows: 5 });
    for (const layout of ['side-by-side', 'top-bottom'] as const) {
      expect((await failureOf(unpackStereo({ layout }), odd)).message).to.include(
        'two equal views',
      );
    }
  });

  it('refuses options that make no sense', () => {
    for (const make of [unpackStereo, packStereo]) {
      expect(() => make({ layout: 'interlaced' as never })).to.throw(
        InvalidOptionError,
        '"frame-sequential"',
      );
      expect(() => make({ layout: 'top-bottom', swapped: 1 as never })).to.throw(
        InvalidOptionError,
        'swapped',
      );
      expect(() => make({ layout: 'top-bottom', swap: true } as never)).to.throw(
        InvalidOptionError,
        'swap',
      );
    }
  });
});

describe('eyes that take turns', () => {
  it('make one frame of two, with the time of the first and half its index', async () => {
    const operator = unpackStereo({ layout: 'frame-sequential' });
    const source = numbered([0, 1, 2, 3], (index) => ({
      pts: new Timestamp(index * 20, MS),
      constantRate: new Rational(50),
    }));
    const pairs = await allThrough(operator, source);
    expect(pairs.map((frame) => [frame.index, frame.pts?.ticks, ...viewsOf(frame)])).to.deep.equal([
      [0, 0, 0, 1],
      [1, 40, 2, 3],
    ]);
    expect(String(pairs[0]?.constantRate)).to.equal('25/1');
    expect(operator.stats).to.include({ framesIn: 4, framesOut: 2, framesDropped: 0 });
  });

  it('are never swapped by lost frames: those without a partner are dropped and counted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(40)), fc.boolean(), async (numbers, swapped) => {
        const indexes = numbers.sort((a, b) => a - b);
        const operator = unpackStereo({ layout: 'frame-sequential', swapped });
        const pairs = await allThrough(operator, numbered(indexes));
        const expected = indexes
          .filter((index) => index % 2 === 0 && indexes.includes(index + 1))
          .map((index) =>
            swapped ? [index / 2, index + 1, index] : [index / 2, index, index + 1],
          );
        expect(pairs.map((frame) => [frame.index, ...viewsOf(frame)])).to.deep.equal(expected);
        expect(operator.stats.framesDropped).to.equal(indexes.length - 2 * expected.length);
      }),
    );
  });

  it('are refused when they differ in size', async () => {
    const source = new Observable<VideoFrame>((subscriber) => {
      subscriber.next(VideoFrame.alloc({ colour: 'GRAY8', cols: 4, rows: 4, index: 6 }));
      subscriber.next(VideoFrame.alloc({ colour: 'GRAY8', cols: 4, rows: 2, index: 7 }));
    });
    const before = frameMemory.blocksInUse;
    const outcome: unknown = await allThrough(
      unpackStereo({ layout: 'frame-sequential' }),
      source,
    ).catch((e: unknown) => e);
    expect(outcome).to.be.instanceOf(FilterError).and.include({ frameIndex: 7 });
    expect(String(outcome)).to.include('Frame 7 is 4×2 GRAY8, but the other eye is 4×4 GRAY8');
    expect(frameMemory.blocksInUse).to.be.at.most(before);
  });

  const sent = (time: (index: number) => FrameTime): Promise<(number | undefined)[][]> => {
    const operator = packStereo({ layout: 'frame-sequential' });
    const stereo = numbered([0, 1, 3], time).pipe(
      map((frame) =>
        VideoFrame.alloc({
          ...frame.shape,
          stereoCount: 2,
          index: frame.index,
          ...time(frame.index),
        }),
      ),
    );
    return lastValueFrom(
      stereo.pipe(
        operator,
        map(({ index, pts }) => [index, pts && pts.seconds * 1000]),
        toArray(),
      ),
    );
  };

  it('are sent half a period apart, where the rate is known', async () => {
    const times = await sent((index) => ({
      pts: new Timestamp(index * 40, MS),
      constantRate: new Rational(25),
    }));
    expect(times).to.deep.equal([[0, 0], [1, 20], [2, 40], [3, 60], [6, 120], [7, 140]]); // prettier-ignore
  });

  it('are sent half of the last interval apart, where it is not', async () => {
    const times = await sent((index) => ({ pts: new Timestamp(index * 33, MS) }));
    expect(times).to.deep.equal([[0, 0], [1, 0], [2, 33], [3, 49.5], [6, 99], [7, 132]]); // prettier-ignore
  });

  it('have no time where the stream has none', async () => {
    const times = await sent(() => ({}));
    expect(times.map(([, time]) => time)).to.deep.equal(Array(6).fill(undefined));
  });
});

describe('anaglyph', () => {
  const [cols, rows] = [64, 48];

  /** What ffmpeg makes of it, in RGB. */
  function theirs(stereo: VideoFrame, output: string): Uint8Array {
    const packed = packViews(stereo, 'side-by-side');
    const rgb = convertFrame(packed, 'RGB24');
    const size = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${2 * cols}x${rows}`];
    const filter = [
      '-vf',
      `stereo3d=sbsl:${output}`,
      '-pix_fmt',
      'rgb24',
      '-f',
      'rawvideo',
      'pipe:1',
    ];
    const args = ['-nostdin', '-v', 'error', ...size, '-i', 'pipe:0', ...filter];
    const { stdout, stderr } = spawnSync(ffmpeg, args, { input: rgb.data() });
    for (const frame of [packed, rgb]) frame.release();
    expect(stderr.toString()).to.equal('');
    return Uint8Array.from(stdout);
  }

  for (const [method, output] of [
    ['dubois', 'arcd'],
    ['grey', 'arcg'],
    ['half-colour', 'arch'],
    ['colour', 'arcc'],
  ] as const) {
    it(`is what ffmpeg makes of it, to the rounding: ${method}`, async () => {
      const stereo = stereoNoise('BGRA', cols, rows);
      const frame = await oneThrough(anaglyph({ method }), stereo);
      expect(frame).to.include({ cols, rows, colour: 'BGRA', stereoCount: 1, index: 8 });
      const wanted = theirs(stereo, output);
      const data = frame.data();
      expect(wanted).to.have.lengthOf(cols * rows * 3);
      for (let i = 0; i < cols * rows; i += 1) {
        for (let channel = 0; channel < 3; channel += 1) {
          expect(data[4 * i + 2 - channel]).to.be.closeTo(wanted[3 * i + channel] ?? -9, 1);
        }
        expect(data[4 * i + 3]).to.equal(255);
      }
    });
  }

  const ofColours = async (method: 'true' | 'optimised', swapped = false): Promise<number[]> => {
    const stereo = VideoFrame.alloc({ colour: 'BGRA', cols: 1, rows: 1, stereoCount: 2 });
    stereo.data(0).set([10, 100, 200, 0]);
    stereo.data(1).set([50, 60, 70, 0]);
    return [...(await oneThrough(anaglyph({ method, swapped }), stereo)).data()];
  };

  it("shows the brightness of the eyes in red and blue alone with 'true'", async () => {
    const [left, right] = [
      200 * 0.299 + 100 * 0.587 + 10 * 0.114,
      70 * 0.299 + 60 * 0.587 + 50 * 0.114,
    ].map(Math.round);
    expect(await ofColours('true')).to.deep.equal([right, 0, left, 255]);
    expect(await ofColours('true', true)).to.deep.equal([left, 0, right, 255]);
  });

  it("takes no red of the left eye with 'optimised'", async () => {
    expect(await ofColours('optimised')).to.deep.equal([50, 60, 73, 255]);
  });

  it('keeps greys that both eyes see, whatever the method', async () => {
    for (const method of ['dubois', 'grey', 'half-colour', 'colour', 'optimised'] as const) {
      for (const grey of [0, 100, 255]) {
        const stereo = VideoFrame.alloc({ colour: 'BGRA', cols: 2, rows: 1, stereoCount: 2 });
        for (const view of [0, 1]) stereo.data(view).fill(grey);
        for (const value of (await oneThrough(anaglyph({ method }), stereo))
          .data()
          .subarray(0, 3)) {
          expect(value, method).to.be.closeTo(grey, 3);
        }
      }
    }
  });

  it('takes every layout', async () => {
    for (const colour of COLOURS) {
      const stereo = stereoNoise(colour, 7, 5);
      const colours = convertFrame(stereo, 'BGRA');
      const [made, wanted] = [
        await oneThrough(anaglyph(), stereo),
        await oneThrough(anaglyph(), colours),
      ];
      expect([...made.data()], colour).to.deep.equal([...wanted.data()]);
      colours.release();
    }
  });

  it('takes options that change while frames flow, as the other stereo filters do', async () => {
    const stereo = stereoNoise('BGRA', 4, 2);
    const live: readonly (readonly [FrameOperator, FrameOperator])[] = [
      [anaglyph(of({ method: 'grey' })), anaglyph({ method: 'grey' })],
      [greyPair(of({ swapped: true })), greyPair({ swapped: true })],
      [packStereo(of({ layout: 'top-bottom' })), packStereo({ layout: 'top-bottom' })],
    ];
    for (const [changing, fixed] of live) {
      const [one, other] = [await oneThrough(changing, stereo), await oneThrough(fixed, stereo)];
      expect([...one.data()]).to.deep.equal([...other.data()]);
    }
    const mono = VideoFrame.alloc({ colour: 'GRAY8', cols: 4, rows: 4 });
    const unpacked = await oneThrough(unpackStereo(of({ layout: 'top-bottom' })), mono);
    expect(unpacked).to.include({ stereoCount: 2, rows: 2 });
  });

  it('refuses options that make no sense', () => {
    expect(() => anaglyph({ method: 'amber' as never })).to.throw(InvalidOptionError, '"dubois"');
    expect(() => anaglyph({ swapped: 'no' as never })).to.throw(InvalidOptionError, 'swapped');
  });
});

describe('greyPair', () => {
  const pair = (left: readonly number[], right: readonly number[]): VideoFrame => {
    const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: left.length, rows: 1, stereoCount: 2 });
    frame.data(0).set(left);
    frame.data(1).set(right);
    return frame;
  };
  const made = async (frame: VideoFrame, options = {}): Promise<number[][]> => {
    const grey = await oneThrough(greyPair(options), frame);
    expect(grey).to.include({ colour: 'GRAY8', stereoCount: 2 });
    return [[...grey.data(0)], [...grey.data(1)]];
  };

  it('has both views in grey, as convertFrame makes them of every layout', async () => {
    for (const colour of COLOURS) {
      const stereo = stereoNoise(colour, 7, 5);
      const wanted = convertFrame(stereo, 'GRAY8');
      expect(await made(stereo), colour).to.deep.equal([[...wanted.data(0)], [...wanted.data(1)]]);
      wanted.release();
    }
  });

  it('spreads both views by the same rule', async () => {
    const frame = pair([50, 100], [75, 150]);
    expect(await made(frame, { stretch: true, clip: 0 })).to.deep.equal([
      [0, 128],
      [64, 255],
    ]);
  });

  it('lets a few reflections go', async () => {
    const left = Array.from({ length: 100 }, (_, i) => (i === 0 ? 255 : 50 + (i % 2) * 50));
    const [view = []] = await made(pair(left, left), { stretch: true, clip: 0.01 });
    expect(view.slice(0, 3)).to.deep.equal([255, 255, 0]);
  });

  it('swaps the eyes where told', async () => {
    expect(await made(pair([1, 2], [3, 4]), { swapped: true })).to.deep.equal([
      [3, 4],
      [1, 2],
    ]);
  });

  it('leaves pictures of one grey as they are', async () => {
    expect(await made(pair([7, 7], [7, 7]), { stretch: true })).to.deep.equal([
      [7, 7],
      [7, 7],
    ]);
  });

  it('refuses options that make no sense', () => {
    expect(() => greyPair({ stretch: 1 as never })).to.throw(InvalidOptionError, 'stretch');
    expect(() => greyPair({ clip: 0.5 })).to.throw(InvalidOptionError, 'clip');
    expect(() => greyPair({ strech: true } as never)).to.throw(InvalidOptionError, 'strech');
  });
});
