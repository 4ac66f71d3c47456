import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  branch,
  combineFrames,
  deferFilter,
  filter,
  latestOf,
  liveOptions,
  swappable,
  syncByTime,
  tapTo,
  zipFrames,
  type FrameSet,
  type VideoFrame,
} from '@giftgrab/core';
import {
  everyNth,
  frameDifference,
  gaussianFilter,
  histogramOf,
  limitFrameRate,
  medianFilter,
  motionScore,
  resize,
  temporalMean,
} from '@giftgrab/filters';
import { fromFrames, openFile, type FileSource } from '@giftgrab/sources';
import { map, of, retry, share, take, type Observable } from 'rxjs';
import { childrenOf, until } from '../../../packages/ffmpeg/test/support/traces';
import { numberedFrame } from '../../../packages/targets/test/support/numbered-frames';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { CONTAINERS, numberedClip } from '../numbered-clip';

const FRAMES = 40;
const GONE_MS = 1_000;
const MODULE = join(__dirname, '../../../packages/core/test/workers/modules/many.js');

type Frames = Observable<VideoFrame>;

const later = async (frame: VideoFrame): Promise<VideoFrame> => {
  await new Promise((resolve) => setImmediate(resolve));
  return frame;
};
const same = (frame: VideoFrame): VideoFrame => frame;
const first = (sets: Observable<FrameSet>): Frames =>
  sets.pipe(combineFrames(([frame]) => frame ?? null));

/** Every kind of operator, as what it makes of a stream. */
const OPERATORS: Readonly<Record<string, (source: Frames) => Frames>> = {
  filter: (source) => source.pipe(filter(same)),
  'filter that answers later': (source) => source.pipe(filter(later)),
  'filter, several at once': (source) =>
    source.pipe(filter(later, { mode: 'parallel', concurrency: 3 })),
  'filter, the latest': (source) => source.pipe(filter(later, { mode: 'latest' })),
  'filter of a module': (source) => source.pipe(filter(MODULE, { settings: 'same' })),
  deferFilter: (source) => source.pipe(deferFilter(() => ({ run: same }))),
  branch: (source) => source.pipe(branch()),
  'branch that drops': (source) => source.pipe(branch({ frames: 2, policy: 'dropOldest' })),
  tapTo: (source) => source.pipe(tapTo({ next: later })),
  swappable: (source) => source.pipe(swappable(filter(same))),
  liveOptions: (source) => source.pipe(liveOptions(of(1), () => filter(same))),
  zipFrames: (source) => first(zipFrames([source, source])),
  syncByTime: (source) => first(syncByTime([source, source], { toleranceMs: 1 })),
  latestOf: (source) => first(latestOf([source, source])),
  gaussianFilter: (source) => source.pipe(gaussianFilter({ sigma: 1 })),
  'medianFilter by rows': (source) => source.pipe(medianFilter({ size: 3, execution: 'rows' })),
  resize: (source) => source.pipe(resize({ cols: 64, rows: 32 })),
  temporalMean: (source) => source.pipe(temporalMean()),
  frameDifference: (source) => source.pipe(frameDifference()),
  everyNth: (source) => source.pipe(everyNth({ n: 2 })),
  limitFrameRate: (source) => source.pipe(limitFrameRate({ frameRate: 10 })),
  motionScore: (source) => source.pipe(motionScore()),
  histogramOf: (source) => source.pipe(histogramOf()),
};

/** Hears a stream, and notes what an observer must never hear. */
class Listener {
  frames = 0;
  /** How it ended. */
  ending: 'complete' | 'error' | undefined;
  readonly ended: Promise<void>;
  #resolve: () => void = () => undefined;
  readonly #run: FaultRun;
  readonly #what: string;
  isUnsubscribed = false;

  constructor(run: FaultRun, what: string) {
    this.#run = run;
    this.#what = what;
    this.ended = new Promise((resolve) => (this.#resolve = resolve));
  }

  readonly next = (): void => {
    this.frames += 1;
    const isOver = this.ending !== undefined || this.isUnsubscribed;
    this.#run.must(!isOver, `${this.#what}: a frame after its end`);
  };

  readonly error = (): void => this.#end('error');

  readonly complete = (): void => this.#end('complete');

  #end(how: 'complete' | 'error'): void {
    const isOver = this.ending !== undefined || this.isUnsubscribed;
    this.#run.must(!isOver, `${this.#what}: ${how} after ${this.ending ?? 'unsubscribe()'}`);
    this.ending = how;
    this.#resolve();
  }
}

const decoders = (): number =>
  childrenOf(process.pid).filter(({ name }) => name === 'ffmpeg').length;

interface Sources {
  readonly whole: FileSource;
  readonly cut: FileSource;
}

async function tryAll(
  run: FaultRun,
  name: string,
  apply: (source: Frames) => Frames,
  { whole, cut }: Sources,
): Promise<void> {
  const listen = async (
    what: string,
    stream: Observable<unknown>,
    expected: 'complete' | 'error',
  ): Promise<Listener> => {
    const listener = new Listener(run, `${name}, ${what}`);
    stream.subscribe(listener);
    await listener.ended;
    run.must(listener.ending === expected, `${name}, ${what}: ${listener.ending}`);
    await noDecoder(run, `${name}, ${what}`);
    return listener;
  };
  // Nothing of a frame may be looked at once it has gone by.
  const count = map((frame: VideoFrame) => frame.index);

  const { frames } = await listen('complete', apply(whole).pipe(count), 'complete');
  run.must(frames > 0, `${name}: no frame`);
  await listen('error', apply(cut).pipe(count), 'error');
  const three = await listen('take(3)', apply(whole).pipe(take(3), count), 'complete');
  run.must(three.frames === 3, `${name}, take(3): ${three.frames} frames`);
  const runs = await listen('retry', apply(cut).pipe(count, retry(1)), 'error');
  run.must(runs.frames > 0, `${name}, retry: ${runs.frames} frames`);
  await unsubscribed(run, name, apply(whole), 'in next()');
  await unsubscribed(run, name, apply(whole), 'later');
  await sharedByTwo(run, name, apply(whole).pipe(count, share()));
}

async function noDecoder(run: FaultRun, what: string): Promise<void> {
  const isGone = await until(() => decoders() === 0, GONE_MS);
  run.must(isGone, `${what}: its decoder is there after ${GONE_MS} ms`);
}

/** Unsubscribes from within the observer, or from outside. */
async function unsubscribed(
  run: FaultRun,
  name: string,
  stream: Frames,
  when: 'in next()' | 'later',
): Promise<void> {
  const what = `${name}, unsubscribe() ${when}`;
  const listener = new Listener(run, what);
  await new Promise<void>((resolve) => {
    const subscription = stream.subscribe({
      next: () => {
        listener.next();
        if (listener.frames !== 3) return;
        const unsubscribe = (): void => {
          listener.isUnsubscribed = true;
          subscription.unsubscribe();
          resolve();
        };
        if (when === 'in next()') unsubscribe();
        else setImmediate(unsubscribe);
      },
      error: () => resolve(),
      complete: () => resolve(),
    });
  });
  run.must(listener.isUnsubscribed, `${what}: it ended before`);
  await noDecoder(run, what);
}

/** Two subscribers of one subscription, the second after some frames; a third when all is over begins anew. */
async function sharedByTwo(run: FaultRun, name: string, shared: Observable<number>): Promise<void> {
  const [early, late, last] = ['early', 'late', 'last'].map(
    (who) => new Listener(run, `${name}, share(), the ${who} subscriber`),
  );
  if (early === undefined || late === undefined || last === undefined) return;
  shared.subscribe({
    next: () => {
      early.next();
      if (early.frames === 2) shared.subscribe(late);
    },
    error: early.error,
    complete: early.complete,
  });
  await Promise.all([early.ended, late.ended]);
  shared.subscribe(last);
  await last.ended;
  for (const { ending } of [early, late, last]) {
    run.must(ending === 'complete', `${name}, share(): ${ending}`);
  }
  const isLess = late.frames < early.frames && last.frames > 0;
  run.must(isLess, `${name}, share(): ${early.frames}, ${late.frames}, ${last.frames} frames`);
  await noDecoder(run, `${name}, share()`);
}

/** Filters keep the room that they work in. */
async function useEach(): Promise<void> {
  const pictures = [0, 1, 2].map((index) => numberedFrame(index, { colour: 'GRAY8' }));
  for (const apply of Object.values(OPERATORS)) {
    const source = fromFrames(pictures);
    await new Promise<void>((complete) => void apply(source).subscribe({ complete }));
    await source.close();
  }
}

/** The rules of RxJS, on true decoders. */
export const RX_CONTRACT: readonly FaultCase[] = [
  {
    name: 'rx-contract',
    done: `complete, error, take, retry, unsubscribe (within next() too), share and late subscribers of ${Object.keys(OPERATORS).length} operators on a file`,
    holds: `one end and nothing after it, no decoder after ${GONE_MS / 1000} s, nothing unhandled`,
    per: 'build',
    prepare: useEach,
    check: async (run) => {
      const path = await numberedClip(run, 'whole.mp4', FRAMES, CONTAINERS.mp4);
      const bytes = readFileSync(path);
      writeFileSync(run.file('cut.mp4'), bytes.subarray(0, bytes.length * 0.6));
      const options = { ffmpeg: run.ffmpeg, colour: 'GRAY8' } as const;
      await using whole = await openFile(path, options);
      await using cut = await openFile(run.file('cut.mp4'), options);
      // Each has a decoder that waits for its first subscriber.
      for (const source of [whole, cut]) {
        source.subscribe({ error: () => undefined });
        await source.finished.catch(() => undefined);
      }
      for (const [name, apply] of Object.entries(OPERATORS)) {
        await tryAll(run, name, apply, { whole, cut });
      }
    },
  },
];
