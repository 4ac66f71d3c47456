import { expect } from 'chai';
import fc from 'fast-check';
import { FrameBudgetError, InvalidOptionError } from '../../src/errors';
import { frameShape } from '../../src/frames/frame-shape';
import { VideoFrame } from '../../src/frames/video-frame';
import { LiveFeed, type LiveFeedOptions } from '../../src/graph/live-feed';
import type { RunTeardown, SourceRun } from '../../src/graph/source-run';
import {
  VideoSource,
  type SourceReport,
  type VideoSourceOptions,
} from '../../src/graph/video-source';
import { expectNothingLeft, turns } from '../support/quiet';
import { Recorder, SlowRecorder } from '../support/recorder';

const SPEC = { colour: 'GRAY8', cols: 4, rows: 2 } as const;
const SHAPE = frameShape(SPEC);

/** A camera that takes a picture when the test says so. */
class Camera extends VideoSource {
  feed: LiveFeed | undefined;
  readonly #live: LiveFeedOptions;
  readonly #feeds = new WeakMap<SourceRun, LiveFeed>();
  #index = 0;

  constructor(live: LiveFeedOptions = {}, options: VideoSourceOptions = {}) {
    super(SPEC, options);
    this.#live = live;
  }

  /** Takes so many pictures at once. */
  shoot(count = 1): void {
    for (let i = 0; i < count; i += 1) {
      const index = this.#index;
      this.#index += 1;
      const frame = VideoFrame.lend(SHAPE, { index, capturedMs: 1000 + index });
      frame.data().fill(index & 255);
      this.feed?.push(frame);
      frame.release();
    }
  }

  protected override start(run: SourceRun): RunTeardown {
    const feed = new LiveFeed(run, this.#live);
    this.feed = feed;
    this.#feeds.set(run, feed);
    return () => feed.stop();
  }

  protected override counters(run: SourceRun): Partial<SourceReport> {
    return { dropped: this.#feeds.get(run)?.dropped ?? 0 };
  }
}

const BUDGET = { budget: { frames: 2 } };

/** Attaches an observer and waits until the run has begun. */
async function watch(camera: Camera, observer: Recorder): Promise<void> {
  camera.attach(observer);
  await turns();
}

describe('LiveFeed', () => {
  expectNothingLeft();

  it('hands on at once what an observer takes, and drops nothing', async () => {
    const camera = new Camera();
    const captured: number[] = [];
    const seen = new Recorder((frame) => captured.push(frame.captured.monotonicMs));
    await watch(camera, seen);
    camera.shoot(100);
    expect(seen.indexes).to.deep.equal([...Array(100).keys()]);
    expect(captured.slice(0, 3), 'the time of arrival').to.deep.equal([1000, 1001, 1002]);
    await camera.detach(seen);
    expect(await camera.finished).to.include({ frames: 100, dropped: 0, ended: 'stopped' });
  });

  it('drops the oldest that wait, unless told otherwise: what comes is new', async () => {
    const camera = new Camera({}, BUDGET);
    const slow = new SlowRecorder();
    await watch(camera, slow);
    camera.shoot(10);
    expect(slow.indexes).to.deep.equal([0, 1]);
    slow.open();
    await turns();
    expect(slow.indexes).to.deep.equal([0, 1, 9]);
    expect(camera.stats.framesDropped, 'counted while it runs').to.equal(7);
    await camera.detach(slow);
    expect(await camera.finished).to.include({ frames: 3, dropped: 7 });
  });

  it('drops the newest when told to, and lets more of them wait', async () => {
    const camera = new Camera({ whenFull: 'dropNewest', maxWaiting: 3 }, BUDGET);
    const slow = new SlowRecorder();
    await watch(camera, slow);
    camera.shoot(10);
    slow.open();
    await turns();
    camera.shoot();
    expect(slow.indexes, 'a gap where frames were dropped').to.deep.equal([0, 1, 2, 3, 4, 10]);
    await camera.detach(slow);
    expect(await camera.finished).to.include({ frames: 6, dropped: 5 });
  });

  it('fails when told to, and says what to do', async () => {
    const camera = new Camera({ whenFull: 'error' }, BUDGET);
    const slow = new SlowRecorder();
    await watch(camera, slow);
    camera.shoot(4);
    expect(slow.ending, 'not before it is done with what it has').to.equal(undefined);
    slow.open();
    await slow.ended;
    expect(slow.failure).to.be.instanceOf(FrameBudgetError);
    expect(String(slow.failure)).to.match(/Frame 3 came while all 2 frames.*1 waited.*whenFull/);
    camera.shoot(4);
    expect(slow.indexes).to.deep.equal([0, 1]);
  });

  it('sends what waits before it completes or fails', async () => {
    for (const error of [undefined, new Error('unplugged')]) {
      const camera = new Camera({}, BUDGET);
      const slow = new SlowRecorder();
      await watch(camera, slow);
      camera.shoot(3);
      if (error === undefined) camera.feed?.complete();
      else camera.feed?.error(error);
      camera.shoot(1);
      slow.open();
      await slow.ended;
      expect(slow.indexes).to.deep.equal([0, 1, 2]);
      expect(slow.ending).to.deep.equal(error === undefined ? 'complete' : { error });
    }
  });

  it('ends at once when nothing waits', async () => {
    const camera = new Camera();
    const seen = new Recorder();
    await watch(camera, seen);
    camera.feed?.complete();
    expect(seen.ending).to.equal('complete');
  });

  it('counts on its own account: an origin of two frames is never spent', async () => {
    const camera = new Camera({ maxWaiting: 5 }, { budget: { frames: 4 } });
    const slow = new SlowRecorder();
    await watch(camera, slow);
    camera.shoot(9);
    expect(slow.indexes).to.have.length(4);
    slow.open();
    await turns();
    expect(slow.indexes).to.have.length(9);
    await camera.close();
  });

  it('fails when user code holds all frames for too long, however many come meanwhile', async () => {
    const camera = new Camera({}, { ...BUDGET, holdTimeoutMs: 300 });
    const held: VideoFrame[] = [];
    const seen = new Recorder((frame) => held.push(frame.retain()));
    await watch(camera, seen);
    const shooting = setInterval(() => camera.shoot(), 20);
    await seen.ended;
    clearInterval(shooting);
    expect(seen.failure).to.be.instanceOf(FrameBudgetError);
    for (const frame of held) frame.release();
  });

  it('gives whoever pulls what is new, not what has piled up', async () => {
    const camera = new Camera();
    const indexes: number[] = [];
    const loop = (async () => {
      for await (const frame of camera) {
        indexes.push(frame.index);
        if (indexes.length === 3) return;
        camera.shoot(10);
      }
    })();
    await turns();
    camera.shoot();
    await loop;
    expect(indexes).to.deep.equal([0, 10, 20]);
  });

  for (const whenFull of ['dropOldest', 'dropNewest', 'error'] as const) {
    it(`gives getFrame() the newest frame after a pause, with whenFull: '${whenFull}' [S3]`, async () => {
      const camera = new Camera({ whenFull });
      const pull = async (): Promise<number | undefined> => {
        const frame = await camera.getFrame();
        const index = frame?.index;
        frame?.release();
        return index;
      };
      const first = pull();
      await turns();
      camera.shoot();
      expect(await first).to.equal(0);
      camera.shoot(5);
      expect(await pull(), 'the newest of those that came').to.equal(5);
      const next = pull();
      await turns();
      camera.shoot(3);
      expect(await next, 'the first that comes, where none did').to.equal(6);
      camera.shoot(2);
      camera.feed?.complete();
      expect(await pull(), 'the last one').to.equal(10);
      expect(await pull()).to.equal(undefined);
      await camera.close();
    });
  }

  it('gives each of those who wait for a frame another one', async () => {
    const camera = new Camera();
    const pulls = [0, 1, 2].map(() => camera.getFrame());
    for (let i = 0; i < 3; i += 1) {
      await turns();
      camera.shoot(2);
    }
    const frames = await Promise.all(pulls);
    const indexes = frames.map((frame) => frame?.index ?? -1);
    expect(indexes).to.deep.equal([...new Set(indexes)].sort((a, b) => a - b));
    for (const frame of frames) frame?.release();
    await camera.close();
  });

  it('refuses impossible options', () => {
    const make = (options: LiveFeedOptions) => async (): Promise<void> => {
      const camera = new Camera(options);
      const seen = new Recorder();
      await watch(camera, seen);
      throw seen.failure;
    };
    return Promise.all(
      [{ whenFull: 'block' as never }, { maxWaiting: 0 }, { maxWaiting: 1.5 }].map(
        async (options) => {
          const error: unknown = await make(options)().catch((e: unknown) => e);
          expect(error).to.be.instanceOf(InvalidOptionError);
        },
      ),
    );
  });

  it('accounts for every frame, in order, however they come and go', async () => {
    const step = fc.oneof(
      fc.record({ shoot: fc.integer({ min: 1, max: 6 }) }),
      fc.constant('open' as const),
      fc.constant('shut' as const),
      fc.constant('turn' as const),
    );
    const whenFull = fc.constantFrom('dropOldest' as const, 'dropNewest' as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        whenFull,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 2, max: 5 }),
        async (steps, policy, maxWaiting, frames) => {
          const camera = new Camera({ whenFull: policy, maxWaiting }, { budget: { frames } });
          const slow = new SlowRecorder();
          await watch(camera, slow);
          let shot = 0;
          for (const each of steps) {
            if (each === 'open') slow.open();
            else if (each === 'shut') slow.shut();
            else if (each === 'turn') await turns(1);
            else {
              camera.shoot(each.shoot);
              shot += each.shoot;
            }
          }
          slow.open();
          await turns();
          await camera.detach(slow);
          const { frames: delivered, dropped } = await camera.finished;
          expect(delivered + dropped).to.equal(shot);
          expect(slow.indexes).to.have.length(delivered);
          expect(slow.indexes).to.deep.equal([...slow.indexes].sort((a, b) => a - b));
          expect(new Set(slow.indexes).size).to.equal(delivered);
          await camera.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});
