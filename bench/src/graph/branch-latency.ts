import { branch } from '@giftgrab/core';
import { testPattern } from '@giftgrab/sources';
import { percentile } from '../percentile';
import { measureWork, type WorkResult } from '../work';

const FRAMES = 1200;

/** How much later a frame is below a branch with an empty queue than beside it, at 60 frames/s of 1080p. */
export function branchLatency(): Promise<WorkResult> {
  return measureWork(async () => {
    const options = { cols: 1920, rows: 1080, frameRate: 60, colour: 'I420' } as const;
    const source = testPattern({ ...options, frames: FRAMES });
    let directMs = 0;
    const delays: number[] = [];
    source.subscribe(() => {
      directMs = performance.now();
    });
    source.pipe(branch()).subscribe(() => {
      delays.push(performance.now() - directMs);
    });
    await source.finished;
    const at = (share: number): number => percentile(delays.slice(60), share);
    return { frames: FRAMES, extra: { p50: at(0.5), p99: at(0.99), max: at(1) } };
  });
}
