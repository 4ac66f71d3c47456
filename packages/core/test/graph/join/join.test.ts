import { expect } from 'chai';
import fc from 'fast-check';
import { EMPTY, map, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import {
  FilterError,
  InvalidOptionError,
  ObserverError,
  StreamStalledError,
} from '../../../src/errors';
import { frameMemory } from '../../../src/frames/frame-memory';
import { frameShape } from '../../../src/frames/frame-shape';
import { VideoFrame } from '../../../src/frames/video-frame';
import { branch } from '../../../src/graph/branch';
import { filter } from '../../../src/graph/filter';
import type { FrameSet, FrameSetStream } from '../../../src/graph/join/frame-set';
import { latestOf } from '../../../src/graph/join/latest-of';
import { syncByTime } from '../../../src/graph/join/sync-by-time';
import { zipFrames } from '../../../src/graph/join/zip-frames';
import { Rational } from '../../../src/rational';
import { Timestamp } from '../../../src/timestamp';
import { Deferred } from '../../../src/deferred';
import { ListSource } from '../../support/list-source';
import { expectNothingLeft, turns } from '../../support/quiet';
import { Recorder } from '../../support/recorder';

const SHAPE = frameShape({ colour: 'GRAY8', cols: 4, rows: 2 });

/** A stream that is fed by hand. */
class Feed extends Subject<VideoFrame> {
  #index = 0;

  /** Emits a frame at a time in milliseconds. */
  at(ms: number | undefined): void {
    const pts = ms === undefined ? undefined : new Timestamp(ms, new Rational(1, 1000));
    const frame = VideoFrame.lend(SHAPE, { index: this.#index++, pts, capturedMs: ms ?? 0 });
    this.next(frame);
    frame.release();
  }
}

/** Writes down which frames made a set. */
class Sets {
  readonly indexes: number[][] = [];
  readonly times: number[][] = [];
  ending: 'complete' | { readonly error: unknown } | undefined;
  readonly #ended = new Deferred<void>();
  readonly #onSet: (set: FrameSet) => unknown;

  constructor(onSet: (set: FrameSet) => unknown = () => undefined) {
    this.#onSet = onSet;
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  get failure(): unknown {
    return typeof this.ending === 'object' ? this.ending.error : undefined;
  }

  readonly next = (set: FrameSet): unknown => {
    this.indexes.push(set.map(({ index }) => index));
    this.times.push(set.map(({ pts }) => pts?.ticks ?? -1));
    return this.#onSet(set);
  };

  readonly error = (error: unknown): void => {
    this.ending = { error };
    this.#ended.resolve();
  };

  readonly complete = (): void => {
    this.ending = 'complete';
    this.#ended.resolve();
  };
}

const setsOf = (stream: Observable<FrameSet>): Sets => {
  const sets = new Sets();
  stream.subscribe(sets);
  return sets;
};

/** Frames in, out, dropped and waiting: of all, then of each stream. */
const countersOf = ({ stats, inputs }: FrameSetStream): number[][] =>
  [stats, ...inputs].map((each) => [
    each.framesIn,
    each.framesOut,
    each.framesDropped,
    each.queueLength,
  ]);

const pairsUpTo = (count: number): number[][] => Array.from({ length: count }, (_, i) => [i, i]);

const JOINS = {
  zipFrames: (sources: readonly Observable<VideoFrame>[]) => zipFrames(sources),
  syncByTime: (sources: readonly Observable<VideoFrame>[]) =>
    syncByTime(sources, { toleranceMs: 1 }),
  latestOf: (sources: readonly Observable<VideoFrame>[]) => latestOf(sources),
};

describe('streams that are joined', () => {
  expectNothingLeft();

  for (const [name, join] of Object.entries(JOINS)) {
    describe(`by ${name}`, () => {
      it('end with an error of any of them', async () => {
        for (const at of [0, 1]) {
          const sources: Observable<VideoFrame>[] = [NEVER, NEVER];
          sources[at] = throwError(() => new Error('gone'));
          const sets = setsOf(join(sources));
          await sets.ended;
          expect(sets.failure).to.have.property('message', 'gone');
        }
      });

      it('end with the end of the first', async () => {
        const sets = setsOf(join([EMPTY, NEVER]));
        await sets.ended;
        expect(sets.ending).to.equal('complete');
      });

      it('give back everything when somebody unsubscribes', async () => {
        const [a, b] = [new ListSource({ frames: 50 }), new ListSource({ frames: 50 })];
        const subscription = join([a, b]).subscribe(() => undefined);
        await turns(8);
        subscription.unsubscribe();
        expect((await a.finished).ended).to.equal('stopped');
        expect((await b.finished).ended).to.equal('stopped');
      });

      it('end alone when an observer throws, and others of the sources go on', async () => {
        const [a, b] = [new ListSource({ frames: 20 }), new ListSource({ frames: 20 })];
        const other = new Recorder();
        const sets = new Sets(() => {
          throw new Error('no light');
        });
        a.attach(other);
        join([a, b]).subscribe(sets);
        await Promise.all([other.ended, sets.ended]);
        expect(sets.failure).to.be.instanceOf(ObserverError);
        expect(other.indexes).to.have.lengthOf(20);
      });

      it('keep the frames of a set valid for an asynchronous observer', async () => {
        const [a, b] = [new ListSource({ frames: 6 }), new ListSource({ frames: 6 })];
        const seen: number[][] = [];
        const sets = new Sets(async (set) => {
          await turns(2);
          seen.push(set.map((frame) => frame.data()[0] ?? -1));
        });
        join([a, b]).subscribe(sets);
        await sets.ended;
        expect(seen.length).to.be.greaterThan(0);
        expect(seen.every(([first]) => (first ?? -1) >= 0)).to.equal(true);
      });

      it('hold no more than they may when what is below takes nothing', async () => {
        const before = frameMemory.blocksInUse;
        const gate = new Deferred<void>();
        const [a, b] = [new ListSource({ frames: 200 }), new ListSource({ frames: 200 })];
        const sets = new Sets(() => gate.promise);
        join([a, b]).subscribe(sets);
        await turns(300);
        // For each stream: eight of the source, eight that wait, two or so below.
        expect(frameMemory.blocksInUse - before).to.be.at.most(2 * (8 + 8 + 3));
        gate.resolve();
        await sets.ended;
      });
    });
  }

  describe('by order', () => {
    it('make pairs, lose nothing, and end with the shorter one', async () => {
      const stream = zipFrames([new ListSource({ frames: 30 }), new ListSource({ frames: 40 })]);
      const sets = setsOf(stream);
      await sets.ended;
      expect(sets.indexes).to.deep.equal(pairsUpTo(30));
      expect(sets.ending).to.equal('complete');
      expect(stream.inputs[0]).to.include({ framesIn: 30, framesOut: 30, framesDropped: 0 });
      const { framesIn = 0, framesDropped } = stream.inputs[1] ?? {};
      expect(framesDropped).to.equal(framesIn - 30);
    });

    it('repeat the last frame of one that has ended, when told to', async () => {
      const sources = [new ListSource({ frames: 2 }), new ListSource({ frames: 5 })];
      const sets = setsOf(zipFrames(sources, { onEnd: 'hold' }));
      await sets.ended;
      expect(sets.indexes).to.deep.equal([
        [0, 0],
        [1, 1],
        [1, 2],
        [1, 3],
        [1, 4],
      ]);
    });

    it('hold the last frames on no account, so that the smallest budget will do', async () => {
      const sources = [new ListSource({ frames: 5 }), new ListSource({ frames: 3 })];
      const sets = setsOf(zipFrames(sources, { onEnd: 'hold', budget: { frames: 2 } }));
      await sets.ended;
      expect(sets.indexes).to.deep.equal([...pairsUpTo(3), [3, 2], [4, 2]]);
    });

    it('count a frame that stands in for others once', async () => {
      const sources = [new ListSource({ frames: 2 }), new ListSource({ frames: 5 })];
      const stream = zipFrames(sources, { onEnd: 'hold' });
      await setsOf(stream).ended;
      expect(countersOf(stream)).to.deep.equal([
        [7, 7, 0, 0],
        [2, 2, 0, 0],
        [5, 5, 0, 0],
      ]);
    });

    it('end when nothing can stand in for one that has ended', async () => {
      const sets = setsOf(zipFrames([EMPTY, new ListSource({ frames: 5 })], { onEnd: 'hold' }));
      await sets.ended;
      expect(sets.indexes).to.deep.equal([]);
      expect(sets.ending).to.equal('complete');
    });
  });

  describe('by time', () => {
    /** Feeds streams with frames at times, each list in one go, and says which sets were made. */
    async function synced(
      times: readonly (readonly number[])[],
      toleranceMs: number,
      offsetsMs?: readonly number[],
    ): Promise<number[][]> {
      const feeds = times.map(() => new Feed());
      const options = { toleranceMs, frames: 100, ...(offsetsMs && { offsetsMs }) };
      const sets = setsOf(syncByTime(feeds, options));
      feeds.forEach((feed, i) => {
        for (const ms of times[i] ?? []) feed.at(ms);
      });
      for (const feed of feeds) feed.complete();
      await sets.ended;
      return sets.times;
    }

    it('find partners among different rates', async () => {
      const fast = [0, 10, 20, 30, 40, 50, 60];
      const slow = [2, 32, 62];
      expect(await synced([fast, slow], 4)).to.deep.equal([
        [0, 2],
        [30, 32],
        [60, 62],
      ]);
    });

    it('pass over what one of them has lost, or had before the other began', async () => {
      expect(
        await synced(
          [
            [0, 10, 20, 40, 50],
            [21, 31, 41, 51],
          ],
          2,
        ),
      ).to.deep.equal([
        [20, 21],
        [40, 41],
        [50, 51],
      ]);
    });

    it('add what is known of a delay', async () => {
      expect(
        await synced(
          [
            [100, 110],
            [0, 10],
          ],
          1,
          [0, 100],
        ),
      ).to.deep.equal([
        [100, 0],
        [110, 10],
      ]);
    });

    it('make sets of three', async () => {
      expect(
        await synced(
          [
            [0, 10, 20],
            [1, 21],
            [2, 12, 22],
          ],
          3,
        ),
      ).to.deep.equal([
        [0, 1, 2],
        [20, 21, 22],
      ]);
    });

    it('make the same sets however frames happen to arrive', async () => {
      const list = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 20 });
      await fc.assert(
        fc.asyncProperty(
          fc.array(list, { minLength: 2, maxLength: 3 }),
          fc.integer({ min: 0, max: 20 }),
          fc.infiniteStream(fc.nat()),
          async (lists, tolerance, choices) => {
            const times = lists.map((each) => [...each].sort((a, b) => a - b));
            const expected = await synced(times, tolerance);
            for (const set of expected) {
              expect(Math.max(...set) - Math.min(...set)).to.be.at.most(tolerance);
            }
            const feeds = times.map(() => new Feed());
            const sets = setsOf(syncByTime(feeds, { toleranceMs: tolerance, frames: 100 }));
            const left = times.map((each) => [...each]);
            while (left.some((each) => each.length > 0)) {
              const choice = (choices.next().value as number) % feeds.length;
              const ms = left[choice]?.shift();
              if (ms !== undefined) feeds[choice]?.at(ms);
              if (choice === 0) await turns(1);
            }
            for (const feed of feeds) feed.complete();
            await sets.ended;
            expect(sets.times).to.deep.equal(expected);
          },
        ),
        { numRuns: 60 },
      );
    });

    it('go by the time of arrival when told to', async () => {
      const [a, b] = [new Feed(), new Feed()];
      const sets = setsOf(syncByTime([a, b], { toleranceMs: 1, clock: 'captured' }));
      for (const ms of [0, 10]) {
        a.at(ms);
        b.at(ms);
      }
      a.complete();
      await sets.ended;
      expect(sets.indexes).to.deep.equal(pairsUpTo(2));
    });

    it('refuse frames without a time', async () => {
      const [a, b] = [new Feed(), new Feed()];
      const sets = setsOf(syncByTime([a, b], { toleranceMs: 1 }));
      a.at(undefined);
      b.at(0);
      await sets.ended;
      expect(sets.failure).to.be.instanceOf(FilterError);
      expect((sets.failure as Error).message).to.match(/clock: 'captured'/);
    });

    it('never make a source wait with a policy that drops', async () => {
      const source = new ListSource({ frames: 50 });
      const other = new Recorder();
      const stream = syncByTime([source, NEVER], {
        toleranceMs: 1,
        frames: 3,
        policy: 'dropOldest',
      });
      const subscription = stream.subscribe(() => undefined);
      source.attach(other);
      await other.ended;
      expect(other.indexes).to.have.lengthOf(50);
      expect(stream.inputs[0]?.framesDropped).to.equal(47);
      subscription.unsubscribe();
    });

    it('join four sources for 10,000 sets without growing', async () => {
      const sources = [0, 1, 2, 3].map(() => new ListSource({ frames: 10_000 }));
      let [most, count] = [0, 0];
      const before = frameMemory.blocksInUse;
      const stream = syncByTime(sources, { toleranceMs: 1 });
      const sets = new Sets(() => {
        count += 1;
        most = Math.max(most, frameMemory.blocksInUse - before);
      });
      stream.subscribe(sets);
      await sets.ended;
      expect(count).to.equal(10_000);
      expect(sets.indexes.every((set) => set.every((index) => index === set[0]))).to.equal(true);
      expect(stream.stats.framesDropped).to.equal(0);
      expect(most).to.be.at.most(4 * (8 + 8 + 2));
    });
  });

  for (const then of ['error', 'drop'] as const) {
    it(`stall none of them while frames of it wait for what is below: '${then}'`, async () => {
      const [a, b] = [new Feed(), new Feed()];
      const gate = new Deferred<void>();
      const sets = new Sets(() => gate.promise);
      const stream = zipFrames([a, b], { frames: 2, inFlight: 1, timeout: { ms: 5, then } });
      stream.subscribe(sets);
      for (let i = 0; i < 6; i += 1) {
        a.at(i);
        b.at(i);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      a.complete();
      b.complete();
      gate.resolve();
      await sets.ended;
      expect(sets.ending).to.equal('complete');
      expect(sets.indexes).to.deep.equal(pairsUpTo(6));
      expect(stream.stats.framesDropped).to.equal(0);
    });
  }

  describe('when one of them stalls', () => {
    it("fail and say which: 'error'", async () => {
      const [a, b] = [new Feed(), new Feed()];
      const sets = setsOf(
        syncByTime([a, b], { toleranceMs: 1, timeout: { ms: 5, then: 'error' } }),
      );
      const keepGoing = setInterval(() => a.at(performance.now()), 1);
      await sets.ended;
      clearInterval(keepGoing);
      expect(sets.failure).to.be.instanceOf(StreamStalledError);
      expect(sets.failure).to.include({ stream: 1, code: 'STREAM_STALLED' });
    });

    it("let the last frame of one stand in: 'hold'", async () => {
      const [a, b] = [new Feed(), new Feed()];
      const sets = setsOf(
        syncByTime([a, b], { toleranceMs: 1, timeout: { ms: 10, then: 'hold' } }),
      );
      a.at(0);
      b.at(0);
      let ms = 10;
      while (sets.indexes.length < 3) {
        a.at(ms);
        ms += 10;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(sets.indexes[0]).to.deep.equal([0, 0]);
      expect(sets.indexes.slice(1).every(([, held]) => held === 0)).to.equal(true);
      // It comes back, and is compared by its time again.
      const last = ms + 1000;
      b.at(last);
      a.at(last);
      a.complete();
      await sets.ended;
      expect(sets.times.at(-1)).to.deep.equal([last, last]);
    });

    it("drop what waits for it, make no source wait, and go on with it: 'drop'", async () => {
      const source = new ListSource({ frames: 100 });
      const late = new Feed();
      const other = new Recorder();
      const stream = syncByTime([source, late], {
        toleranceMs: 1,
        frames: 4,
        timeout: { ms: 5, then: 'drop' },
      });
      const sets = setsOf(stream);
      source.attach(other);
      await other.ended;
      expect(other.indexes).to.have.lengthOf(100);
      expect(stream.inputs[0]?.framesDropped).to.equal(96);
      late.at(99 * 40);
      late.complete();
      await sets.ended;
      expect(sets.times.map(([, ms]) => ms)).to.deep.equal([99 * 40]);
    });
  });

  describe('by the newest of each', () => {
    it('make a set of each frame of the first', async () => {
      const [a, b] = [new Feed(), new Feed()];
      const stream = latestOf([a, b]);
      const sets = setsOf(stream);
      const step = async (feed: Feed, ms: number): Promise<void> => {
        feed.at(ms);
        await turns(2);
      };
      await step(a, 0); // too early: b has had none
      await step(b, 1);
      await step(a, 2);
      await step(a, 3);
      await step(b, 4);
      await step(b, 5); // the one before was never shown
      await step(a, 6);
      b.complete();
      await step(a, 7);
      a.complete();
      await sets.ended;
      expect(sets.times).to.deep.equal([
        [2, 1],
        [3, 1],
        [6, 5],
        [7, 5],
      ]);
      expect(stream.inputs.map(({ framesDropped }) => framesDropped)).to.deep.equal([1, 1]);
    });

    it('have no frame of one that stalls, when told to', async () => {
      const [a, b] = [new Feed(), new Feed()];
      const stream = latestOf([a, b], { timeout: { ms: 5, then: 'drop' } });
      const sets = setsOf(stream);
      b.at(0);
      a.at(0);
      await turns(2);
      expect(sets.indexes).to.deep.equal([[0, 0]]);
      while (stream.inputs[0]?.framesDropped === 0) {
        a.at(1);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      const before = sets.indexes.length;
      b.at(2);
      a.at(3);
      a.complete();
      await sets.ended;
      expect(sets.indexes).to.have.lengthOf(before + 1);
    });

    it('fail when one stalls, when told to', async () => {
      const [a, b] = [new Feed(), new Feed()];
      const sets = setsOf(latestOf([a, b], { timeout: { ms: 5, then: 'error' } }));
      a.at(0);
      const keepGoing = setInterval(() => a.at(1), 1);
      await sets.ended;
      clearInterval(keepGoing);
      expect(sets.failure).to.include({ stream: 1 });
    });
  });

  describe('by the newest of each, with what is below slow', () => {
    it('bound what is made of the others too', async () => {
      const before = frameMemory.blocksInUse;
      const gate = new Deferred<void>();
      const [a, b] = [new ListSource({ frames: 200 }), new ListSource({ frames: 200 })];
      const subscription = latestOf([a, b])
        .pipe(
          map(([, newest]) => newest as VideoFrame),
          filter(async (frame) => {
            await gate.promise;
            return frame;
          }),
        )
        .subscribe();
      await turns(300);
      expect(frameMemory.blocksInUse - before).to.be.at.most(2 * (8 + 8 + 3));
      subscription.unsubscribe();
      gate.resolve();
    });

    it('count each frame once: shown, dropped or waiting', async () => {
      const [a, b] = [new Feed(), new Feed()];
      const stream = latestOf([a, b]);
      const subscription = stream.subscribe();
      b.at(0);
      a.at(0);
      await turns(2);
      a.at(1);
      await turns(2);
      b.at(1);
      b.at(2);
      expect(countersOf(stream)).to.deep.equal([
        [5, 3, 1, 1],
        [2, 2, 0, 0],
        [3, 1, 1, 1],
      ]);
      subscription.unsubscribe();
      expect(countersOf(stream)[2]).to.deep.equal([3, 1, 2, 0]);
    });

    it('stall none that has ended, nor the first', async () => {
      const [a, b] = [new Feed(), new Feed()];
      const timeout = { ms: 20, then: 'error' } as const;
      const sets = setsOf(latestOf([a, EMPTY, b], { timeout }));
      a.at(0);
      for (let i = 0; i < 10; i += 1) {
        b.at(i);
        await new Promise((resolve) => setTimeout(resolve, 4));
      }
      await sets.ended;
      expect(sets.failure).to.be.instanceOf(StreamStalledError).and.to.include({ stream: 2 });
    });
  });

  it('may be joined again below branches, with one source for all arms', async () => {
    const source = new ListSource({ frames: 30 });
    const spoil = filter((frame) => {
      frame.data().fill(200);
      return frame;
    });
    const late = filter(async (frame) => {
      await turns(1);
      return frame;
    });
    const inner = zipFrames([source.pipe(branch()), source.pipe(branch(), spoil)]);
    const left = inner.pipe(
      map(([first]) => first as VideoFrame),
      branch(),
    );
    const seen: number[][] = [];
    const sets = new Sets((set) => {
      seen.push(set.map((frame) => frame.data()[0] ?? -1));
      set[0]?.writable().data().fill(99);
    });
    zipFrames([left, source.pipe(late, branch())]).subscribe(sets);
    await sets.ended;
    expect(sets.indexes).to.deep.equal(pairsUpTo(30));
    expect(seen).to.deep.equal(pairsUpTo(30));
  });

  it('never share a frame, even two sources alike at once [quirk 34]', async () => {
    const sources = [new ListSource({ frames: 50 }), new ListSource({ frames: 50 })];
    const seen = new Set<string>();
    let shared = 0;
    const sets = new Sets((set) => {
      const [a, b] = set;
      if (a?.data().byteOffset === b?.data().byteOffset) shared += 1;
      a?.writable().data().fill(1);
      seen.add([...(b?.data().slice(0, 1) ?? [])].join(','));
    });
    zipFrames(sources).subscribe(sets);
    await sets.ended;
    expect(shared).to.equal(0);
    expect(seen.size).to.equal(50);
  });

  it('refuse options that break their rule, at once', () => {
    const a = of() as Observable<VideoFrame>;
    const wrong: (() => unknown)[] = [
      () => zipFrames([]),
      () => zipFrames([7 as never]),
      () => zipFrames([a], { frames: 0 }),
      () => zipFrames([a], { onEnd: 'stop' as never }),
      () => zipFrames([a], { timeout: { ms: 0, then: 'drop' } }),
      () => zipFrames([a], { timeout: { ms: 1, then: 'wait' as never } }),
      () => zipFrames([a], { toleranceMs: 1 } as never),
      () => syncByTime([a], { toleranceMs: -1 }),
      () => syncByTime([a], {} as never),
      () => syncByTime([a], { toleranceMs: 1, clock: 'wall' as never }),
      () => syncByTime([a], { toleranceMs: 1, offsetsMs: [1, 2] }),
      () => latestOf([a], { inFlight: 0 }),
    ];
    for (const call of wrong) expect(call).to.throw(InvalidOptionError);
  });
});
