import { expect } from 'chai';
import { FrameBudgetError } from '../../src/errors';
import type { VideoFrame } from '../../src/frames/video-frame';
import { collectGarbage } from '../../src/graph/collect-garbage';
import { filter } from '../../src/graph/filter';
import { ListSource } from '../support/list-source';
import { expectNothingLeft, turns, warningsOf } from '../support/quiet';
import { Recorder } from '../support/recorder';

describe('SourceRun', () => {
  expectNothingLeft();

  it('waits for a frame of its budget, loses none, and lends no more than it has', async () => {
    const source = new ListSource({ frames: 12, budget: { frames: 3 } });
    const held: VideoFrame[] = [];
    const indexes: number[] = [];
    let most = 0;
    source.subscribe((frame) => {
      indexes.push(frame.index);
      held.push(frame.retain());
      most = Math.max(most, source.run?.budget.framesOut ?? 0);
    });
    while (source.run?.ended !== true) {
      await turns(5);
      held.shift()?.release();
    }
    for (const frame of held) frame.release();
    expect(indexes).to.deep.equal([...Array(12).keys()]);
    expect(most).to.equal(3);
    expect(source.run.budget.framesOut).to.equal(0);
  });

  it('goes on when every frame was retained and forgotten, and says so', async () => {
    const source = new ListSource({ frames: 7, budget: { frames: 3 } });
    const recorder = new Recorder((frame) => {
      frame.retain();
    });
    const warnings = await warningsOf(async () => {
      source.attach(recorder);
      const report = await source.finished;
      expect(report.frames).to.equal(7);
      expect(report.reclaimed).to.be.at.least(3);
      await reclaimed(source, 7);
    });
    expect(recorder.indexes).to.deep.equal([0, 1, 2, 3, 4, 5, 6]);
    expect(source.run?.budget.framesOut).to.equal(0);
    expect(new Set(warnings)).to.deep.equal(new Set(['FRAME_FORGOTTEN']));
  });

  it('goes on when a filter derives frames and forgets them, and says so', async () => {
    const source = new ListSource({ frames: 4, budget: { frames: 2 } });
    const forgetful = filter((frame) => {
      frame.derive();
      return frame;
    });
    const recorder = new Recorder();
    const warnings = await warningsOf(async () => {
      source.pipe(forgetful).subscribe(recorder);
      await source.finished;
      await reclaimed(source, 4);
    });
    expect(recorder.indexes).to.deep.equal([0, 1, 2, 3]);
    expect(new Set(warnings)).to.deep.equal(new Set(['FRAME_FORGOTTEN']));
  });

  it('fails when user code keeps every frame for too long', async () => {
    const source = new ListSource({ frames: 9, budget: { frames: 2 }, holdTimeoutMs: 300 });
    const held: VideoFrame[] = [];
    const recorder = new Recorder((frame) => held.push(frame.retain()));
    source.attach(recorder);
    const error: unknown = await source.finished.catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(FrameBudgetError);
    expect((error as Error).message)
      .to.contain('All 2 frames')
      .and.contain('clone()');
    expect(recorder.failure).to.equal(error);
    expect(held.map((frame) => frame.data()[0])).to.deep.equal([0, 1]);
    for (const frame of held) frame.release();
    await source.settled();
    expect(source.stops).to.equal(1);
  });

  it('waits without end for frames that are not held by retain(): a slow target is no fault', async () => {
    const source = new ListSource({ frames: 3, budget: { frames: 2 }, holdTimeoutMs: 0 });
    const recorder = new Recorder();
    const slow = filter(async (frame) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return frame;
    });
    source.pipe(slow).subscribe(recorder);
    await recorder.ended;
    expect(recorder.indexes).to.deep.equal([0, 1, 2]);
  });

  it('stops at once while it waits for room', async () => {
    const source = new ListSource({ frames: 9, budget: { frames: 2 } });
    const held: VideoFrame[] = [];
    const subscription = source.subscribe((frame) => held.push(frame.retain()));
    await turns(10);
    expect(held).to.have.lengthOf(2);
    subscription.unsubscribe();
    for (const frame of held) frame.release();
    await turns();
    expect(await source.finished).to.include({ ended: 'stopped', frames: 2 });
    expect(source.run?.emitted).to.equal(2);
  });
});

/** Waits until the collector has found some forgotten frames; it takes its time. */
async function reclaimed(source: ListSource, count: number): Promise<void> {
  while ((source.run?.budget.reclaimed ?? 0) < count) {
    collectGarbage();
    await turns(2);
  }
}
