import { AssertionError } from 'node:assert';
import { expect } from 'chai';
import { VideoFrame } from '../../src/frames/video-frame';
import { filter } from '../../src/graph/filter';
import { ObservableObserver } from '../../src/graph/observable-observer';
import { testFilter, type FilterTest } from '../../src/testing/test-filter';
import { expectNothingLeft } from '../support/quiet';

const darker = (frame: VideoFrame): VideoFrame => {
  const data = frame.data();
  for (let i = 0; i < data.length; i += 1) data[i] = (data[i] ?? 0) / 2;
  return frame;
};

class Darker extends ObservableObserver {
  override update(frame: VideoFrame): void {
    darker(frame);
  }
}

async function complaint(run: Promise<void>): Promise<string> {
  const error: unknown = await run.then(
    () => 'none',
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(AssertionError);
  return (error as AssertionError).message;
}

describe('testFilter', () => {
  expectNothingLeft();
  const grey = (test: FilterTest): FilterTest => test.input([[[100, 201]], [[0, 8]]]);

  it('accepts a filter that does what it should: a function, an operator, a node', async () => {
    for (const subject of [darker, filter(darker), filter(async (f) => darker(f)), new Darker()]) {
      await grey(testFilter(subject)).expect([[[50, 100]], [[0, 4]]]);
    }
  });

  it('takes pictures of colours, and frames', async () => {
    await testFilter(darker)
      .input([[[[2, 4, 6]]], [[[2, 4, 6, 8]]]])
      .expect([[[[1, 2, 3]]], [[[1, 2, 3, 4]]]]);
    const frame = VideoFrame.wrap(Uint8Array.of(2, 4, 6), { colour: 'RGB24', cols: 1, rows: 1 });
    await testFilter(darker)
      .input([frame])
      .expect([[[[1, 2, 3]]]]);
    expect([...frame.data()]).to.deep.equal([2, 4, 6]);
  });

  it('numbers the frames', async () => {
    const everySecond = (frame: VideoFrame): VideoFrame | null =>
      frame.index % 2 === 0 ? frame : null;
    await testFilter(everySecond)
      .input([[[1]], [[2]], [[3]]])
      .expect([[[1]], [[3]]]);
  });

  it('says what differs, and where', async () => {
    expect(await complaint(grey(testFilter(darker)).expect([[[50, 100]], [[0, 5]]]))).to.equal(
      'Expected 5 at frame 1, row 0, column 1 of Y, but got 4.',
    );
    expect(await complaint(grey(testFilter(darker)).expect([[[50, 100]]]))).to.match(/1 frames/);
    expect(await complaint(grey(testFilter(darker)).expect([[[50]], [[0, 4]]]))).to.equal(
      'Expected frame 0 to be 1×1 GRAY8, but got 2×1 GRAY8.',
    );
    const colour = testFilter(darker).input([[[[2, 4, 6]], [[2, 4, 6]]]]);
    expect(await complaint(colour.expect([[[[1, 2, 3]], [[1, 2, 4]]]]))).to.match(
      /row 1, column 0, channel 2 of RGB/,
    );
  });

  it('allows for a tolerance', async () => {
    await grey(testFilter(darker)).expect([[[51, 99]], [[0, 4]]], { tolerance: 1 });
    await complaint(grey(testFilter(darker)).expect([[[52, 99]], [[0, 4]]], { tolerance: 1 }));
  });

  it('notices a frame that is not given back', async () => {
    let kept: VideoFrame | undefined;
    const keeper = (frame: VideoFrame): VideoFrame => {
      kept ??= frame.retain();
      return frame;
    };
    const message = await complaint(grey(testFilter(keeper)).expect([[[100, 201]], [[0, 8]]]));
    kept?.release();
    expect(message).to.match(/1 still held/);
  });

  it('notices a filter that fails, and one that does not', async () => {
    const failing = (): never => {
      throw new Error('out of ink');
    };
    await grey(testFilter(failing)).expectError(/out of ink/);
    expect(await complaint(grey(testFilter(failing)).expect([]))).to.match(/failed: .*out of ink/);
    expect(await complaint(grey(testFilter(failing)).expectError(/paper/))).to.match(/out of ink/);
    expect(await complaint(grey(testFilter(darker)).expectError(/ink/))).to.match(/none/);
  });

  it('refuses pictures that are none', async () => {
    for (const picture of [[], [[]], [[1, 2], [3]], [[[1, 2]]]]) {
      const failure = await testFilter(darker)
        .input([picture])
        .expect([])
        .catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(Error);
    }
    expect(() => testFilter(7 as never)).to.throw(TypeError);
  });
});
