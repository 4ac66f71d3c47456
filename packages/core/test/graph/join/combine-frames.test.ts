import { expect } from 'chai';
import { EMPTY, map, of, Subject, take, throwError } from 'rxjs';
import { FilterError, InvalidOptionError, ObserverError } from '../../../src/errors';
import { frameShape } from '../../../src/frames/frame-shape';
import { VideoFrame } from '../../../src/frames/video-frame';
import { combineFrames } from '../../../src/graph/join/combine-frames';
import type { FrameSet } from '../../../src/graph/join/frame-set';
import { pipelineOf } from '../../../src/graph/pipeline';
import { syncByTime } from '../../../src/graph/join/sync-by-time';
import { ListSource } from '../../support/list-source';
import { expectNothingLeft, warningsOf } from '../../support/quiet';
import { Recorder } from '../../support/recorder';

const SHAPE = frameShape({ colour: 'GRAY8', cols: 4, rows: 2 });

/** Sets of two pooled frames, released when they are through. */
class Sets extends Subject<FrameSet> {
  send(index: number): void {
    const frames = [10, 20].map((value) => {
      const frame = VideoFrame.lend(SHAPE, { index });
      frame.data().fill(value + index);
      return frame;
    });
    this.next(frames);
    for (const frame of frames) frame.release();
  }
}

const sum = combineFrames(([first, second]) => {
  if (first === undefined || second === undefined) return null;
  const result = first.derive();
  result.data().fill((first.data()[0] ?? 0) + (second.data()[0] ?? 0));
  return result;
});

describe('combineFrames', () => {
  expectNothingLeft();

  it('makes one frame of each set, with the index and time of the first', async () => {
    const recorder = new Recorder();
    const sources = [new ListSource({ frames: 5 }), new ListSource({ frames: 5 })];
    const combiner = combineFrames(([first]) => first?.derive() ?? null);
    syncByTime(sources, { toleranceMs: 1 }).pipe(combiner).subscribe(recorder);
    await recorder.ended;
    expect(recorder.indexes).to.deep.equal([0, 1, 2, 3, 4]);
    expect(recorder.ending).to.equal('complete');
    expect(combiner.stats).to.include({ framesIn: 5, framesOut: 5, framesDropped: 0 });
  });

  it('hands on what was made of all of them', () => {
    const recorder = new Recorder();
    const sets = new Sets();
    sets.pipe(sum).subscribe(recorder);
    for (const index of [0, 1, 2]) sets.send(index);
    expect(recorder.firstBytes).to.deep.equal([30, 32, 34]);
  });

  it('may hand on one of them, or none', () => {
    const recorder = new Recorder();
    const sets = new Sets();
    const pick = combineFrames((frames) => frames[1 - ((frames[0]?.index ?? 0) % 2)] ?? null);
    const odd = combineFrames((frames) => ((frames[0]?.index ?? 0) % 2 === 1 ? frames[1]! : null));
    sets.pipe(pick).subscribe(recorder);
    sets.pipe(odd).subscribe(recorder);
    for (const index of [0, 1]) sets.send(index);
    expect(recorder.firstBytes).to.deep.equal([20, 11, 21]);
    expect(odd.stats).to.include({ framesIn: 2, framesOut: 1, framesDropped: 1 });
  });

  it('lets a frame that it hands on be edited without anybody else seeing it', () => {
    const sets = new Sets();
    sets.pipe(combineFrames(([first]) => first ?? null)).subscribe((frame) => {
      frame.writable().data().fill(99);
    });
    const frames = [1, 2].map((value) => {
      const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 1, rows: 1 });
      frame.data().fill(value);
      return frame;
    });
    const shared = frames.map((frame) => frame.share());
    sets.next(shared);
    for (const frame of shared) frame.release();
    expect(frames.map((frame) => frame.data()[0])).to.deep.equal([1, 2]);
  });

  it('ends the branch with an error that names the first frame when it throws', () => {
    for (const run of [
      () => {
        throw new Error('too dark');
      },
      () => undefined as never,
      () => 5 as never,
    ]) {
      const recorder = new Recorder();
      const other = new Recorder();
      const sets = new Sets();
      sets.pipe(combineFrames(run)).subscribe(recorder);
      sets.pipe(sum).subscribe(other);
      for (const index of [7, 8]) sets.send(index);
      expect(recorder.failure).to.be.instanceOf(FilterError).and.include({ frameIndex: 7 });
      expect(String(recorder.failure)).to.match(/frame 7: (too dark|It returned)/);
      expect(other.indexes).to.deep.equal([7, 8]);
    }
  });

  it('hands on errors and the end of what is above', () => {
    const [failed, ended] = [new Recorder(), new Recorder()];
    throwError(() => new Error('gone'))
      .pipe(sum)
      .subscribe(failed);
    EMPTY.pipe(sum).subscribe(ended);
    expect(failed.failure).to.have.property('message', 'gone');
    expect(ended.ending).to.equal('complete');
  });

  it('ends its branch alone when an observer throws', async () => {
    const sets = new Sets();
    const failing = new Recorder(() => {
      throw new Error('no light');
    });
    sets.pipe(sum).subscribe(failing);
    const warnings = await warningsOf(() => sets.send(3));
    expect(warnings).to.deep.equal([]);
    expect(failing.failure).to.be.instanceOf(ObserverError);
  });

  it('makes nothing after it was unsubscribed, also from inside', () => {
    const sets = new Sets();
    const values: number[] = [];
    sets
      .pipe(
        sum,
        take(2),
        map((frame) => frame.data()[0] ?? -1),
      )
      .subscribe((value) => values.push(value));
    for (const index of [0, 1, 2, 3]) sets.send(index);
    expect(values).to.deep.equal([30, 32]);
  });

  it('serves several subscribers, and sets of none', () => {
    const [one, other] = [new Recorder(), new Recorder()];
    const sets = new Sets();
    const stream = sets.pipe(sum);
    stream.subscribe(one);
    stream.subscribe(other);
    sets.send(4);
    expect([one.firstBytes, other.firstBytes]).to.deep.equal([[38], [38]]);
    const nothing = new Recorder();
    of([]).pipe(sum).subscribe(nothing);
    expect(nothing.indexes).to.deep.equal([]);
    expect(nothing.ending).to.equal('complete');
  });

  it('shows in the pipeline, between the join and what follows', () => {
    const sources = [new ListSource({ name: 'a' }), new ListSource({ name: 'b' })];
    const brighter = (): null => null;
    const subscription = syncByTime(sources, { toleranceMs: 1 })
      .pipe(combineFrames(brighter))
      .subscribe(new Recorder());
    const { nodes, links } = pipelineOf(sources[0]!).stats;
    const namesOf = (ids: readonly number[]): unknown[] =>
      ids.map((id) => nodes.find((node) => node.id === id)?.name);
    expect(links.map(({ from, to }) => namesOf([from, to]))).to.deep.include.members([
      ['a', 'syncByTime'],
      ['b', 'syncByTime'],
      ['syncByTime', 'brighter'],
      ['brighter', 'Recorder'],
    ]);
    subscription.unsubscribe();
    expect(pipelineOf(sources[0]!).stats.links).to.deep.equal([]);
    const named = combineFrames(() => null, { name: 'wall' });
    expect(pipelineOf(named).stats.nodes[0]?.name).to.equal('wall');
  });

  it('wants a function, and a name that can be seen', () => {
    expect(() => combineFrames(undefined as never)).to.throw(InvalidOptionError, 'run');
    expect(() => combineFrames(() => null, { name: ' ' })).to.throw(InvalidOptionError, 'name');
    expect(() => combineFrames(() => null, { nam: 'a' } as never)).to.throw(InvalidOptionError);
  });
});
