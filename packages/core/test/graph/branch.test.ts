import { expect } from 'chai';
import { EMPTY, map, NEVER, Subject, take, throwError } from 'rxjs';
import { Deferred } from '../../src/deferred';
import {
  BranchOverflowError,
  FrameBudgetError,
  FrameReleasedError,
  InvalidOptionError,
  ObserverError,
} from '../../src/errors';
import { frameMemory } from '../../src/frames/frame-memory';
import { VideoFrame } from '../../src/frames/video-frame';
import { branch } from '../../src/graph/branch';
import type { BranchOptions } from '../../src/graph/branch-stage';
import { filter } from '../../src/graph/filter';
import { ListSource } from '../support/list-source';
import { ListTarget } from '../support/list-target';
import { expectNothingLeft, turns, warningsOf } from '../support/quiet';
import { Recorder, SlowRecorder } from '../support/recorder';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('branch', () => {
  expectNothingLeft();

  describe('as an operator', () => {
    it('hands on every frame, in order, and the end', async () => {
      const recorder = new Recorder();
      const operator = branch();
      new ListSource({ frames: 40 }).pipe(operator).subscribe(recorder);
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal(upTo(40));
      expect(recorder.ending).to.equal('complete');
      expect(operator.stats).to.include({ framesIn: 40, framesOut: 40, framesDropped: 0 });
    });

    it('hands on the end of a stream without frames, and its error', async () => {
      const [empty, failed] = [new Recorder(), new Recorder()];
      EMPTY.pipe(branch()).subscribe(empty);
      throwError(() => new Error('gone'))
        .pipe(branch())
        .subscribe(failed);
      await Promise.all([empty.ended, failed.ended]);
      expect(empty.ending).to.equal('complete');
      expect(failed.failure).to.have.property('message', 'gone');
    });

    it('hands on an error after the frames that came before it', async () => {
      const recorder = new Recorder();
      new ListSource({ frames: 5, end: new Error('gone') }).pipe(branch()).subscribe(recorder);
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal(upTo(5));
      expect(recorder.failure).to.have.property('message', 'gone');
    });

    it('ends with what cannot be caught below, and nothing else does', async () => {
      const [recorder, other] = [new Recorder(), new Recorder()];
      const source = new ListSource({ frames: 8 });
      source.attach(other);
      const late = filter(async (frame) => {
        await turns(2);
        return frame;
      });
      const careless = map((frame: VideoFrame) => {
        if (frame.index > 0) frame.release();
        return frame;
      });
      source.pipe(branch(), careless, late).subscribe(recorder);
      await Promise.all([recorder.ended, other.ended]);
      expect(recorder.failure).to.be.instanceOf(FrameReleasedError);
      expect(other.indexes).to.deep.equal(upTo(8));
    });

    it('hands on more as soon as something below asks for more at once', async () => {
      const four = new Deferred<void>();
      let count = 0;
      const recorder = new Recorder();
      new ListSource({ frames: 12 })
        .pipe(
          branch(),
          filter(async (frame) => {
            await turns(8);
            return frame;
          }),
          filter(
            async (frame) => {
              count += 1;
              if (count === 4) four.resolve();
              await four.promise;
              return frame;
            },
            { mode: 'parallel', concurrency: 4 },
          ),
        )
        .subscribe(recorder);
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal(upTo(12));
    });

    it('ends nothing that does not end', async () => {
      const recorder = new Recorder();
      const subscription = NEVER.pipe(branch()).subscribe(recorder);
      await turns(5);
      expect(recorder.ending).to.equal(undefined);
      subscription.unsubscribe();
    });

    it('gives back what waits when somebody unsubscribes, and counts it', async () => {
      const operator = branch({ frames: 4 });
      const source = new ListSource({ frames: 20 });
      const slow = new SlowRecorder();
      const subscription = source.pipe(operator).subscribe(slow);
      await turns(30);
      subscription.unsubscribe();
      slow.open();
      await source.finished;
      const { framesIn, framesOut, framesDropped } = operator.stats;
      expect(framesOut).to.equal(2);
      expect(framesDropped).to.equal(framesIn - framesOut);
    });

    it('may be left in the middle by what is below', async () => {
      const recorder = new Recorder();
      const source = new ListSource({ frames: 20 });
      source.pipe(branch(), take(3)).subscribe(recorder);
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal([0, 1, 2]);
      expect((await source.finished).ended).to.equal('stopped');
    });

    it('ends alone when what is below throws', async () => {
      const source = new ListSource({ frames: 20 });
      const [broken, other] = [
        new Recorder((frame) => {
          if (frame.index === 3) throw new Error('no light');
        }),
        new Recorder(),
      ];
      source.pipe(branch()).subscribe(broken);
      source.attach(other);
      await other.ended;
      await turns(10);
      expect(broken.indexes).to.deep.equal(upTo(4));
      expect(broken.failure).to.be.instanceOf(ObserverError);
      expect(other.indexes).to.deep.equal(upTo(20));
    });

    it('gives each subscription a queue of its own', async () => {
      const stream = new ListSource({ frames: 10 }).pipe(branch());
      const [a, b] = [new Recorder(), new Recorder()];
      stream.subscribe(a);
      stream.subscribe(b);
      await Promise.all([a.ended, b.ended]);
      expect(a.indexes).to.deep.equal(upTo(10));
      expect(b.indexes).to.deep.equal(upTo(10));
    });

    it('is a node too', async () => {
      const node = branch().node();
      const source = new ListSource({ frames: 10 });
      const recorder = new Recorder();
      node.attach(recorder);
      source.attach(node);
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal(upTo(10));
      expect(node.stats.framesOut).to.equal(10);
    });

    it('shows each branch the picture as it was, whatever others make of it', async () => {
      const source = new ListSource({ frames: 10 });
      const [queued, edited, direct] = [new Recorder(), new Recorder(), new Recorder()];
      const spoil = filter((frame) => {
        frame.data().fill(99);
        return frame;
      });
      source.pipe(branch()).subscribe(queued);
      source.pipe(branch(), spoil).subscribe(edited);
      source.pipe(spoil).subscribe(direct);
      await Promise.all([queued.ended, edited.ended, direct.ended]);
      expect(queued.firstBytes).to.deep.equal(upTo(10));
      expect(edited.firstBytes).to.deep.equal(upTo(10).map(() => 99));
    });
  });

  describe('when what is below is slow', () => {
    /** Runs a source of 60 frames through a blocked branch beside a free one. */
    async function besideFree(options: BranchOptions): Promise<{
      free: Recorder;
      slow: SlowRecorder;
      operator: ReturnType<typeof branch>;
      most: number;
    }> {
      const source = new ListSource({ frames: 60 });
      const operator = branch(options);
      const [free, slow] = [new Recorder(), new SlowRecorder()];
      let most = 0;
      source.attach({
        next: () => {
          most = Math.max(most, frameMemory.blocksInUse);
        },
      });
      const before = frameMemory.blocksInUse;
      source.attach(free);
      source.pipe(operator).subscribe(slow);
      await free.ended;
      return { free, slow, operator, most: most - before };
    }

    it("drops the oldest, and others get everything: 'dropOldest'", async () => {
      const { free, slow, operator, most } = await besideFree({ frames: 4, policy: 'dropOldest' });
      expect(free.indexes).to.deep.equal(upTo(60));
      slow.open();
      await slow.ended;
      expect(slow.indexes).to.deep.equal([0, 1, 56, 57, 58, 59]);
      expect(operator.stats).to.include({ framesIn: 60, framesOut: 6, framesDropped: 54 });
      expect(most).to.be.at.most(4 + 2 + 1);
    });

    it("drops the newest, and others get everything: 'dropNewest'", async () => {
      const { free, slow, operator } = await besideFree({ frames: 4, policy: 'dropNewest' });
      expect(free.indexes).to.deep.equal(upTo(60));
      slow.open();
      await slow.ended;
      expect(slow.indexes).to.have.lengthOf(6);
      expect(slow.indexes.every((index) => index < 8)).to.equal(true);
      expect(operator.stats).to.include({ framesIn: 60, framesOut: 6, framesDropped: 54 });
    });

    it("ends alone with a typed error that names the frame: 'error'", async () => {
      const { free, slow } = await besideFree({ frames: 4, policy: 'error' });
      expect(free.indexes).to.deep.equal(upTo(60));
      slow.open();
      await slow.ended;
      expect(slow.failure).to.be.instanceOf(BranchOverflowError);
      expect(slow.failure).to.have.property('code', 'BRANCH_OVERFLOW');
      expect((slow.failure as Error).message).to.match(/no room for frame \d+\. Let it drop/);
    });

    it("makes the source wait once the queue is full, and loses nothing: 'block'", async () => {
      const source = new ListSource({ frames: 60 });
      const operator = branch({ frames: 4 });
      const [free, slow] = [new Recorder(), new SlowRecorder()];
      source.attach(free);
      source.pipe(operator).subscribe(slow);
      await turns(100);
      // Two below the branch, four in its queue, and the eight of the source's budget.
      expect(free.indexes).to.have.lengthOf(14);
      expect(slow.indexes).to.deep.equal([0, 1]);
      slow.open();
      await slow.ended;
      expect(slow.indexes).to.deep.equal(upTo(60));
      expect(operator.stats).to.include({ framesIn: 60, framesOut: 60, framesDropped: 0 });
    });

    it('lets a full branch wait without costing the source its budget', async () => {
      const source = new ListSource({ frames: 60, budget: { frames: 2 } });
      const slow = new SlowRecorder();
      const free = new Recorder();
      source.pipe(branch({ frames: 20, policy: 'dropOldest' })).subscribe(slow);
      source.attach(free);
      await free.ended;
      expect(free.indexes).to.deep.equal(upTo(60));
      slow.open();
      await slow.ended;
      expect(slow.indexes).to.have.lengthOf(22);
    });

    it('holds as many bytes as it may, and one frame however large', async () => {
      const source = new ListSource({ frames: 30, cols: 10, rows: 10 });
      const operator = branch({ frames: 20, bytes: 250, policy: 'dropOldest' });
      const slow = new SlowRecorder();
      source.pipe(operator).subscribe(slow);
      await source.finished;
      slow.open();
      await slow.ended;
      expect(slow.indexes).to.deep.equal([0, 1, 28, 29]);

      const tiny = new SlowRecorder();
      const other = new ListSource({ frames: 30, cols: 10, rows: 10 });
      other.pipe(branch({ bytes: 1, policy: 'dropOldest' })).subscribe(tiny);
      await other.finished;
      tiny.open();
      await tiny.ended;
      expect(tiny.indexes).to.deep.equal([0, 1, 29]);
    });

    it('has as many frames worked on at once as it is told, and as a parallel filter needs', async () => {
      const source = new ListSource({ frames: 30 });
      const [one, three] = [new SlowRecorder(), new SlowRecorder()];
      const policy = 'dropOldest';
      source.pipe(branch({ inFlight: 1, policy })).subscribe(one);
      source.pipe(branch({ inFlight: 3, policy })).subscribe(three);
      const gate = new Deferred<void>();
      let begun = 0;
      const parallel = filter(
        async (frame) => {
          begun += 1;
          await gate.promise;
          return frame;
        },
        { mode: 'parallel', concurrency: 5 },
      );
      const filtered = new Recorder();
      source.pipe(branch({ inFlight: 1, policy }), parallel).subscribe(filtered);
      await source.finished;
      await turns(20);
      expect(one.indexes).to.have.lengthOf(1);
      expect(three.indexes).to.have.lengthOf(3);
      expect(begun).to.equal(5);
      one.open();
      three.open();
      gate.resolve();
      await Promise.all([one.ended, three.ended, filtered.ended]);
    });

    it('does not take frames that somebody keeps for frames that are worked on', async () => {
      const kept: VideoFrame[] = [];
      const recorder = new Recorder((frame) => {
        kept.push(frame.retain());
        if (kept.length > 4) kept.shift()?.release();
      });
      new ListSource({ frames: 30 }).pipe(branch({ inFlight: 1 })).subscribe(recorder);
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal(upTo(30));
      for (const frame of kept) frame.release();
    });

    it('fails when all it may have out is kept for too long', async () => {
      const kept: VideoFrame[] = [];
      const recorder = new Recorder((frame) => kept.push(frame.retain()));
      const source = new ListSource({ frames: 60 });
      const other = new Recorder();
      source
        .pipe(branch({ budget: { frames: 3 }, holdTimeoutMs: 1, policy: 'dropOldest' }))
        .subscribe(recorder);
      source.attach(other);
      await Promise.all([recorder.ended, other.ended]);
      expect(recorder.failure).to.be.instanceOf(FrameBudgetError);
      expect((recorder.failure as Error).message).to.match(/All 3 frames of the branch's budget/);
      expect(other.indexes).to.deep.equal(upTo(60));
      for (const frame of kept) frame.release();
    });

    it('does not grow for ever on a stream that cannot wait', async () => {
      const frames = new Subject<VideoFrame>();
      const slow = new SlowRecorder();
      frames.pipe(branch()).subscribe(slow);
      const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 2, rows: 2 });
      for (let i = 0; i < 1100; i += 1) frames.next(frame);
      slow.open();
      await slow.ended;
      expect(slow.failure).to.be.instanceOf(BranchOverflowError);
      expect((slow.failure as Error).message).to.match(/what feeds it does not wait/);
    });
  });

  describe('of attach', () => {
    it('gives an observer a pace of its own', async () => {
      const source = new ListSource({ frames: 60 });
      const [free, slow] = [new Recorder(), new SlowRecorder()];
      const attachment = source.attach(slow, { frames: 3, policy: 'dropOldest' });
      source.attach(free);
      await free.ended;
      slow.open();
      await slow.ended;
      expect(free.indexes).to.deep.equal(upTo(60));
      expect(slow.indexes).to.deep.equal([0, 1, 57, 58, 59]);
      expect(attachment.branchStats).to.include({ framesIn: 60, framesOut: 5, framesDropped: 55 });
      expect(source.attached(slow)).to.equal(false);
    });

    it('gives a target what was emitted before it was detached', async () => {
      const source = new ListSource({ frames: 60 });
      const target = new ListTarget();
      const attachment = source.attach(target, { frames: 6 });
      let seen = 0;
      const watcher = new Recorder((frame) => {
        if (frame.index !== 20) return;
        seen = frame.index;
        void source.detach(target);
      });
      source.attach(watcher);
      await watcher.ended;
      const report = await target.finished;
      expect(seen).to.equal(20);
      expect(target.written).to.deep.equal(upTo(21));
      expect(report.frames).to.equal(21);
      expect(attachment.branchStats?.framesDropped).to.equal(0);
    });

    it('gives an observer nothing after it was detached, and counts what waited', async () => {
      const source = new ListSource({ frames: 60 });
      const slow = new SlowRecorder();
      const attachment = source.attach(slow, { frames: 6, policy: 'dropOldest' });
      const watcher = new Recorder();
      source.attach(watcher);
      await turns(20);
      await source.detach(slow);
      const seen = slow.indexes.length;
      slow.open();
      await watcher.ended;
      expect(slow.indexes).to.have.lengthOf(seen);
      const { framesIn = 0, framesDropped } = attachment.branchStats ?? {};
      expect(framesDropped).to.equal(framesIn - seen);
    });

    it('may be detached inside its own next, asynchronous too', async () => {
      const source = new ListSource({ frames: 30 });
      const other = new Recorder();
      let done = false;
      const observer = {
        next: async (frame: VideoFrame) => {
          if (frame.index !== 2) return;
          await source.detach(observer);
          done = true;
        },
      };
      source.attach(observer, { frames: 2, inFlight: 1 });
      source.attach(other);
      await other.ended;
      await turns(5);
      expect(done).to.equal(true);
      expect(other.indexes).to.deep.equal(upTo(30));
    });
  });

  it('refuses options that break their rule, at once', () => {
    const wrong: [BranchOptions, RegExp][] = [
      [{ frames: 0 }, /for frames/],
      [{ bytes: -1 }, /for bytes/],
      [{ policy: 'drop' as never }, /for policy/],
      [{ inFlight: 0.5 }, /for inFlight/],
      [{ budget: { frames: 1 } }, /for budget.frames/],
      [{ holdTimeoutMs: 0 }, /for holdTimeoutMs/],
      [{ size: 3 } as never, /branch option/],
    ];
    for (const [options, message] of wrong) {
      expect(() => branch(options)).to.throw(InvalidOptionError, message);
    }
    expect(() => new ListSource().attach(new Recorder(), { frames: 0 })).to.throw(
      InvalidOptionError,
    );
  });

  it('says nothing of what it drops by its own policy', async () => {
    const warnings = await warningsOf(async () => {
      const recorder = new Recorder();
      new ListSource({ frames: 30 })
        .pipe(branch({ frames: 1, policy: 'dropOldest' }))
        .subscribe(recorder);
      await recorder.ended;
    });
    expect(warnings).to.deep.equal([]);
  });
});
