import { Readable } from 'node:stream';
import { expect } from 'chai';
import {
  filter,
  FrameReleasedError,
  frameMemory,
  InvalidOptionError,
  iterateFrames,
  SourceError,
  SourceSizeChangedError,
  toReadable,
  toReadableStream,
  VideoFrame,
  frameShape,
  fromIterable,
} from '../../src/index';
import { ListSource } from '../support/list-source';
import { expectNothingLeft, turns } from '../support/quiet';
import { rejectionOf } from '../support/rejection-of';

const SPEC = { colour: 'GRAY8', cols: 4, rows: 2 } as const;
const SHAPE = frameShape(SPEC);
const NAMES = [...Array(5).keys()];

/** Gives loans of the pool, each with its number in every sample. */
async function* loans(count: number, onEnd?: () => void): AsyncGenerator<VideoFrame> {
  try {
    for (let index = 0; index < count; index += 1) {
      const frame = VideoFrame.lend(SHAPE, { index });
      frame.data().fill(index);
      yield frame;
    }
  } finally {
    onEnd?.();
  }
}

/** Numbers that the frames of a source show, and how it ended. */
async function play(source: ReturnType<typeof fromIterable>): Promise<number[]> {
  const seen: number[] = [];
  source.subscribe({ next: (frame) => seen.push(frame.data()[0] ?? -1), error: () => undefined });
  expect(await source.finished).to.include({ ended: 'complete', frames: seen.length });
  return seen;
}

const pattern = (frames: number): ListSource => new ListSource({ frames });

describe('fromIterable', () => {
  expectNothingLeft();

  for (const count of [0, 1, 200]) {
    it(`plays the ${count} frames of a generator, in order, and gives their loans back`, async () => {
      const seen = await play(fromIterable(loans(count), SPEC));
      expect(seen).to.deep.equal([...Array(count).keys()]);
    });
  }

  it('says what it was told of the frames', () => {
    const source = fromIterable([], { ...SPEC, frameRate: 29.97 });
    expect(source).to.include(SPEC);
    expect(String(source.frameRate)).to.equal('30000/1001');
  });

  it('plays an array, a generator, a Node stream and one of the Web', async () => {
    const frames = NAMES.map((index) => {
      const frame = VideoFrame.alloc({ ...SPEC, index });
      frame.data().fill(index);
      return frame;
    });
    const forms = [
      frames,
      () => frames.values(),
      Readable.from(frames),
      new ReadableStream<VideoFrame>({
        start(controller) {
          for (const frame of frames) controller.enqueue(frame);
          controller.close();
        },
      }),
    ];
    for (const form of forms) expect(await play(fromIterable(form, SPEC))).to.deep.equal(NAMES);
    expect(frames.every((frame) => !frame.released)).to.equal(true);
  });

  it('takes frames over from streams and loops over other sources', async () => {
    const ways = [
      toReadable(pattern(5), { as: 'frames' }),
      toReadableStream(pattern(5), { as: 'frames' }),
      iterateFrames(pattern(5)),
      pattern(5),
    ];
    for (const way of ways) {
      const indexes: number[] = [];
      const source = fromIterable(way, SPEC);
      const finished = source.finished;
      source.subscribe((frame) => indexes.push(frame.index));
      await finished;
      expect(indexes).to.deep.equal(NAMES);
    }
  });

  it('takes loans over without a copy, and shows no edits to who looks at the picture too', async () => {
    const given: VideoFrame[] = [];
    const kept: VideoFrame[] = [];
    const addresses: (number | undefined)[] = [];
    const source = fromIterable(function* () {
      for (const index of [0, 1]) {
        const frame = VideoFrame.lend(SHAPE, { index });
        frame.data().fill(index);
        frame.meta['note'] = `number ${index}`;
        given.push(frame);
        addresses.push(frame.address);
        if (index === 1) kept.push(frame.retain());
        yield frame;
      }
    }, SPEC);
    const isSame: boolean[] = [];
    const finished = source.finished;
    source.subscribe((frame) => {
      isSame.push(frame.address === addresses[frame.index]);
      expect(frame.meta['note']).to.equal(`number ${frame.index}`);
      frame.writable().data().fill(99);
    });
    await finished;
    expect(isSame).to.deep.equal([true, true]);
    expect(given.every((frame) => frame.released)).to.equal(true);
    expect(kept[0]?.data()[0]).to.equal(1);
    kept[0]?.release();
  });

  it('lets a generator fill the same frame in ordinary memory again and again', async () => {
    const kept: VideoFrame[] = [];
    const source = fromIterable(function* () {
      const frame = VideoFrame.alloc({ ...SPEC, stereoCount: 1 });
      for (const value of NAMES) {
        frame.data().fill(value);
        yield frame;
      }
    }, SPEC);
    const finished = source.finished;
    source.subscribe((frame) => kept.push(frame.retain()));
    await finished;
    expect(kept.map((frame) => frame.data()[0])).to.deep.equal(NAMES);
    for (const frame of kept) frame.release();
  });

  it('counts what it took over against its own budget, and no longer against the other', async () => {
    const origin = new ListSource({ frames: 6, budget: { frames: 2 } });
    const source = fromIterable(toReadable(origin, { as: 'frames' }), SPEC);
    const kept: VideoFrame[] = [];
    const finished = source.finished;
    source.subscribe((frame) => kept.push(frame.retain()));
    expect(await finished).to.include({ frames: 6 });
    for (const frame of kept) frame.release();
  });

  it('asks for a frame only when there is room for it', async () => {
    let asked = 0;
    const source = fromIterable(
      async function* () {
        for await (const frame of loans(50)) {
          asked += 1;
          yield frame;
        }
      },
      { ...SPEC, budget: { frames: 3 } },
    );
    const before = frameMemory.blocksInUse;
    let count = 0;
    for await (const frame of source) {
      await turns(4);
      expect(asked - frame.index).to.be.at.most(3);
      expect(frameMemory.blocksInUse - before).to.be.at.most(3);
      count += 1;
    }
    expect(count).to.equal(50);
  });

  it('lets others have their turn while a generator gives frame after frame at once', async () => {
    const source = fromIterable(function* () {
      for (;;) yield VideoFrame.lend(SHAPE, {});
    }, SPEC);
    source.subscribe();
    await new Promise((resolve) => setTimeout(resolve, 1));
    await source.close();
  });

  it('tells a generator to return when nobody wants more', async () => {
    let ends = 0;
    const source = fromIterable(() => loans(1000, () => (ends += 1)), SPEC);
    for await (const frame of source) if (frame.index === 2) break;
    expect(ends).to.equal(1);
    const subscription = source.subscribe((frame) => {
      if (frame.index === 3) subscription.unsubscribe();
    });
    await source.finished;
    expect(ends).to.equal(2);
  });

  it('closes while a generator waits for something that never comes, and takes what comes late', async () => {
    let arrive: (frame: VideoFrame) => void = () => undefined;
    let isOver = false;
    const source = fromIterable(async function* () {
      try {
        yield await new Promise<VideoFrame>((resolve) => (arrive = resolve));
      } finally {
        isOver = true;
      }
    }, SPEC);
    source.subscribe();
    await turns(3);
    await source.close();
    const late = VideoFrame.lend(SHAPE, {});
    arrive(late);
    await turns(3);
    expect(late.released).to.equal(true);
    expect(isOver).to.equal(true);
  });

  it('destroys a Node stream and cancels one of the Web, also while they are silent', async () => {
    const node = new Readable({ objectMode: true, read: () => undefined });
    let cancelled = 0;
    const web = new ReadableStream<VideoFrame>({ cancel: () => void (cancelled += 1) });
    for (const stream of [node, web]) {
      const source = fromIterable(stream as AsyncIterable<VideoFrame>, SPEC);
      source.subscribe();
      await turns(3);
      await source.close();
    }
    expect(node.destroyed).to.equal(true);
    expect(cancelled).to.equal(1);
  });

  it('begins anew with each run of a function, and only once with anything else', async () => {
    const again = fromIterable(() => loans(3), SPEC);
    expect(await play(again)).to.deep.equal([0, 1, 2]);
    expect(await play(again)).to.deep.equal([0, 1, 2]);

    const once = fromIterable(loans(3), SPEC);
    expect(await play(once)).to.deep.equal([0, 1, 2]);
    const error = await rejectionOf(play(once));
    expect(error).to.be.instanceOf(SourceError);
    expect(error).to.have.property('message').that.includes('fromIterable(() => …)');
  });

  it('fails with what the generator fails with, after every frame that came before', async () => {
    const cause = new Error('no more film');
    const source = fromIterable(async function* () {
      yield* loans(3);
      throw cause;
    }, SPEC);
    const seen: number[] = [];
    const finished = source.finished;
    source.subscribe({ next: (frame) => seen.push(frame.index), error: () => undefined });
    const error = await rejectionOf(finished);
    expect(error).to.be.instanceOf(SourceError).with.property('cause', cause);
    expect(error).to.have.property('message').that.includes('no more film');
    expect(seen).to.deep.equal([0, 1, 2]);
  });

  it('fails when the function fails or returns nothing to loop over', async () => {
    const throwing = fromIterable(() => {
      throw new Error('no camera');
    }, SPEC);
    expect(await rejectionOf(play(throwing))).to.be.instanceOf(SourceError);
    const wrong = fromIterable((() => 5) as never, SPEC);
    expect(await rejectionOf(play(wrong))).to.be.instanceOf(InvalidOptionError);
  });

  it('fails at a frame of another size, at what is no frame and at one whose loan is over', async () => {
    let ends = 0;
    const after = (last: () => unknown) =>
      fromIterable(async function* () {
        try {
          yield* loans(2);
          yield last() as VideoFrame;
        } finally {
          ends += 1;
        }
      }, SPEC);
    const wide = frameShape({ ...SPEC, cols: 5 });
    const size = await rejectionOf(play(after(() => VideoFrame.lend(wide, { index: 2 }))));
    expect(size).to.be.instanceOf(SourceSizeChangedError);
    expect(size)
      .to.have.property('message')
      .that.matches(/Frame 2 is 5×2 GRAY8.*4×2 GRAY8/);
    expect(await rejectionOf(play(after(() => 'text')))).to.be.instanceOf(SourceError);
    const over = after(() => {
      const frame = VideoFrame.lend(SHAPE, {});
      frame.release();
      return frame;
    });
    expect(await rejectionOf(play(over))).to.be.instanceOf(FrameReleasedError);
    await turns();
    expect(ends).to.equal(3);
  });

  it('plays frames with several views, through filters', async () => {
    const spec = { ...SPEC, stereoCount: 2 };
    const source = fromIterable(function* () {
      const frame = VideoFrame.alloc(spec);
      frame.data(1).fill(9);
      yield frame;
    }, spec);
    const seen: number[][] = [];
    for await (const frame of iterateFrames(source.pipe(filter((f) => f)))) {
      seen.push([frame.data(0)[0] ?? -1, frame.data(1)[0] ?? -1]);
    }
    expect(seen).to.deep.equal([[0, 9]]);
  });

  it('refuses what breaks its rules when it is made', () => {
    const make = (frames: unknown, options: unknown) => () =>
      fromIterable(frames as [], options as typeof SPEC);
    expect(make(5, SPEC)).to.throw(InvalidOptionError, /for await/);
    expect(make({}, SPEC)).to.throw(InvalidOptionError, /for await/);
    expect(make([], { ...SPEC, cols: 0 })).to.throw(InvalidOptionError, /cols/);
    expect(make([], { ...SPEC, stereoCount: 0 })).to.throw(InvalidOptionError, /stereoCount/);
    expect(make([], { ...SPEC, color: 'BGRA' })).to.throw(InvalidOptionError, /color/);
    expect(make([], { ...SPEC, frameRate: -1 })).to.throw(InvalidOptionError, /frameRate/);
  });
});
