import { expect } from 'chai';
import {
  filter,
  FrameBudgetError,
  InvalidOptionError,
  Rational,
  Timestamp,
  VideoFrame,
  ColourSpace,
} from '@giftgrab/core';
import { fromFrames } from '@giftgrab/sources';
import { collect } from './support/collect';

const COLOURS = Object.values(ColourSpace);

function frames(count: number, colour: ColourSpace = 'GRAY8', cols = 4, rows = 4): VideoFrame[] {
  return [...Array(count).keys()].map((index) => {
    const pts = new Timestamp(index * 7, new Rational(1, 1000));
    const frame = VideoFrame.alloc({ colour, cols, rows, index, pts });
    frame.data().fill(index + 1);
    return frame;
  });
}

describe('fromFrames', () => {
  for (const colour of COLOURS) {
    it(`plays frames in ${colour} as they are, with their own times`, async () => {
      const given = frames(200, colour, 3, 5);
      const result = await collect(fromFrames(given, { frameRate: 25 }), { pixels: true });
      expect(result.report).to.include({ ended: 'complete', frames: 200 });
      expect(result.frames.map(({ index }) => index)).to.deep.equal([...given.keys()]);
      expect(result.frames.map(({ time }) => time)).to.deep.equal(
        given.map(({ pts }) => String(pts)),
      );
      expect(result.frames[99]?.bytes).to.deep.equal(given[99]?.data());
    });
  }

  it('states the frame rate that it is told, exactly', () => {
    expect(String(fromFrames(frames(1), { frameRate: 29.97 }).frameRate)).to.equal('30000/1001');
    expect(fromFrames(frames(1)).frameRate).to.equal(undefined);
  });

  it('leaves the frames to their owner, whatever filters write [quirk 9]', async () => {
    const given = frames(3);
    const source = fromFrames(given);
    const seen: number[] = [];
    const done = new Promise<void>((complete) => {
      source
        .pipe(
          filter((frame) => {
            frame.data().fill(99);
            return frame;
          }),
        )
        .subscribe({ next: (frame) => seen.push(frame.data()[0] ?? 0), complete });
    });
    await done;
    expect(seen).to.deep.equal([99, 99, 99]);
    expect(given.map((frame) => frame.data()[0])).to.deep.equal([1, 2, 3]);
    expect(given.map((frame) => frame.released)).to.deep.equal([false, false, false]);
  });

  it('plays frames with several views', async () => {
    const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 2, rows: 2, stereoCount: 2 });
    frame.data(1).fill(9);
    const seen: number[][] = [];
    const source = fromFrames([frame]);
    const finished = source.finished;
    source.subscribe((f) => seen.push([f.stereoCount, f.data(0)[0] ?? 0, f.data(1)[0] ?? 0]));
    await finished;
    expect(seen).to.deep.equal([[2, 0, 9]]);
  });

  it('can be played again', async () => {
    const source = fromFrames(frames(3));
    for (let run = 0; run < 2; run += 1) {
      source.subscribe();
      expect(await source.finished).to.include({ frames: 3 });
    }
  });

  it('waits for those that keep its frames, as every source does', async () => {
    const kept: VideoFrame[] = [];
    const source = fromFrames(frames(100), { budget: { frames: 5 }, holdTimeoutMs: 1 });
    source.subscribe({
      next: (frame) => {
        if (frame.index % 2 === 1) kept.push(frame.retain());
      },
      error: () => undefined,
    });
    const failure: unknown = await source.finished.catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(FrameBudgetError);
    // The first that is kept tells the source to count.
    expect(kept).to.have.lengthOf(1 + 5);
    for (const frame of kept) frame.release();
  });

  it('refuses no frames, and frames that differ', () => {
    expect(() => fromFrames([])).to.throw(InvalidOptionError, /at least one frame/);
    const other = VideoFrame.alloc({ colour: 'GRAY8', cols: 5, rows: 4 });
    expect(() => fromFrames([...frames(1), other])).to.throw(
      InvalidOptionError,
      /4×4 GRAY8.*5×4 GRAY8/,
    );
    expect(() => fromFrames(frames(1), { frameRate: 0 })).to.throw(InvalidOptionError, /frameRate/);
  });
});
