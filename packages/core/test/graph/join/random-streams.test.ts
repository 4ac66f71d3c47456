import { expect } from 'chai';
import fc from 'fast-check';
import { Subject } from 'rxjs';
import { frameMemory } from '../../../src/frames/frame-memory';
import { frameShape } from '../../../src/frames/frame-shape';
import { VideoFrame } from '../../../src/frames/video-frame';
import type { FrameSet, FrameSetStream } from '../../../src/graph/join/frame-set';
import type { JoinOptions } from '../../../src/graph/join/join-options';
import { latestOf } from '../../../src/graph/join/latest-of';
import { syncByTime } from '../../../src/graph/join/sync-by-time';
import { zipFrames } from '../../../src/graph/join/zip-frames';
import { Deferred } from '../../../src/deferred';
import { Rational } from '../../../src/rational';
import { Timestamp } from '../../../src/timestamp';
import { turns } from '../../support/quiet';

const SHAPE = frameShape({ colour: 'GRAY8', cols: 4, rows: 2 });

// More than any step needs: what waits goes on in slices of a millisecond, on a slow machine frame by frame.
const ENOUGH_TURNS = 24;

/** A stream that is fed by hand; every byte of a frame is its number. */
class Feed extends Subject<VideoFrame> {
  sent = 0;
  #ms = 0;
  #hasEnded = false;

  override complete(): void {
    this.#hasEnded = true;
    super.complete();
  }

  step(ms: number): void {
    if (this.#hasEnded) return;
    this.#ms += ms;
    const pts = new Timestamp(this.#ms, new Rational(1, 1000));
    const frame = VideoFrame.lend(SHAPE, { index: this.sent++, pts });
    frame.data().fill(frame.index);
    this.next(frame);
    frame.release();
  }
}

/** Takes sets, at once or when it is told to be done with them, and spoils the frames of some. */
class Taker {
  readonly sets: number[][] = [];
  hasSeenSpoilt = false;
  ending: 'complete' | 'error' | undefined;
  readonly #gates: Deferred<void>[] = [];
  #isPaused = false;

  readonly next = (set: FrameSet): Promise<void> | undefined => {
    this.sets.push(set.map(({ index }) => index));
    for (const frame of set) {
      if (frame.data().some((byte) => byte !== frame.index)) this.hasSeenSpoilt = true;
    }
    if (this.sets.length % 2 === 0) for (const frame of set) frame.writable().data().fill(255);
    if (!this.#isPaused) return undefined;
    const gate = new Deferred<void>();
    this.#gates.push(gate);
    return gate.promise;
  };

  readonly error = (): void => {
    this.ending = 'error';
  };

  readonly complete = (): void => {
    this.ending = 'complete';
  };

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    for (const gate of this.#gates.splice(0)) gate.resolve();
  }
}

const joins = {
  zipFrames: (feeds: readonly Feed[], options: JoinOptions) => zipFrames(feeds, options),
  syncByTime: (feeds: readonly Feed[], options: JoinOptions) =>
    syncByTime(feeds, { ...options, toleranceMs: 2 }),
  latestOf: (feeds: readonly Feed[], { onEnd: _, ...options }: JoinOptions) =>
    latestOf(feeds, options),
};

type Step = (feeds: readonly Feed[], taker: Taker) => unknown;

const FEEDS = 3;
const feed = fc.nat({ max: FEEDS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({ i: feed, ms: fc.integer({ min: 1, max: 5 }) }).map(
      ({ i, ms }): Step =>
        (feeds) =>
          feeds[i % feeds.length]?.step(ms),
    ),
  },
  { weight: 9, arbitrary: fc.constant<Step>(() => turns(2)) },
  { weight: 3, arbitrary: fc.constant<Step>((_, taker) => taker.pause()) },
  { weight: 3, arbitrary: fc.constant<Step>((_, taker) => taker.resume()) },
  {
    weight: 1,
    arbitrary: feed.map(
      (i): Step =>
        (feeds) =>
          feeds[i % feeds.length]?.complete(),
    ),
  },
);

const optionsOfJoin: fc.Arbitrary<JoinOptions> = fc.record(
  {
    frames: fc.integer({ min: 1, max: 4 }),
    policy: fc.constantFrom('block', 'dropOldest', 'dropNewest'),
    inFlight: fc.integer({ min: 1, max: 3 }),
    budget: fc.record({
      frames: fc.integer({ min: 2, max: 6 }),
      bytes: fc.integer({ min: 1, max: 40 }),
    }),
    onEnd: fc.constantFrom('complete', 'hold'),
  },
  { requiredKeys: [] },
);

/** At rest, what has come in is out, dropped or waits. */
function expectConserved({ stats, inputs }: FrameSetStream, feeds: readonly Feed[]): void {
  for (const each of [stats, ...inputs]) {
    expect(each.framesIn).to.equal(each.framesOut + each.framesDropped + each.queueLength);
  }
  const sum = (of: 'framesIn' | 'framesOut' | 'framesDropped' | 'queueLength'): void => {
    expect(stats[of], of).to.equal(inputs.reduce((all, each) => all + each[of], 0));
  };
  (['framesIn', 'framesOut', 'framesDropped', 'queueLength'] as const).forEach(sum);
  inputs.forEach(({ framesIn }, i) => expect(framesIn).to.be.at.most(feeds[i]?.sent ?? 0));
}

describe('streams that are joined, at random', () => {
  for (const [name, join] of Object.entries(joins)) {
    it(`lose and repeat nothing, keep their order, and come to an end: ${name}`, async function () {
      this.timeout(120_000);
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: FEEDS }),
          optionsOfJoin,
          fc.array(step, { maxLength: 50, size: 'max' }),
          fc.boolean(),
          async (count, options, steps, isLeft) => {
            const blocks = frameMemory.blocksInUse;
            const feeds = Array.from({ length: count }, () => new Feed());
            const taker = new Taker();
            const stream = join(feeds, options);
            const subscription = stream.subscribe(taker);
            for (const act of steps) {
              await act(feeds, taker);
              expectConserved(stream, feeds);
            }
            if (isLeft) subscription.unsubscribe();
            for (const each of feeds) each.complete();
            taker.resume();
            await turns(ENOUGH_TURNS);
            if (!isLeft) expect(taker.ending).to.equal('complete');
            expect(taker.hasSeenSpoilt, 'spoilt').to.equal(false);
            stream.inputs.forEach(({ framesOut, queueLength }, i) => {
              const column = taker.sets.map((set) => set[i] ?? -1);
              expect(column, 'order').to.deep.equal([...column].sort((a, b) => a - b));
              expect(new Set(column).size, 'in sets').to.equal(framesOut);
              expect(queueLength).to.equal(0);
            });
            expectConserved(stream, feeds);
            expect(frameMemory.blocksInUse, 'frames left in the pool').to.be.at.most(blocks);
          },
        ),
        { numRuns: 300 },
      );
    });
  }
});
