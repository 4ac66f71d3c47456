import { openFile } from '@giftgrab/sources';
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
    // The schedule begins with the first frame; the first second lets the decoder get ahead.
    const [first = { at: 0, due: 0 }] = arrivals;
    const errors = arrivals
      .filter(({ due }) => due - first.due >= 1000)
      .map(({ at, due }) => Math.abs(at - first.at - (due - first.due)))
      .sort((a, b) => a - b);
    const at = (share: number): number => errors[Math.floor(share * (errors.length - 1))] ?? 0;
    return { frames: arrivals.length, extra: { p50: at(0.5), p99: at(0.99), max: at(1) } };
  });
}
