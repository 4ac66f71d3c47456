import { openFile } from '@giftgrab/sources';
import { percentile } from '../percentile';
import { measureWork, type WorkResult } from '../work';

/** How far frames arrive from their ideal moments, in milliseconds. Arguments: file, frames a second of the file. */
export function pacing([clip = '']: readonly string[]): Promise<WorkResult> {
  return measureWork(async () => {
    await using source = await openFile(clip, { pace: 'realtime' });
    const arrivals: { at: number; due: number }[] = [];
    source.subscribe((frame) => {
      arrivals.push({ at: performance.now(), due: (frame.pts?.seconds ?? 0) * 1000 });
    });
    await source.finished;
    // The first second lets the decoder get ahead. When the schedule began is told by all frames together.
    const delays = arrivals
      .filter(({ due }) => due - (arrivals[0]?.due ?? 0) >= 1000)
      .map(({ at, due }) => at - due)
      .sort((a, b) => a - b);
    const start = delays[Math.floor(delays.length / 2)] ?? 0;
    const errors = delays.map((delay) => Math.abs(delay - start));
    const at = (share: number): number => percentile(errors, share);
    return { frames: arrivals.length, extra: { p50: at(0.5), p99: at(0.99), max: at(1) } };
  });
}
