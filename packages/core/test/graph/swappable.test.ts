import { expect } from 'chai';
import { BehaviorSubject, map, of, Subject, take, throwError, type OperatorFunction } from 'rxjs';
import { Deferred } from '../../src/deferred';
import { FilterError, InvalidOptionError } from '../../src/errors';
import type { VideoFrame } from '../../src/frames/video-frame';
import { deferFilter, filter } from '../../src/graph/filter';
import type { FrameOperator } from '../../src/graph/frame-operator';
import { liveOptions } from '../../src/graph/live-options';
import { swappable } from '../../src/graph/swappable';
import { ListSource } from '../support/list-source';
import { expectNothingLeft, turns, warningsOf } from '../support/quiet';
import { Recorder, SlowRecorder } from '../support/recorder';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** A filter that writes a number into the first byte. */
const mark = (value: number): ReturnType<typeof filter> =>
  filter((frame) => {
    frame.data()[0] = value;
    return frame;
  });

/** A filter that takes its time: each frame until it is let go. */
function gated(value: number): { operator: ReturnType<typeof filter>; open(): void } {
  const gate = new Deferred<void>();
  const operator = filter(async (frame) => {
    await gate.promise;
    frame.data()[0] = value;
    return frame;
  });
  return { operator, open: () => gate.resolve() };
}

describe('swappable', () => {
  expectNothingLeft();

  it('sends each frame through the filter that is there when it comes', async () => {
    const stage = swappable(mark(100));
    const recorder = new Recorder();
    new ListSource({ frames: 6 })
      .pipe(
        filter((frame) => {
          if (frame.index === 3) stage.swap(mark(200));
          return frame;
        }),
        stage,
      )
      .subscribe(recorder);
    await recorder.ended;
    expect(recorder.indexes).to.deep.equal(upTo(6));
    expect(recorder.firstBytes).to.deep.equal([100, 100, 100, 200, 200, 200]);
    expect(stage.stats).to.include({ framesIn: 6, framesOut: 6, framesDropped: 0 });
  });

  it('may be swapped inside the filter itself, and inside an observer below: from the next frame on', async () => {
    const second = mark(2);
    const stage: ReturnType<typeof swappable> = swappable(
      filter((frame) => {
        if (frame.index === 1) stage.swap(second);
        return frame;
      }),
    );
    const recorder = new Recorder((frame) => {
      if (frame.index === 3) stage.swap(mark(3));
    });
    new ListSource({ frames: 6 }).pipe(stage).subscribe(recorder);
    await recorder.ended;
    expect(recorder.firstBytes).to.deep.equal([0, 1, 2, 2, 3, 3]);
  });

  it('lets an asynchronous filter finish what it has, in order', async () => {
    const slow = gated(50);
    const stage = swappable(slow.operator);
    const source = new ListSource({ frames: 8 });
    const [recorder, other] = [new Recorder(), new Recorder()];
    source.pipe(stage).subscribe(recorder);
    source.attach(other);
    await turns(4);
    const begun = other.indexes.length;
    stage.swap(mark(60));
    await turns(4);
    expect(recorder.indexes).to.deep.equal([]);
    slow.open();
    await Promise.all([recorder.ended, other.ended]);
    expect(recorder.indexes).to.deep.equal(upTo(8));
    expect(recorder.firstBytes).to.deep.equal(upTo(8).map((i) => (i < begun ? 50 : 60)));
    expect(other.indexes).to.deep.equal(upTo(8));
  });

  it('takes the newest of several that come while one finishes', async () => {
    const slow = gated(1);
    const stage = swappable(slow.operator);
    const recorder = new Recorder();
    new ListSource({ frames: 8 }).pipe(stage).subscribe(recorder);
    await turns(4);
    stage.swap(mark(2));
    stage.swap(mark(3));
    slow.open();
    await recorder.ended;
    expect(recorder.indexes).to.deep.equal(upTo(8));
    expect(recorder.firstBytes).to.include(3);
    expect(recorder.firstBytes).not.to.include(2);
  });

  it('gives each filter its own beginning and end', async () => {
    const log: string[] = [];
    const named = (name: string): FrameOperator =>
      deferFilter(() => {
        log.push(`begin ${name}`);
        return { run: (frame) => frame, end: () => log.push(`end ${name}`) };
      });
    const stage = swappable(named('a'));
    const recorder = new Recorder((frame) => {
      if (frame.index === 1) stage.swap(named('b'));
    });
    new ListSource({ frames: 4 }).pipe(stage).subscribe(recorder);
    await recorder.ended;
    expect(log.sort()).to.deep.equal(['begin a', 'begin b', 'end a', 'end b']);
  });

  it('swaps in all its subscriptions and begins later ones with the newest', async () => {
    const stage = swappable(mark(1));
    const source = new ListSource({ frames: 4 });
    const [a, b, late] = [new Recorder(), new Recorder(), new Recorder()];
    source.pipe(stage).subscribe(a);
    source.pipe(stage).subscribe(b);
    stage.swap(mark(9));
    await Promise.all([a.ended, b.ended]);
    source.pipe(stage).subscribe(late);
    await late.ended;
    for (const recorder of [a, b, late]) {
      expect(recorder.firstBytes).to.deep.equal([9, 9, 9, 9]);
    }
  });

  it('works as a node, and with plain operators of RxJS', async () => {
    const stage = swappable(map((frame: VideoFrame) => frame));
    const node = stage.node();
    const source = new ListSource({ frames: 4 });
    const recorder = new Recorder((frame) => {
      if (frame.index === 1) stage.swap(mark(9));
    });
    node.attach(recorder);
    source.attach(node);
    await recorder.ended;
    expect(recorder.firstBytes).to.deep.equal([0, 1, 9, 9]);
  });

  it('ends with a filter that ends by itself, that fails, or that cannot begin', async () => {
    const ended = new Recorder();
    new ListSource({ frames: 20 }).pipe(swappable(take(2))).subscribe(ended);
    await ended.ended;
    expect(ended.indexes).to.deep.equal([0, 1]);

    const failing: OperatorFunction<VideoFrame, VideoFrame>[] = [
      filter(() => {
        throw new Error('no light');
      }),
      deferFilter(() => {
        throw new Error('no light');
      }),
    ];
    for (const operator of failing) {
      const stage = swappable(mark(1));
      const source = new ListSource({ frames: 20 });
      const [failed, other] = [new Recorder(), new Recorder()];
      source.attach(other);
      source.pipe(stage).subscribe(failed);
      await turns(4);
      stage.swap(operator);
      await Promise.all([failed.ended, other.ended]);
      expect((failed.failure as Error).message).to.match(/no light/);
      expect(other.indexes).to.have.lengthOf(20);
    }
  });

  it('ends with an operator that throws when it is put in place, whoever does it', async () => {
    const broken = (): never => {
      throw new Error('no light');
    };
    for (const isBusy of [false, true]) {
      const slow = gated(1);
      const stage = swappable(isBusy ? slow.operator : mark(1));
      const source = new ListSource({ frames: 20 });
      const [failed, other] = [new Recorder(), new Recorder()];
      source.attach(other);
      source.pipe(stage).subscribe(failed);
      await turns(4);
      stage.swap(broken);
      slow.open();
      await Promise.all([failed.ended, other.ended]);
      expect(failed.failure).to.have.property('message', 'no light');
      expect(other.indexes).to.deep.equal(upTo(20));
    }
  });

  it('hands on the end and the error of the stream, even in the middle of a swap', async () => {
    for (const end of ['complete', new Error('gone')] as const) {
      const slow = gated(1);
      const stage = swappable(slow.operator);
      const recorder = new Recorder();
      const source = new ListSource({ frames: 5, end });
      source.pipe(stage).subscribe(recorder);
      await turns(3);
      stage.swap(mark(2));
      await turns(10);
      slow.open();
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal(upTo(5));
      expect(recorder.ending).to.deep.equal(end === 'complete' ? end : { error: end });
    }
  });

  it('gives back what waits when somebody leaves in the middle of a swap', async () => {
    const slow = gated(1);
    const stage = swappable(slow.operator);
    const source = new ListSource({ frames: 20 });
    const subscription = source.pipe(stage).subscribe(new SlowRecorder());
    await turns(3);
    stage.swap(mark(2));
    await turns(3);
    subscription.unsubscribe();
    slow.open();
    await source.finished;
  });

  it('counts what its filters do, theirs and those of RxJS', async () => {
    const half = filter((frame) => (frame.index % 2 === 0 ? frame : null));
    const stage = swappable(half);
    const recorder = new Recorder(({ index }) => {
      if (index === 4) stage.swap(map((frame: VideoFrame) => frame));
    });
    new ListSource({ frames: 10 }).pipe(stage).subscribe(recorder);
    await recorder.ended;
    expect(recorder.indexes).to.deep.equal([0, 2, 4, 5, 6, 7, 8, 9]);
    expect(stage.stats).to.include({
      framesIn: 10,
      framesOut: 8,
      framesDropped: 2,
      queueLength: 0,
    });
    expect(stage.stats.bytes).to.equal(10 * 8);
  });

  it('accounts for what waits when somebody leaves in the middle of a swap', async () => {
    const slow = gated(1);
    const stage = swappable(slow.operator);
    const source = new ListSource({ frames: 20 });
    const subscription = source.pipe(stage).subscribe(new Recorder());
    await turns(3);
    stage.swap(mark(2));
    await turns(3);
    subscription.unsubscribe();
    slow.open();
    await turns(3);
    const { framesIn, framesOut, framesDropped, queueLength } = stage.stats;
    expect({ framesOut, queueLength }).to.deep.equal({ framesOut: 0, queueLength: 0 });
    // The filter was at work on one frame, which is neither out nor dropped: its branch has ended under it.
    expect(framesDropped).to.be.within(1, framesIn - 1);
    await source.close();
  });

  it('refuses what is no operator', () => {
    expect(() => swappable(7 as never)).to.throw(InvalidOptionError);
    expect(() => {
      swappable(mark(1)).swap(undefined as never);
    }).to.throw(InvalidOptionError);
  });
});

describe('liveOptions', () => {
  expectNothingLeft();

  const made = (options: { value: number }): FrameOperator => {
    if (options.value < 0) throw new InvalidOptionError('value', 'not negative', options.value);
    return mark(options.value);
  };

  it('changes the filter with the options, from the next frame on', async () => {
    const options = new BehaviorSubject({ value: 10 });
    const operator = liveOptions(options, made);
    const recorder = new Recorder((frame) => {
      if (frame.index === 2) options.next({ value: 20 });
    });
    new ListSource({ frames: 5 }).pipe(operator).subscribe(recorder);
    await recorder.ended;
    expect(recorder.firstBytes).to.deep.equal([10, 10, 10, 20, 20]);
    expect(operator.stats.framesOut).to.equal(5);
    expect(options.observed).to.equal(false);
  });

  it('keeps the last options when there will be no more', async () => {
    const recorder = new Recorder();
    new ListSource({ frames: 3 }).pipe(liveOptions(of({ value: 7 }), made)).subscribe(recorder);
    await recorder.ended;
    expect(recorder.firstBytes).to.deep.equal([7, 7, 7]);
  });

  it('goes on with those before when it is given wrong ones, and warns', async () => {
    const options = new BehaviorSubject({ value: 10 });
    const recorder = new Recorder((frame) => {
      if (frame.index === 1) options.next({ value: -1 });
    });
    const warnings = await warningsOf(async () => {
      new ListSource({ frames: 4 }).pipe(liveOptions(options, made)).subscribe(recorder);
      await recorder.ended;
    });
    expect(recorder.firstBytes).to.deep.equal([10, 10, 10, 10]);
    expect(warnings).to.deep.equal(['OPTIONS_REFUSED']);
  });

  it('fails when there are none at once, or the first are wrong', async () => {
    for (const options of [new Subject<{ value: number }>(), of({ value: -1 })]) {
      const recorder = new Recorder();
      new ListSource().pipe(liveOptions(options, made)).subscribe(recorder);
      await recorder.ended;
      expect(recorder.failure).to.be.instanceOf(InvalidOptionError);
    }
  });

  it('keeps no frame of a node that cannot begin', async () => {
    const node = liveOptions(new Subject<{ value: number }>(), made).node();
    const [recorder, other] = [new Recorder(), new Recorder()];
    const source = new ListSource({ frames: 20 });
    node.attach(recorder);
    source.attach(node);
    source.attach(other);
    await Promise.all([recorder.ended, other.ended]);
    expect(recorder.failure).to.be.instanceOf(InvalidOptionError);
    expect(other.indexes).to.deep.equal(upTo(20));
  });

  it('fails with the options, even before the first frame', async () => {
    const recorder = new Recorder();
    const broken = throwError(() => new FilterError('no knob', { frameIndex: -1 }));
    new ListSource().pipe(liveOptions(broken, made)).subscribe(recorder);
    await recorder.ended;
    expect((recorder.failure as Error).message).to.equal('no knob');
  });
});
