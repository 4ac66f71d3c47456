import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { BehaviorSubject, type Observable } from 'rxjs';
import {
  BranchOverflowError,
  FilterError,
  InvalidOptionError,
  ObserverError,
} from '../../src/errors';
import { frameMemory } from '../../src/frames/frame-memory';
import type { VideoFrame } from '../../src/frames/video-frame';
import { branch } from '../../src/graph/branch';
import { filter } from '../../src/graph/filter';
import { syncByTime } from '../../src/graph/join/sync-by-time';
import { liveOptions } from '../../src/graph/live-options';
import { tapTo } from '../../src/graph/tap-to';
import { VideoTarget, type TargetReport } from '../../src/graph/video-target';
import { ListSource } from '../support/list-source';
import { expectNothingLeft, turns, warningsOf } from '../support/quiet';
import { Recorder } from '../support/recorder';

const FRAMES = 60;
const GONE = new Error('gone');
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const inWorker = (settings: string, timeoutMs?: number): ReturnType<typeof filter> =>
  filter(join(__dirname, '..', 'workers', 'modules', 'many.js'), {
    settings,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });

/** A target whose disk is full at the third frame. */
class FullDisk extends VideoTarget {
  readonly written: number[] = [];

  protected override write(frame: VideoFrame): Promise<void> {
    if (frame.index === 2) return Promise.reject(new Error('no disk'));
    this.written.push(frame.index);
    return Promise.resolve();
  }

  protected override finalise(): Promise<TargetReport> {
    return Promise.resolve({ frames: this.written.length, dropped: 0 });
  }
}

/** What is known of a branch that something has happened to. */
interface Branch {
  /** What whoever hears of it has heard; resolves then. */
  readonly heard: Promise<unknown>;
  /** Numbers of the frames that came out of it. */
  readonly indexes: readonly number[];
}

interface Row {
  /** First cell of its row in docs/guide/errors.md. */
  readonly what: string;
  /** Makes the branch that is hit. */
  hang(source: ListSource): Branch;
  /** What is heard. */
  readonly error: (new (...args: never[]) => Error) | Error;
  /** Frames that come out of it; a number of them from the first, where that is certain. */
  readonly frames?: number;
}

const onObserver = (stream: Observable<VideoFrame>, recorder = new Recorder()): Branch => {
  stream.subscribe(recorder);
  return { heard: recorder.ended.then(() => recorder.failure), indexes: recorder.indexes };
};

const failsAtTwo = (): ReturnType<typeof filter> =>
  filter((frame) => {
    if (frame.index === 2) throw new Error('no light');
    return frame;
  });

const ROWS: readonly Row[] = [
  {
    what: 'a filter that throws',
    hang: (source) => onObserver(source.pipe(failsAtTwo())),
    error: FilterError,
    frames: 2,
  },
  {
    what: 'a filter that rejects',
    hang: (source) =>
      onObserver(
        source.pipe(
          filter(async (frame) => {
            await turns(1);
            if (frame.index === 2) throw new Error('no light');
            return frame;
          }),
        ),
      ),
    error: FilterError,
    frames: 2,
  },
  {
    what: 'a filter that throws in a worker thread',
    hang: (source) => onObserver(source.pipe(inWorker('throw'))),
    error: FilterError,
    frames: 2,
  },
  {
    what: 'a worker thread that dies',
    hang: (source) => onObserver(source.pipe(inWorker('exit'))),
    error: FilterError,
    frames: 2,
  },
  {
    what: 'a filter that never answers',
    hang: (source) =>
      onObserver(
        source.pipe(
          filter(
            async (frame, { signal }) => {
              if (frame.index === 2) await new Promise((over) => (signal.onabort = over));
              return frame;
            },
            { timeoutMs: 50 },
          ),
        ),
      ),
    error: FilterError,
    frames: 2,
  },
  {
    what: 'a worker thread that never answers',
    hang: (source) => onObserver(source.pipe(inWorker('hang', 500))),
    error: FilterError,
  },
  {
    what: 'an observer that throws',
    hang: (source) =>
      onObserver(
        source,
        new Recorder(({ index }) => {
          if (index === 2) throw new Error('no disk');
        }),
      ),
    error: ObserverError,
    frames: 3,
  },
  {
    what: 'an observer that rejects',
    hang: (source) =>
      onObserver(
        source,
        new Recorder(async ({ index }) => {
          await turns(1);
          if (index === 2) throw new Error('no disk');
        }),
      ),
    error: ObserverError,
  },
  {
    what: 'a target',
    hang: (source) => {
      const target = new FullDisk();
      source.attach(target);
      const heard = target.finished.then(
        () => undefined,
        (error: unknown) => error,
      );
      return { heard, indexes: target.written };
    },
    error: Error,
    frames: 2,
  },
  {
    what: "a branch with the policy `'error'`",
    hang: (source) => {
      // It takes its time with each frame, but not for ever.
      const recorder = new Recorder(() => turns(20));
      return onObserver(source.pipe(branch({ frames: 1, policy: 'error' })), recorder);
    },
    error: BranchOverflowError,
  },
];

describe('errors', () => {
  let blocks = 0;
  beforeEach(() => void (blocks = frameMemory.blocksInUse));
  // Worker threads take a moment to give back what they had.
  afterEach(async () => {
    while (frameMemory.blocksInUse > blocks) await new Promise((resolve) => setTimeout(resolve, 1));
  });
  expectNothingLeft();

  for (const row of ROWS) {
    const { what, error, frames } = row;
    const hang = (source: ListSource): Branch => row.hang(source);
    describe(`of ${what}`, () => {
      it('are heard by whom the table says', async () => {
        const heard: unknown = await hang(new ListSource({ frames: FRAMES })).heard;
        expect(heard).to.be.instanceOf(error);
      });

      it('end the branch', async () => {
        const source = new ListSource({ frames: FRAMES });
        const hit = hang(source);
        await hit.heard;
        const count = hit.indexes.length;
        await source.finished;
        await turns(5);
        expect(hit.indexes).to.deep.equal(upTo(count));
        if (frames !== undefined) expect(count).to.equal(frames);
      });

      it('leave the source and other branches alone', async () => {
        const source = new ListSource({ frames: FRAMES });
        const [before, after] = [new Recorder(), new Recorder()];
        source.attach(before);
        const hit = hang(source);
        source.attach(after);
        await Promise.all([before.ended, after.ended, hit.heard]);
        for (const other of [before, after]) {
          expect(other.indexes).to.deep.equal(upTo(FRAMES));
          expect(other.ending).to.equal('complete');
        }
        expect(await source.finished).to.include({ ended: 'complete', frames: FRAMES });
      });

      it('stop a source that has no other branch', async () => {
        const source = new ListSource({ frames: 100_000 });
        await hang(source).heard;
        expect(await source.finished).to.have.property('ended', 'stopped');
      });
    });
  }

  describe('of the source', () => {
    const failing = (): ListSource => new ListSource({ frames: 5, end: GONE });

    it('are heard by every branch, after all frames before', async () => {
      const source = failing();
      const all = [source, source.pipe(branch()), source.pipe(filter((frame) => frame))].map(
        (stream) => onObserver(stream),
      );
      for (const { heard, indexes } of all) {
        expect(await heard).to.equal(GONE);
        expect(indexes).to.deep.equal(upTo(5));
      }
    });

    it('reject source.finished, and a target gets what was emitted before', async () => {
      const source = failing();
      const target = new FullDisk();
      source.pipe(filter((frame) => (frame.index === 2 ? null : frame))).subscribe(target);
      expect(await target.finished.catch((error: unknown) => error)).to.equal(GONE);
      expect(await source.finished.catch((error: unknown) => error)).to.equal(GONE);
      expect(target.written).to.deep.equal([0, 1, 3, 4]);
    });

    it('end it, and a new subscriber begins anew', async () => {
      const source = failing();
      await onObserver(source).heard;
      const again = onObserver(source);
      expect(await again.heard).to.equal(GONE);
      expect(again.indexes).to.deep.equal(upTo(5));
      expect(source.starts).to.equal(2);
    });
  });

  describe('of an observer that has no `error()`', () => {
    it('are a warning; its branch ends, and all else goes on', async () => {
      const source = new ListSource({ frames: FRAMES });
      const other = new Recorder();
      let count = 0;
      const warnings = await warningsOf(async () => {
        source.subscribe(() => {
          count += 1;
          throw new Error('no disk');
        });
        source.attach(other);
        await other.ended;
      });
      expect(warnings).to.deep.equal(['BRANCH_FAILED']);
      expect(count).to.equal(1);
      expect(other.indexes).to.deep.equal(upTo(FRAMES));
      expect((await source.finished).ended).to.equal('complete');
    });
  });

  describe('of an observer that a stream is tapped for', () => {
    it('are its own; the stream, the source and other branches go on', async () => {
      const source = new ListSource({ frames: FRAMES });
      const [other, below] = [new Recorder(), new Recorder()];
      const tapped = new Recorder(({ index }) => {
        if (index === 2) throw new Error('no disk');
      });
      source.pipe(tapTo(tapped)).subscribe(below);
      source.attach(other);
      await Promise.all([tapped.ended, below.ended, other.ended]);
      expect(tapped.failure).to.be.instanceOf(ObserverError);
      expect(tapped.indexes).to.deep.equal(upTo(3));
      for (const each of [below, other]) {
        expect(each.indexes).to.deep.equal(upTo(FRAMES));
        expect(each.ending).to.equal('complete');
      }
      expect((await source.finished).ended).to.equal('complete');
    });
  });

  describe('of one of several streams that are joined', () => {
    it('are heard by the observer of the sets; other branches and sources go on', async () => {
      const [good, bad] = [
        new ListSource({ frames: FRAMES }),
        new ListSource({ frames: 3, end: GONE }),
      ];
      const other = new Recorder();
      good.attach(other);
      let sets = 0;
      const heard = new Promise((error) => {
        syncByTime([good, bad], { toleranceMs: 1 }).subscribe({ next: () => (sets += 1), error });
      });
      expect(await heard).to.equal(GONE);
      const count = sets;
      await other.ended;
      expect(sets).to.equal(count);
      expect(other.indexes).to.deep.equal(upTo(FRAMES));
      expect((await good.finished).ended).to.equal('complete');
    });

    it('stop the other streams where nobody else wants them', async () => {
      const [good, bad] = [
        new ListSource({ frames: 100_000 }),
        new ListSource({ frames: 3, end: GONE }),
      ];
      const heard = new Promise((error) => {
        syncByTime([good, bad], { toleranceMs: 1 }).subscribe({ error });
      });
      expect(await heard).to.equal(GONE);
      expect((await good.finished).ended).to.equal('stopped');
    });
  });

  describe('of options that change to wrong ones', () => {
    it('are a warning; everything goes on with those before', async () => {
      const source = new ListSource({ frames: FRAMES });
      const knob = new BehaviorSubject(1);
      const recorder = new Recorder(({ index }) => {
        if (index === 2) knob.next(-1);
      });
      const other = new Recorder();
      const make = (n: number): ReturnType<typeof filter> => {
        if (n < 0) throw new InvalidOptionError('n', 'a positive number', n);
        return filter((frame) => frame);
      };
      const warnings = await warningsOf(async () => {
        source.pipe(liveOptions(knob, make)).subscribe(recorder);
        source.attach(other);
        await Promise.all([recorder.ended, other.ended]);
      });
      expect(warnings).to.deep.equal(['OPTIONS_REFUSED']);
      expect(recorder.indexes).to.deep.equal(upTo(FRAMES));
      expect(other.indexes).to.deep.equal(upTo(FRAMES));
      expect((await source.finished).ended).to.equal('complete');
    });
  });

  it('are told in the guide by just the rows that are tested here', function () {
    const guide = readFileSync(join(__dirname, '../../../../docs/guide/errors.md'), 'utf8');
    const rows = [...guide.matchAll(/^\| (.+?) +\|/gm)].map(([, cell]) => cell);
    const suites = this.test?.parent?.suites.map(({ title }) => title.replace(/^of /, '')) ?? [];
    // Two rows make the table's head.
    expect(rows.slice(2).sort()).to.deep.equal(suites.sort());
  });
});
