import { expect } from 'chai';
import { EMPTY, map, NEVER, of, share, take, tap, throwError, type Observable } from 'rxjs';
import { Deferred } from '../../src/deferred';
import { FilterError, FrameReleasedError, InvalidOptionError } from '../../src/errors';
import { VideoFrame } from '../../src/frames/video-frame';
import { branch } from '../../src/graph/branch';
import {
  deferFilter,
  filter,
  type FilterFunction,
  type FilterOptions,
} from '../../src/graph/filter';
import type { FrameOperator } from '../../src/graph/frame-operator';
import { ListSource } from '../support/list-source';
import { expectNothingLeft, turns, warningsOf } from '../support/quiet';
import { Recorder } from '../support/recorder';

/** What comes out of a filter on a source of some frames. */
async function outputOf(
  run: FilterFunction,
  options: FilterOptions = {},
  frames = 4,
): Promise<Recorder> {
  const recorder = new Recorder();
  new ListSource({ frames }).pipe(filter(run, options)).subscribe(recorder);
  await recorder.ended;
  return recorder;
}

const same = (): VideoFrame => VideoFrame.alloc({ colour: 'GRAY8', cols: 2, rows: 2 });

describe('filter', () => {
  expectNothingLeft();

  describe('what a function may return', () => {
    it('is the frame, edited in place [O6]', async () => {
      const { firstBytes } = await outputOf((frame) => {
        frame.data().fill(7);
        return frame;
      });
      expect(firstBytes).to.deep.equal([7, 7, 7, 7]);
    });

    it('is another frame, which is released after it was emitted [quirk 10]', async () => {
      const made: VideoFrame[] = [];
      const { indexes, firstBytes } = await outputOf((frame) => {
        const other = frame.derive({ cols: 1, rows: 1 });
        made.push(other);
        return other;
      });
      expect(indexes).to.deep.equal([0, 1, 2, 3]);
      expect(firstBytes).to.deep.equal([0, 0, 0, 0]);
      expect(made.every((frame) => frame.released)).to.equal(true);
    });

    it('is several frames, in their order [quirk 10]', async () => {
      const { indexes, firstBytes } = await outputOf(
        (frame) => [frame.derive({ index: frame.index * 2 }), frame],
        {},
        3,
      );
      expect(indexes).to.deep.equal([0, 0, 2, 1, 4, 2]);
      expect(firstBytes).to.deep.equal([0, 0, 0, 1, 0, 2]);
    });

    it('is the same frame several times, which filters below cannot spoil', async () => {
      const recorder = new Recorder();
      const bump = filter((frame) => {
        const data = frame.data();
        data[0] = (data[0] ?? 0) + 1;
        return frame;
      });
      new ListSource({ frames: 2 })
        .pipe(
          filter((frame) => [frame, frame, frame]),
          bump,
        )
        .subscribe(recorder);
      await recorder.ended;
      expect(recorder.firstBytes).to.deep.equal([1, 1, 1, 2, 2, 2]);
    });

    it('is a frame of its own several times', async () => {
      const { indexes } = await outputOf((frame) => {
        const own = frame.derive();
        return [own, own];
      });
      expect(indexes).to.deep.equal([0, 0, 1, 1, 2, 2, 3, 3]);
    });

    it('is null, or an empty list, to drop the frame [quirk 10]', async () => {
      for (const nothing of [null, []]) {
        const half = filter((frame) => (frame.index % 2 === 0 ? frame : nothing));
        const recorder = new Recorder();
        new ListSource({ frames: 4 }).pipe(half).subscribe(recorder);
        await recorder.ended;
        expect(recorder.indexes).to.deep.equal([0, 2]);
        expect(half.stats).to.include({ framesIn: 4, framesOut: 2, framesDropped: 2 });
      }
    });

    it('is a promise of any of these', async () => {
      const { indexes } = await outputOf(async (frame) => {
        await turns(1);
        if (frame.index === 0) return null;
        if (frame.index === 1) return [frame, frame];
        return frame.index === 2 ? frame.derive() : frame;
      });
      expect(indexes).to.deep.equal([1, 1, 2, 3]);
    });

    it('may be a retained frame from before', async () => {
      let kept: VideoFrame | undefined;
      const { firstBytes } = await outputOf((frame) => {
        const previous = kept;
        kept = frame.retain();
        return previous ?? null;
      });
      kept?.release();
      expect(firstBytes).to.deep.equal([0, 1, 2]);
    });

    for (const wrong of [undefined, 5, 'frame', {}]) {
      it(`is not ${JSON.stringify(wrong)}: that ends the branch with an error that says so`, async () => {
        const { failure } = await outputOf((() => wrong) as unknown as FilterFunction);
        expect(failure).to.be.instanceOf(FilterError);
        expect((failure as Error).message)
          .to.contain('frame 0')
          .and.contain('null to drop it');
      });
    }

    it('is not a list with something else in it: the frames in it are given back', async () => {
      const wrong = ((frame: VideoFrame) => [frame.derive(), 3]) as unknown as FilterFunction;
      const { failure } = await outputOf(wrong);
      expect(failure).to.be.instanceOf(FilterError);
    });
  });

  describe('a frame that was released too early', () => {
    const stale = (frame: VideoFrame): VideoFrame => {
      const other = frame.derive();
      other.release();
      return other;
    };
    const given = (frame: VideoFrame): VideoFrame => {
      frame.release();
      return frame;
    };
    const results: Record<string, FilterFunction> = {
      'another frame': stale,
      'another frame, as a promise': async (frame) => {
        await turns(1);
        return stale(frame);
      },
      'another frame, several times': (frame) => {
        const other = stale(frame);
        return [frame, other, other];
      },
      'its own frame': given,
      'its own frame, as a promise': async (frame) => {
        await turns(0);
        return given(frame);
      },
    };
    for (const [what, run] of Object.entries(results)) {
      it(`ends the branch of the filter that returns it, and no other: ${what}`, async () => {
        const [recorder, other] = [new Recorder(), new Recorder()];
        const source = new ListSource({ frames: 5 });
        source.attach(other);
        const late = filter(async (frame) => {
          await turns(1);
          return frame;
        });
        source.pipe(branch(), filter(run), late).subscribe(recorder);
        await Promise.all([recorder.ended, other.ended]);
        expect(recorder.failure).to.be.instanceOf(FilterError);
        expect((recorder.failure as Error).message).to.match(/returned a frame.* released/);
        expect(other.indexes).to.deep.equal([0, 1, 2, 3, 4]);
      });
    }

    it('is of no concern where it is not returned', async () => {
      const { indexes, ending } = await outputOf(async (frame) => {
        frame.release();
        await turns(1);
        return null;
      });
      expect(indexes).to.deep.equal([]);
      expect(ending).to.equal('complete');
    });
  });

  describe('options', () => {
    it('are checked when the call is made', () => {
      const make = (options: unknown) => () => filter((frame) => frame, options as FilterOptions);
      expect(() => filter(3 as never)).to.throw(InvalidOptionError, 'run');
      expect(make({ mode: 'fast' })).to.throw(InvalidOptionError, 'mode');
      expect(make({ access: 'write' })).to.throw(InvalidOptionError, 'access');
      expect(make({ concurrency: 0 })).to.throw(InvalidOptionError, 'concurrency');
      expect(make({ timeoutMs: 0 })).to.throw(InvalidOptionError, 'timeoutMs');
      expect(make({ modus: 'latest' })).to.throw(InvalidOptionError, 'modus');
    });

    it('access: "read" hands over the very memory that other branches see', async () => {
      const source = new ListSource({ frames: 1 });
      const addresses: unknown[] = [];
      const look = filter(
        (frame) => {
          addresses.push(frame.address);
          return frame;
        },
        { access: 'read' },
      );
      source.pipe(look).subscribe();
      source.subscribe((frame) => addresses.push(frame.address));
      await source.finished;
      expect(addresses[0]).to.equal(addresses[1]);
    });

    it('access: "edit" copies only once somebody asks for the pixels', async () => {
      const source = new ListSource({ frames: 1 });
      const addresses: unknown[] = [];
      source.pipe(filter((frame) => frame)).subscribe((frame) => addresses.push(frame.address));
      source.pipe(filter((frame) => (frame.data(), frame))).subscribe((frame) => {
        addresses.push(frame.address);
      });
      source.subscribe((frame) => addresses.push(frame.address));
      await source.finished;
      expect(addresses[0]).to.equal(addresses[2]);
      expect(addresses[1]).not.to.equal(addresses[2]);
    });
  });

  describe('asynchronous functions', () => {
    it('run one at a time in order, by default', async () => {
      let working = 0;
      let most = 0;
      const { indexes } = await outputOf(
        async (frame) => {
          most = Math.max(most, ++working);
          await turns(frame.index % 3);
          working -= 1;
          return frame;
        },
        {},
        12,
      );
      expect(indexes).to.deep.equal([...Array(12).keys()]);
      expect(most).to.equal(1);
    });

    it('run several at once when parallel, never more than asked, and keep the order', async () => {
      let working = 0;
      let most = 0;
      const { indexes } = await outputOf(
        async (frame) => {
          most = Math.max(most, ++working);
          await turns(1 + ((frame.index * 7) % 5));
          working -= 1;
          return frame;
        },
        { mode: 'parallel', concurrency: 3 },
        20,
      );
      expect(indexes).to.deep.equal([...Array(20).keys()]);
      expect(most).to.equal(3);
    });

    it('may answer some frames at once', async () => {
      const { indexes } = await outputOf(
        (frame) => (frame.index % 3 === 0 ? turns(3).then(() => frame) : frame),
        { mode: 'parallel', concurrency: 2 },
        10,
      );
      expect(indexes).to.deep.equal([...Array(10).keys()]);
    });

    it('skip to the newest frame when latest, and count what they skip', async () => {
      const gate = new Deferred<void>();
      const slow = filter(
        async (frame) => {
          if (frame.index === 0) await gate.promise;
          return frame;
        },
        { mode: 'latest' },
      );
      const source = new ListSource({ frames: 6 });
      const recorder = new Recorder();
      source.pipe(slow).subscribe(recorder);
      await source.finished;
      gate.resolve();
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal([0, 5]);
      expect(slow.stats).to.include({ framesIn: 6, framesOut: 2, framesDropped: 4 });
    });

    it('hold a source back by its budget', async () => {
      const gate = new Deferred<void>();
      const source = new ListSource({ frames: 10, budget: { frames: 3 } });
      const recorder = new Recorder();
      source.pipe(filter((frame) => gate.promise.then(() => frame))).subscribe(recorder);
      await turns(20);
      expect(source.run?.emitted).to.equal(3);
      gate.resolve();
      await recorder.ended;
      expect(recorder.indexes).to.have.lengthOf(10);
    });

    it('finish what is under way before the completion goes on', async () => {
      const source = new ListSource({ frames: 3 });
      const gate = new Deferred<void>();
      const recorder = new Recorder();
      source.pipe(filter((frame) => gate.promise.then(() => frame))).subscribe(recorder);
      await source.finished;
      await turns();
      expect(recorder.ending).to.equal(undefined);
      gate.resolve();
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal([0, 1, 2]);
      expect(recorder.ending).to.equal('complete');
    });

    it('finish what is under way before an error from above goes on', async () => {
      const broken = new Error('broken');
      const source = new ListSource({ frames: 3, end: broken });
      const gate = new Deferred<void>();
      const recorder = new Recorder();
      source.pipe(filter((frame) => gate.promise.then(() => frame))).subscribe(recorder);
      await source.finished.catch(() => undefined);
      expect(recorder.ending).to.equal(undefined);
      gate.resolve();
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal([0, 1, 2]);
      expect(recorder.failure).to.equal(broken);
    });

    it('end the branch when one rejects; frames before it have come through', async () => {
      for (const mode of ['ordered', 'parallel'] as const) {
        const { indexes, failure } = await outputOf(
          async (frame) => {
            await turns(frame.index === 2 ? 3 : 1);
            if (frame.index === 2) throw new Error('no light');
            return frame;
          },
          { mode, concurrency: 2 },
          8,
        );
        expect(indexes).to.deep.equal([0, 1]);
        expect(failure).to.be.instanceOf(FilterError).and.have.property('frameIndex', 2);
      }
    });

    it('may throw at once for a frame that had waited, with the completion waiting too', async () => {
      const source = new ListSource({ frames: 3 });
      const gate = new Deferred<void>();
      const recorder = new Recorder();
      const run: FilterFunction = (frame) => {
        if (frame.index === 1) throw new Error('at once');
        return gate.promise.then(() => frame);
      };
      source.pipe(filter(run)).subscribe(recorder);
      await source.finished;
      gate.resolve();
      await recorder.ended;
      await turns();
      expect(recorder.indexes).to.deep.equal([0]);
      expect(recorder.failure).to.be.instanceOf(FilterError);
    });

    it('end the branch when one takes longer than it may, which those before and beside it do not', async () => {
      const gate = new Deferred<void>();
      for (const mode of ['ordered', 'parallel'] as const) {
        const { indexes, failure } = await outputOf(
          async (frame) => {
            if (frame.index === 2) await gate.promise;
            else await turns(1);
            return frame;
          },
          { mode, concurrency: 3, timeoutMs: 100 },
          8,
        );
        expect(indexes).to.deep.equal([0, 1]);
        expect(failure).to.be.instanceOf(FilterError);
        expect(failure).to.include({ code: 'FILTER_TIMEOUT', frameIndex: 2 });
        expect((failure as Error).message).to.match(/not answered for 0.1 s at frame 2.*timeoutMs/);
      }
      gate.resolve();
    });

    it('may take together longer than each of them may, and rest in between', async () => {
      const { indexes, ending } = await outputOf(
        async (frame) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          return frame;
        },
        { timeoutMs: 400 },
        30,
      );
      expect(indexes).to.have.lengthOf(30);
      expect(ending).to.equal('complete');
    });

    it('may take as long as they like when there is no limit', async () => {
      const { ending } = await outputOf(
        async (frame) => {
          await new Promise((resolve) => setTimeout(resolve, 30));
          return frame;
        },
        { timeoutMs: false },
      );
      expect(ending).to.equal('complete');
    });

    it('keep their frame until they are done, even when nobody waits for it any more', async () => {
      const gate = new Deferred<void>();
      let seen: unknown;
      let signal: AbortSignal | undefined;
      const source = new ListSource({ frames: 5, end: 'never' });
      const subscription = source
        .pipe(
          filter(async (frame, context) => {
            signal = context.signal;
            await gate.promise;
            seen = frame.data()[0];
            return [frame, frame.derive()];
          }),
        )
        .subscribe();
      await turns(10);
      subscription.unsubscribe();
      await source.finished;
      expect(signal?.aborted).to.equal(true);
      expect(seen).to.equal(undefined);
      gate.resolve();
      await turns();
      expect(seen).to.equal(0);
    });

    it('may reject after the branch has ended, and nobody is bothered', async () => {
      const gate = new Deferred<void>();
      const recorder = new Recorder();
      const subscription = new ListSource({ frames: 5, end: 'never' })
        .pipe(
          filter((frame) => gate.promise.then(() => frame), { mode: 'parallel', concurrency: 3 }),
        )
        .subscribe(recorder);
      await turns(10);
      subscription.unsubscribe();
      gate.reject(new Error('too late'));
      await turns();
      expect(recorder.ending).to.equal(undefined);
    });
  });

  describe('as an operator', () => {
    const identity = (): ReturnType<typeof filter> => filter((frame) => frame);
    const subscribeTo = (source: Observable<VideoFrame>): Recorder => {
      const recorder = new Recorder();
      source.pipe(identity()).subscribe(recorder);
      return recorder;
    };

    it('passes on: empty', () => {
      expect(subscribeTo(EMPTY)).to.deep.include({ indexes: [], ending: 'complete' });
    });

    it('passes on: one', () => {
      expect(subscribeTo(of(same()))).to.deep.include({ indexes: [0], ending: 'complete' });
    });

    it('passes on: many', () => {
      expect(subscribeTo(of(same(), same())).indexes).to.deep.equal([0, 0]);
    });

    it('passes on: never', () => {
      expect(subscribeTo(NEVER)).to.deep.include({ indexes: [], ending: undefined });
    });

    it('passes on: error', () => {
      const broken = new Error('broken');
      expect(subscribeTo(throwError(() => broken)).failure).to.equal(broken);
    });

    it('stops the source when those below have enough', async () => {
      const source = new ListSource({ frames: 100, end: 'never' });
      const recorder = new Recorder();
      source.pipe(identity(), take(2), identity()).subscribe(recorder);
      const report = await source.finished;
      expect(recorder).to.deep.include({ indexes: [0, 1], ending: 'complete' });
      expect(report).to.include({ ended: 'stopped', frames: 2 });
      await source.settled();
      expect(source.stops).to.equal(1);
    });

    for (const isAsync of [false, true]) {
      const kind = isAsync ? 'asynchronous' : 'synchronous';
      it(`gives back the rest of a list when those below have enough, ${kind}`, async () => {
        const several = (frame: VideoFrame): VideoFrame[] => [
          frame.derive(),
          frame.derive(),
          frame,
          frame.derive(),
        ];
        const source = new ListSource({ frames: 3, end: 'never' });
        const recorder = new Recorder();
        const run = isAsync ? (frame: VideoFrame) => turns(1).then(() => several(frame)) : several;
        source.pipe(filter(run), take(1)).subscribe(recorder);
        await source.finished;
        await recorder.ended;
        expect(recorder.indexes).to.deep.equal([0]);
      });
    }

    it('keeps a frame for an asynchronous observer below that ends the branch with it', async () => {
      const source = new ListSource({ frames: 3, end: 'never' });
      const seen: number[] = [];
      const work = async (frame: VideoFrame): Promise<void> => {
        subscription.unsubscribe();
        await turns(3);
        seen.push(frame.data()[0] ?? -1);
      };
      const subscription = source
        .pipe(filter((frame) => turns(1).then(() => frame.derive())))
        // eslint-disable-next-line @typescript-eslint/no-misused-promises -- that it is one is what is tested
        .subscribe({ next: work });
      await source.finished;
      await turns(6);
      expect(seen).to.deep.equal([0]);
    });

    it('works with map, tap and share', async () => {
      const source = new ListSource({ frames: 3 });
      const tapped: number[] = [];
      const shared = source.pipe(
        identity(),
        tap((frame) => tapped.push(frame.index)),
        map((frame) => frame.index * 10),
        share(),
      );
      const [a, b]: [number[], number[]] = [[], []];
      shared.subscribe((value) => a.push(value));
      shared.subscribe((value) => b.push(value));
      await source.finished;
      expect(tapped).to.deep.equal([0, 1, 2]);
      expect(a).to.deep.equal([0, 10, 20]);
      expect(b).to.deep.equal(a);
    });

    it('ends its own branch when a plain operator throws', async () => {
      const source = new ListSource({ frames: 3 });
      const other = new Recorder();
      const errors: unknown[] = [];
      source
        .pipe(
          identity(),
          map((frame) => {
            if (frame.index === 1) throw new Error('in map');
            return frame;
          }),
        )
        .subscribe({ error: (error: unknown) => errors.push(error) });
      source.attach(other);
      await other.ended;
      expect(errors).to.have.lengthOf(1);
      expect(other.indexes).to.deep.equal([0, 1, 2]);
    });

    it('counts over all its subscriptions, with times', async () => {
      const operator = identity();
      for (let i = 0; i < 2; i += 1) {
        const recorder = new Recorder();
        new ListSource({ frames: 20 }).pipe(operator).subscribe(recorder);
        await recorder.ended;
      }
      expect(operator.stats).to.include({ framesIn: 40, framesOut: 40, framesDropped: 0 });
      expect(operator.stats.latencyMs).to.be.at.least(0);
    });

    it("ends a frame's loan with the call, so that late use throws", async () => {
      const kept: VideoFrame[] = [];
      await outputOf((frame) => {
        kept.push(frame);
        return frame;
      });
      expect(() => kept[0]?.data()).to.throw(FrameReleasedError, 'Frame 0');
    });
  });

  it('leaves pool and budget as they were after 10,000 frames', async () => {
    const source = new ListSource({ frames: 10_000, budget: { frames: 4 } });
    const edit = filter((frame) => (frame.data().fill(1), frame));
    const resize = filter((frame) => frame.derive({ cols: 8 }));
    const wait = filter(async (frame) => frame, { mode: 'parallel', concurrency: 3 });
    const drop = filter((frame) => (frame.index % 2 === 0 ? frame : null));
    const recorders = [new Recorder(), new Recorder(), new Recorder()];
    const warnings = await warningsOf(async () => {
      source.pipe(edit, resize, wait).subscribe(recorders[0]);
      source.pipe(drop, wait, edit).subscribe(recorders[1]);
      source.attach(recorders[2] ?? {});
      await Promise.all(recorders.map((recorder) => recorder.ended));
    });
    expect(recorders.map(({ indexes }) => indexes.length)).to.deep.equal([10_000, 5_000, 10_000]);
    expect(source.run?.budget).to.include({ framesOut: 0, bytesOut: 0, reclaimed: 0 });
    expect(warnings).to.deep.equal([]);
  });

  describe('as a node', () => {
    it('is attached, and others to it [O6]', async () => {
      const source = new ListSource({ frames: 3 });
      const operator = filter((frame) => (frame.index === 1 ? null : frame));
      const node = operator.node();
      const recorder = new Recorder();
      node.attach(recorder);
      source.attach(node);
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal([0, 2]);
      expect(node.stats).to.include({ framesIn: 3, framesOut: 2, framesDropped: 1 });
      expect(operator.stats.framesIn).to.equal(0);
    });
  });
});

describe('deferFilter', () => {
  expectNothingLeft();

  /** Passes each frame on when the next one comes. */
  const delayed = (ends: string[]): FrameOperator =>
    deferFilter(() => {
      let previous: VideoFrame | undefined;
      return {
        run: (frame) => {
          const result = previous ?? null;
          previous = frame.retain();
          return result;
        },
        end: () => {
          ends.push('end');
          previous?.release();
        },
      };
    });

  it('begins anew with each subscription', async () => {
    const ends: string[] = [];
    const operator = delayed(ends);
    for (const wanted of [['end'], ['end', 'end']]) {
      const recorder = new Recorder();
      new ListSource({ frames: 4 }).pipe(operator).subscribe(recorder);
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal([0, 1, 2]);
      expect(ends).to.deep.equal(wanted);
    }
  });

  it('gives back what it holds after an error and after unsubscribing', async () => {
    const ends: string[] = [];
    const failed = new Recorder();
    new ListSource({ frames: 4, end: new Error('broken') }).pipe(delayed(ends)).subscribe(failed);
    await failed.ended;
    expect(ends).to.deep.equal(['end']);
    const some = new Recorder();
    new ListSource({ frames: 9 }).pipe(delayed(ends), take(2)).subscribe(some);
    await some.ended;
    expect(ends).to.deep.equal(['end', 'end']);
  });

  it('works as a node that is attached again', async () => {
    const ends: string[] = [];
    const node = delayed(ends).node();
    for (const count of [1, 2]) {
      const recorder = new Recorder();
      node.attach(recorder);
      new ListSource({ frames: 3 }).attach(node);
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal([0, 1]);
      expect(ends).to.have.lengthOf(count);
    }
  });

  it('refuses what makes no filter', () => {
    expect(() => deferFilter(7 as never)).to.throw(InvalidOptionError, /begin/);
  });
});
