import { branch, VideoFrame } from '@giftgrab/core';
import { fromFrames } from '@giftgrab/sources';
import { median } from '../median';
import { measureWork, type WorkResult } from '../work';

const FRAMES = 20_000;
const ROUNDS = 7;

/** What one more branch costs that does nothing: microseconds a 1080p frame, from one branch to five. */
export function idleBranchCost(): Promise<WorkResult> {
  return measureWork(async () => {
    const frame = VideoFrame.alloc({ colour: 'I420', cols: 1920, rows: 1080 });
    const frames = Array.from({ length: FRAMES }, () => frame);
    const costs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const one = await secondsWith(1, frames);
      const five = await secondsWith(5, frames);
      costs.push(((five - one) / 4 / FRAMES) * 1e6);
    }
    return { frames: FRAMES, extra: { micros: median(costs) } };
  });
}

async function secondsWith(branches: number, frames: readonly VideoFrame[]): Promise<number> {
  const source = fromFrames(frames);
  const startedMs = performance.now();
  const ended = Array.from({ length: branches }, async () => {
    let count = 0;
    await new Promise<void>((complete) => {
      source.pipe(branch()).subscribe({ next: () => (count += 1), complete });
    });
    if (count !== FRAMES) throw new Error(`${count} frames came instead of ${FRAMES}.`);
  });
  await Promise.all(ended);
  return (performance.now() - startedMs) / 1000;
}
