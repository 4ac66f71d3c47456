import { expect } from 'chai';
import { Deferred } from '../../src/deferred';
import { InvalidOptionError, TargetError } from '../../src/errors';
import { VideoFrame } from '../../src/frames/video-frame';
import { filter } from '../../src/graph/filter';
import { VideoTarget, type TargetReport } from '../../src/graph/video-target';
import { ListSource } from '../support/list-source';
import { expectNothingLeft, turns, warningsOf } from '../support/quiet';
import { rejectionOf } from '../support/rejection-of';
import { Recorder } from '../support/recorder';

interface Faults {
  /** Settles each write. */
  readonly gate?: Promise<void>;
  readonly failAt?: number;
  readonly finaliseError?: Error;
  readonly refuseAt?: number;
}

/** Writes down the first byte of each frame. */
class ListTarget extends VideoTarget {
  readonly written: number[] = [];
  finalised = 0;
  writing = 0;
  mostWriting = 0;
  readonly #faults: Faults;

  constructor(faults: Faults = {}) {
    super();
    this.#faults = faults;
  }

  die(error: Error): void {
    this.fail(error);
  }

  protected override check(frame: VideoFrame): void {
    if (frame.index === this.#faults.refuseAt) {
      throw new InvalidOptionError('frame', 'a frame like the first', frame);
    }
  }

  protected override async write(frame: VideoFrame): Promise<void> {
    this.writing += 1;
    this.mostWriting = Math.max(this.mostWriting, this.writing);
    await (this.#faults.gate ?? turns(1));
    this.writing -= 1;
    if (frame.index === this.#faults.failAt) throw new TargetError('The disk is full.');
    this.written.push(frame.data()[0] ?? -1);
  }

  protected override finalise(): Promise<TargetReport> {
    this.finalised += 1;
    const { finaliseError } = this.#faults;
    if (finaliseError !== undefined) return Promise.reject(finaliseError);
    return Promise.resolve({ frames: this.written.length, dropped: this.stats.framesDropped });
  }
}

const numbered = (index: number): VideoFrame => {
  const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 2, rows: 2, index });
  frame.data().fill(index);
  return frame;
};

describe('VideoTarget', () => {
  expectNothingLeft();

  describe('attached to a source', () => {
    it('writes every frame, one at a time and in order, and reports [O8]', async () => {
      const source = new ListSource({ frames: 9 });
      const target = new ListTarget();
      source.attach(target);
      expect(await target.finished).to.deep.equal({ frames: 9, dropped: 0 });
      expect(target.written).to.deep.equal([...Array(9).keys()]);
      expect(target).to.include({ finalised: 1, mostWriting: 1 });
      expect(target.stats).to.include({ framesIn: 9, framesOut: 9, framesDropped: 0 });
    });

    it('works at the end of a pipe by subscribe', async () => {
      const target = new ListTarget();
      new ListSource().pipe(filter((frame) => frame)).subscribe(target);
      expect(await target.finished).to.include({ frames: 3 });
    });

    it('holds the source back while it writes', async () => {
      const gate = new Deferred<void>();
      const source = new ListSource({ frames: 10, budget: { frames: 3 } });
      const target = new ListTarget({ gate: gate.promise });
      source.attach(target);
      await turns(20);
      expect(source.run?.emitted).to.equal(3);
      gate.resolve();
      expect(await target.finished).to.include({ frames: 10 });
    });

    it('is closed by detach, with everything written that it was given [O3]', async () => {
      const source = new ListSource({ frames: 50, end: 'never' });
      const target = new ListTarget();
      source.attach(target);
      await turns(10);
      await source.detach(target);
      expect(target.finalised).to.equal(1);
      expect(target.written.length).to.be.greaterThan(1);
      expect(await target.finished).to.include({ frames: target.stats.framesIn });
      expect(await source.finished).to.include({ ended: 'stopped' });
    });

    it('stays open with keepOpen, with everything written, for the next source', async () => {
      const first = new ListSource({ frames: 50, end: 'never' });
      const target = new ListTarget();
      first.attach(target);
      await turns(10);
      await first.detach(target, { keepOpen: true });
      const written = target.written.length;
      expect(written).to.equal(target.stats.framesIn);
      expect(target.finalised).to.equal(0);
      new ListSource({ frames: 2 }).attach(target);
      expect(await target.finished).to.include({ frames: written + 2 });
    });

    it('is closed by the last of two sources, however they end', async () => {
      for (const end of ['complete', 'never'] as const) {
        const [a, b] = [new ListSource({ frames: 2 }), new ListSource({ frames: 12, end })];
        const target = new ListTarget();
        a.attach(target);
        b.attach(target);
        await a.finished;
        await turns(4);
        expect(target.finalised).to.equal(0);
        while (target.stats.framesIn < 14) await turns(1);
        if (end === 'never') await b.detach(target);
        expect(await target.finished).to.include({ frames: 14 });
      }
    });

    it('finishes what it was given when the source fails, then fails with that error', async () => {
      const broken = new Error('broken');
      const target = new ListTarget();
      new ListSource({ frames: 5, end: broken }).attach(target);
      expect(await rejectionOf(target.finished)).to.equal(broken);
      expect(target.written).to.deep.equal([0, 1, 2, 3, 4]);
      expect(target.finalised).to.equal(1);
    });

    it('fails alone when it cannot write: the other branch gets every frame [X3]', async () => {
      const source = new ListSource({ frames: 12 });
      const target = new ListTarget({ failAt: 2 });
      const recorder = new Recorder();
      source.attach(target);
      source.attach(recorder);
      expect(await rejectionOf(target.finished)).to.have.property('message', 'The disk is full.');
      await recorder.ended;
      expect(target.written).to.deep.equal([0, 1]);
      expect(target.finalised).to.equal(1);
      expect(recorder.indexes).to.have.lengthOf(12);
    });

    it('fails with what it refuses; frames before that are written', async () => {
      const source = new ListSource({ frames: 6 });
      const target = new ListTarget({ refuseAt: 3 });
      source.attach(target);
      expect(await rejectionOf(target.finished)).to.be.instanceOf(InvalidOptionError);
      expect(target.written).to.deep.equal([0, 1, 2]);
      expect(source.attached(target)).to.equal(false);
    });

    it('does not fail when it is closed while the source goes on', async () => {
      const source = new ListSource({ frames: 30 });
      const target = new ListTarget();
      const recorder = new Recorder();
      source.attach(target);
      source.attach(recorder);
      await turns(6);
      const report = await target.close();
      await recorder.ended;
      expect(await target.finished).to.equal(report);
      expect(report.frames).to.equal(target.written.length).and.be.greaterThan(0);
      expect(recorder.indexes).to.have.lengthOf(30);
      expect(source.attached(target)).to.equal(false);
    });
  });

  describe('fed by hand', () => {
    it('resolves append when the frame is written: that is the backpressure [T3]', async () => {
      const target = new ListTarget();
      for (let i = 0; i < 3; i += 1) {
        await target.append(numbered(i));
        expect(target.written).to.have.lengthOf(i + 1);
      }
      expect(await target.close()).to.include({ frames: 3 });
    });

    it('keeps a frame that is appended from what is written to it by the next in line', async () => {
      const gate = new Deferred<void>();
      const target = new ListTarget({ gate: gate.promise });
      const frame = numbered(7);
      const appended = target.append(frame);
      frame.writable().data().fill(0);
      gate.resolve();
      await appended;
      expect(target.written).to.deep.equal([7]);
      await target.close();
    });

    it('refuses a frame that does not fit, and goes on with the next', async () => {
      const target = new ListTarget({ refuseAt: 1 });
      await target.append(numbered(0));
      expect(await rejectionOf(target.append(numbered(1)))).to.be.instanceOf(InvalidOptionError);
      await target.append(numbered(2));
      expect(await target.close()).to.include({ frames: 2 });
    });

    it('refuses more than anybody can mean to have waiting', async () => {
      const gate = new Deferred<void>();
      const target = new ListTarget({ gate: gate.promise });
      const frame = numbered(0);
      expect(() => {
        for (let i = 0; i < 2000; i += 1) target.next(frame);
      }).to.throw(TargetError, 'Await append()');
      gate.resolve();
      await target.close();
    });

    it('rejects what waits behind a frame that cannot be written', async () => {
      const target = new ListTarget({ failAt: 0 });
      const finished = rejectionOf(target.finished);
      const appended = [0, 1, 2].map((index) => rejectionOf(target.append(numbered(index))));
      const errors = await Promise.all(appended);
      expect(new Set(errors).size).to.equal(1);
      expect(await finished).to.equal(errors[0]);
      expect(target.stats).to.include({ framesIn: 3, framesOut: 0, framesDropped: 3 });
      expect(await rejectionOf(target.append(numbered(3)))).to.equal(errors[0]);
    });

    it('rejects what comes after close', async () => {
      const target = new ListTarget();
      await target.close();
      const error = await rejectionOf(target.append(numbered(0)));
      expect(error).to.be.instanceOf(TargetError).and.have.property('code', 'TARGET_CLOSED');
    });
  });

  describe('close', () => {
    it('may be called twice: one end, one report', async () => {
      const target = new ListTarget();
      target.next(numbered(1));
      const [first, second] = await Promise.all([target.close(), target.close()]);
      expect(second).to.equal(first);
      expect(await target.close()).to.equal(first);
      expect(target.finalised).to.equal(1);
      expect(first).to.include({ frames: 1 });
    });

    it('is done at the end of a block', async () => {
      const target = new ListTarget();
      target.next(numbered(1));
      await target[Symbol.asyncDispose]();
      expect(target.written).to.deep.equal([1]);
    });

    it('at the end of a block throws a failure that nobody has heard of, and only that', async () => {
      const unheard = new ListTarget({ finaliseError: new Error('no space') });
      expect(await rejectionOf(unheard[Symbol.asyncDispose]())).to.have.property(
        'message',
        'no space',
      );
      const heard = new ListTarget({ finaliseError: new Error('no space') });
      const finished = rejectionOf(heard.finished);
      await heard[Symbol.asyncDispose]();
      expect(await finished).to.have.property('message', 'no space');
    });

    it('fails with what ended it from outside, and drops what waits', async () => {
      const gate = new Deferred<void>();
      const target = new ListTarget({ gate: gate.promise });
      for (let i = 0; i < 3; i += 1) target.next(numbered(i));
      const died = new TargetError('ffmpeg has died.');
      target.die(died);
      gate.resolve();
      expect(await rejectionOf(target.finished)).to.equal(died);
      expect(target.stats).to.include({ framesIn: 3, framesOut: 1, framesDropped: 2 });
    });
  });

  it('shows its progress, until it ends', async () => {
    const target = new ListTarget();
    const counts: number[] = [];
    let isComplete = false;
    target.progress.subscribe({
      next: (stats) => counts.push(stats.framesOut),
      complete: () => (isComplete = true),
    });
    new ListSource().attach(target);
    await target.finished;
    await turns(1);
    expect(counts).to.deep.equal([1, 2, 3]);
    expect(isComplete).to.equal(true);
  });

  it('warns when it fails and nobody awaits finished', async () => {
    const codes = await warningsOf(async () => {
      const target = new ListTarget({ failAt: 1 });
      const source = new ListSource();
      source.attach(target);
      await source.finished;
      while (target.finalised === 0) await turns(1);
    });
    expect(codes).to.deep.equal(['TARGET_FAILED']);
  });
});
