import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { preview } from '@giftgrab/preview';
import { openFile } from '@giftgrab/sources';
import { median } from '../median';
import { measureWork, type WorkResult } from '../work';

const WINDOW_MS = 4000;
const WARM_UP_MS = 2000;
const ROUNDS = 5;
/** What a window of 1280 points a side shows. */
const SIZE = 1280;

/**
 * What the live view costs beside 1080p at 30 frames/s from a file, in processor time of this process, ffmpeg's decoder not
 * included: as the share of one core, without the view, with it but no viewer, and with one viewer, who is a process of its own.
 */
export function viewCost([clip = '']: readonly string[]): Promise<WorkResult> {
  return measureWork(async () => {
    await using source = await openFile(clip, { pace: 'realtime', onEnd: 'loop' });
    source.subscribe(() => undefined);
    await pause(WARM_UP_MS);
    const shares: { plain: number; idle: number; watched: number; pictures: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const plain = await coreShare();
      await using live = await preview(source);
      const idle = await coreShare();
      const { viewer, pictures } = startViewer(live.url);
      await pause(WARM_UP_MS);
      const before = pictures();
      const watched = await coreShare();
      const rate = (pictures() - before) / (WINDOW_MS / 1000);
      viewer.kill();
      shares.push({ plain, idle, watched, pictures: rate });
    }
    const of = (name: 'plain' | 'idle' | 'watched' | 'pictures'): number =>
      median(shares.map((share) => share[name]));
    const beside = (name: 'idle' | 'watched'): number =>
      median(shares.map((share) => share[name] - share.plain));
    const extra = {
      plain: of('plain'),
      idle: beside('idle'),
      watched: beside('watched'),
      pictures: of('pictures'),
    };
    return { frames: 1, extra };
  });
}

/** Asks for picture after picture, as a page does, and prints a dot for each; ends when it is killed. */
export async function viewViewer([url = '']: readonly string[]): Promise<WorkResult> {
  for (let known = '0'; ;) {
    const response = await fetch(`${url}live/0?known=${known}&size=${SIZE}`);
    await response.arrayBuffer();
    known = response.headers.get('picture-id') ?? '0';
    process.stdout.write('.');
  }
}

function startViewer(url: string): { viewer: ChildProcess; pictures: () => number } {
  const program = join(__dirname, '..', 'contestant.js');
  const viewer = spawn(process.execPath, [program, 'view-viewer', url], {
    // When it is killed in the middle of a request it has nothing to say that matters.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let pictures = 0;
  viewer.stdout.on('data', (dots: Buffer) => (pictures += dots.length));
  return { viewer, pictures: () => pictures };
}

/** Processor time of this process in a while, as a share of it in percent. */
async function coreShare(): Promise<number> {
  const before = process.cpuUsage();
  const startedMs = performance.now();
  await pause(WINDOW_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 10 / (performance.now() - startedMs);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
