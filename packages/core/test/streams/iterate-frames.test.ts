import { expect } from 'chai';
import { from, NEVER, of, Subject, throwError, concat } from 'rxjs';
import { FilterError, FrameBudgetError, FrameReleasedError } from '../../src/errors';
import { frameMemory } from '../../src/frames/frame-memory';
import { VideoFrame } from '../../src/frames/video-frame';
import { filter } from '../../src/graph/filter';
import { iterateFrames } from '../../src/streams/iterate-frames';
import { ListSource } from '../support/list-source';
import { expectNothingLeft, turns } from '../support/quiet';
import { rejectionOf } from '../support/rejection-of';

const passing = filter((frame) => frame);

function grey(index = 0): VideoFrame {
  return VideoFrame.alloc({ colour: 'GRAY8', cols: 2, rows: 2, index });
}

async function indexesOf(frames: AsyncIterable<VideoFrame>): Promise<number[]> {
  const indexes: number[] = [];
  for await (const frame of frames) indexes.push(frame.index);
  return indexes;
}

describe('iterateFrames', () => {
  expectNothingLeft();

  for (const frames of [0, 1, 50]) {
    it(`loops over what a pipe makes of ${frames} frames, in order`, async () => {
      const source = new ListSource({ frames });
      const indexes = await indexesOf(iterateFrames(source.pipe(passing)));
      expect(indexes).to.deep.equal([...Array(frames).keys()]);
      expect(source).to.include({ starts: 1, stops: 1 });
    });
  }

  it('subscribes with the first turn, not before', async () => {
    const source = new ListSource();
    const frames = iterateFrames(source);
    await turns();
    expect(source.starts).to.equal(0);
    await frames.next();
    expect(source.starts).to.equal(1);
    await frames.return?.();
    expect(await frames.next()).to.deep.equal({ done: true, value: undefined });
  });

  it('ends each frame with the next turn', async () => {
    let last: VideoFrame | undefined;
    for await (const frame of iterateFrames(new ListSource())) {
      if (last !== undefined) expect(() => last?.data()).to.throw(FrameReleasedError);
      expect(frame.data()[0]).to.equal(frame.index);
      last = frame;
    }
    expect(last?.released).to.equal(true);
  });

  it('makes the source wait for a slow loop, within its budget, and loses nothing', async () => {
    const source = new ListSource({ frames: 30, budget: { frames: 3 } });
    const before = frameMemory.blocksInUse;
    const indexes: number[] = [];
    for await (const frame of iterateFrames(source.pipe(passing))) {
      await turns(6);
      indexes.push(frame.index);
      expect(source.run?.budget.framesOut).to.be.at.most(3);
      expect(frameMemory.blocksInUse - before).to.be.at.most(3);
    }
    expect(indexes).to.deep.equal([...Array(30).keys()]);
  });

  it('leaves the stream and gives everything back when the loop is left, or throws', async () => {
    const source = new ListSource({ frames: 1000, end: 'never' });
    for await (const frame of iterateFrames(source.pipe(passing))) if (frame.index === 2) break;
    expect(source.stops).to.equal(1);
    const thrown = await rejectionOf(
      (async () => {
        for await (const frame of iterateFrames(source)) throw new Error(`at ${frame.index}`);
      })(),
    );
    expect(thrown).to.have.property('message', 'at 0');
    expect(source.stops).to.equal(2);
  });

  it('throws what the stream fails with, after every frame that came before', async () => {
    const failure = new Error('the cable is out');
    const indexes: number[] = [];
    const loop = async (): Promise<void> => {
      for await (const frame of iterateFrames(new ListSource({ frames: 4, end: failure }))) {
        await turns();
        indexes.push(frame.index);
      }
    };
    expect(await rejectionOf(loop())).to.equal(failure);
    expect(indexes).to.deep.equal([0, 1, 2, 3]);
  });

  it('throws what a filter in the pipe threw', async () => {
    const failing = filter((frame) => {
      if (frame.index === 2) throw new Error('too dark');
      return frame;
    });
    const source = new ListSource({ frames: 9 });
    const error = await rejectionOf(indexesOf(iterateFrames(source.pipe(failing))));
    expect(error).to.be.instanceOf(FilterError).with.property('frameIndex', 2);
  });

  it('does not wait for a frame that never comes when it is told to end', async () => {
    const frames = iterateFrames(NEVER);
    const pending = frames.next();
    await frames.return?.();
    expect(await pending).to.deep.equal({ done: true, value: undefined });
  });

  it('loops over streams that send everything at once, or fail at once', async () => {
    expect(await indexesOf(iterateFrames(of(grey(0), grey(1))))).to.deep.equal([0, 1]);
    const failure = new Error('at once');
    const failing = concat(
      of(grey()),
      throwError(() => failure),
    );
    expect(await rejectionOf(indexesOf(iterateFrames(failing)))).to.equal(failure);
  });

  it('refuses to let more wait than anybody can mean, where no budget bounds them', async () => {
    const all = from(Array.from({ length: 1025 }, (_, index) => grey(index)));
    const error = await rejectionOf(indexesOf(iterateFrames(all)));
    expect(error).to.be.instanceOf(FrameBudgetError).with.property('message').that.includes('1024');

    const subject = new Subject<VideoFrame>();
    const frames = iterateFrames(subject);
    const first = frames.next();
    for (let i = 0; i < 1026; i += 1) subject.next(grey(i));
    expect(subject.observed).to.equal(false);
    expect((await first).value).to.have.property('index', 0);
    expect(await rejectionOf(indexesOf(frames))).to.be.instanceOf(FrameBudgetError);
  });

  it('is disposed of at the end of a block', async () => {
    const source = new ListSource({ frames: 100 });
    const frames = source[Symbol.asyncIterator]();
    expect((await frames.next()).value).to.have.property('index', 0);
    await (frames as AsyncIterableIterator<VideoFrame> & AsyncDisposable)[Symbol.asyncDispose]();
    expect(source.stops).to.equal(1);
  });
});
