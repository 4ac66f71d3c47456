import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { openStream } from '@giftgrab/sources';
import { median } from '../median';
import { memoryOf } from '../run-contestant';
import { measureWork, type WorkResult } from '../work';
import { WatchedStream } from './watched-stream';

// Memory is told by so many figures, a second apart: a heap breathes.
const FIGURES = 5;

/**
 * Receives streams at once. Arguments: number of pictures until their senders begin anew, seconds, `fast` or `slow` (200 ms a
 * frame, ten frames a second where thirty come), the URLs.
 */
export async function soak(args: readonly string[]): Promise<WorkResult> {
  const [turn = '', seconds = '', pace = '', ...urls] = args;
  const budget = pace === 'slow' ? { budget: { frames: 2 } } : {};
  await locateFfmpeg();
  return measureWork(async () => {
    const sources = await Promise.all(urls.map((url) => openStream(url, budget)));
    const streams = sources.map((source) => new WatchedStream(source, Number(turn)));
    for (const stream of streams) stream.isSlow = pace === 'slow';
    const memory = await memoryDuring(Number(seconds));
    const counts = await Promise.all(streams.map((stream) => stream.count()));
    await Promise.all(sources.map((source) => source.close()));
    const sum = (of: (count: (typeof counts)[number]) => number): number =>
      counts.reduce((all, count) => all + of(count), 0);
    const [received, observed] = [sum((count) => count.received), sum((count) => count.observed)];
    const dropped = sum((count) => count.dropped);
    return {
      frames: observed,
      extra: {
        ...memory,
        ...{ received, observed, dropped, unaccounted: received - observed - dropped },
        holes: sum((count) => count.holes),
        uncountedHoles: sum((count) => count.uncountedHoles),
        losses: sum((count) => count.losses),
      },
    };
  });
}

/** Memory of this process and of it with its children: in the first seconds, after a minute (or half of the time), at the end. */
async function memoryDuring(seconds: number): Promise<Record<string, number>> {
  const all: { own: number; all: number }[] = [];
  for (let second = 0; second < seconds; second += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    all.push(memoryOf(process.pid));
  }
  const early = Math.min(60, Math.floor(seconds / 2));
  const at = (end: number, figure: 'own' | 'all'): number =>
    median(all.slice(Math.max(0, end - FIGURES), end).map((each) => each[figure]));
  return {
    ownStart: at(FIGURES, 'own'),
    ownEarly: at(early, 'own'),
    ownEnd: at(all.length, 'own'),
    allStart: at(FIGURES, 'all'),
    allEarly: at(early, 'all'),
    allEnd: at(all.length, 'all'),
  };
}
