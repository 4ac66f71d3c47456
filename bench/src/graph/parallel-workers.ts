import { join } from 'node:path';
import { filter } from '@giftgrab/core';
import { testPattern } from '@giftgrab/sources';
import { measureWork, type WorkResult } from '../work';

const FRAMES = 150;

/** How many times as fast two worker threads are as one, with a filter of 20 ms. */
export function parallelWorkers(): Promise<WorkResult> {
  return measureWork(async () => {
    const one = await secondsWith(1);
    const two = await secondsWith(2);
    return { frames: FRAMES, extra: { one, two, ratio: one / two } };
  });
}

/** Seconds from the tenth frame on: threads take some time to start. */
async function secondsWith(concurrency: number): Promise<number> {
  const source = testPattern({ cols: 64, rows: 64, frames: FRAMES, pace: 'asap' });
  const busy = filter(join(__dirname, 'busy.js'), { mode: 'parallel', concurrency });
  let startedMs = 0;
  await new Promise<void>((complete, error) => {
    source.pipe(busy).subscribe({
      next: ({ index }) => {
        if (index === 10) startedMs = performance.now();
      },
      complete,
      error,
    });
  });
  return (performance.now() - startedMs) / 1000;
}
