import { asapScheduler, map, observeOn, share, type Observable } from 'rxjs';
import { filter, VideoFrame, type FilterNode, type VideoSource } from '@giftgrab/core';
import { fromFrames, testPattern } from '@giftgrab/sources';
import { median } from '../median';
import { plainSource } from '../plain-source';
import { measureWork, type WorkResult } from '../work';

const FRAMES = 100_000;
const ROUNDS = 5;
const FILTERS = 8;
const BRANCHES = 4;

/**
 * 64×64 frames from memory through eight filters to four branches, beside the same functions in plain RxJS: with branches that share
 * the pace of the source, and with branches that have their own (in RxJS `observeOn`, whose queue has no bound).
 */
export function graphRate(): Promise<WorkResult> {
  return measureWork(async () => {
    const frame = VideoFrame.alloc({ colour: 'I420', cols: 64, rows: 64 });
    const frames = Array.from({ length: FRAMES }, () => frame);
    const rates = { ours: [], plain: [], oursQueued: [], plainQueued: [], oursMade: [] } as Record<
      string,
      number[]
    >;
    for (let round = 0; round < ROUNDS; round += 1) {
      rates['ours']?.push(await rateOf(() => runOn(fromFrames(frames), false)));
      rates['plain']?.push(await rateOf(() => runPlain(frames, false)));
      rates['oursQueued']?.push(await rateOf(() => runOn(fromFrames(frames), true)));
      rates['plainQueued']?.push(await rateOf(() => runPlain(frames, true)));
      rates['oursMade']?.push(await rateOf(() => runOn(made(), true)));
    }
    const extra = Object.fromEntries(
      Object.entries(rates).map(([name, all]) => [name, median(all)]),
    );
    return { frames: FRAMES, extra };
  });
}

const identity = (frame: VideoFrame): VideoFrame => frame;

/** As GStreamer's videotestsrc: each picture is drawn. */
const made = (): VideoSource =>
  testPattern({ cols: 64, rows: 64, colour: 'I420', frames: FRAMES, pace: 'asap' });

async function runOn(source: VideoSource, isQueued: boolean): Promise<number> {
  let count = 0;
  const nodes = Array.from({ length: FILTERS }, () => filter(identity, { access: 'read' }).node());
  nodes.forEach((node, i) => (nodes[i - 1] ?? source).attach(node));
  const last = nodes.at(-1) as FilterNode;
  const ended = Array.from(
    { length: BRANCHES },
    () =>
      new Promise<void>((complete) => {
        last.attach({ next: () => (count += 1), complete }, isQueued ? {} : undefined);
      }),
  );
  await Promise.all(ended);
  return count;
}

async function runPlain(frames: readonly VideoFrame[], isQueued: boolean): Promise<number> {
  let count = 0;
  const source = plainSource(frames);
  const once = (stream: Observable<VideoFrame>): Observable<VideoFrame> =>
    stream.pipe(map(identity));
  const shared = Array.from({ length: FILTERS })
    .reduce<Observable<VideoFrame>>(once, source)
    .pipe(share());
  const filtered = isQueued ? shared.pipe(observeOn(asapScheduler)) : shared;
  const ended = Array.from(
    { length: BRANCHES },
    () =>
      new Promise<void>((complete) => {
        filtered.subscribe({ next: () => (count += 1), complete });
      }),
  );
  await Promise.all(ended);
  return count;
}

async function rateOf(run: () => Promise<number>): Promise<number> {
  const startedMs = performance.now();
  const count = await run();
  if (count !== FRAMES * BRANCHES) throw new Error(`${count} frames came to the branches.`);
  return (FRAMES / (performance.now() - startedMs)) * 1000;
}
