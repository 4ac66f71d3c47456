import { map } from 'rxjs';
import { filter, VideoFrame } from '@giftgrab/core';
import { fromFrames } from '@giftgrab/sources';
import { median } from '../median';
import { plainSource } from '../plain-source';
import { measureWork, type WorkResult } from '../work';

const FRAMES = 200_000;
const ROUNDS = 7;

/**
 * What the framework itself costs: 64×64 frames from memory through five filters to an observer, beside the same functions
 * in plain RxJS on the same frames. Both in one process, one after the other, several times.
 */
export function frameworkCost(): Promise<WorkResult> {
  return measureWork(async () => {
    const frame = VideoFrame.alloc({ colour: 'I420', cols: 64, rows: 64 });
    const frames = Array.from({ length: FRAMES }, () => frame);
    const [ours, plain]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(await rateOf(() => runOurs(frames)));
      plain.push(await rateOf(() => runPlain(frames)));
    }
    const [oursMedian, plainMedian] = [median(ours), median(plain)];
    return {
      frames: FRAMES,
      extra: { ours: oursMedian, plain: plainMedian, ratio: oursMedian / plainMedian },
    };
  });
}

const identity = (frame: VideoFrame): VideoFrame => frame;
// The frames belong to the caller, so a filter that may edit would get copies; these do not edit.
const look = (): ReturnType<typeof filter> => filter(identity, { access: 'read' });

async function runOurs(frames: readonly VideoFrame[]): Promise<number> {
  let count = 0;
  const source = fromFrames(frames);
  source.pipe(look(), look(), look(), look(), look()).subscribe(() => {
    count += 1;
  });
  await source.finished;
  return count;
}

async function runPlain(frames: readonly VideoFrame[]): Promise<number> {
  let count = 0;
  await new Promise<void>((resolve) => {
    plainSource(frames)
      .pipe(map(identity), map(identity), map(identity), map(identity), map(identity))
      .subscribe({
        next: () => {
          count += 1;
        },
        complete: resolve,
      });
  });
  return count;
}

async function rateOf(run: () => Promise<number>): Promise<number> {
  const startedMs = performance.now();
  const count = await run();
  if (count !== FRAMES) throw new Error(`${count} frames came instead of ${FRAMES}.`);
  return (count / (performance.now() - startedMs)) * 1000;
}
