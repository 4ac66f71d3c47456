import { readdirSync, readFileSync } from 'node:fs';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { openStream, type StreamEvent } from '@giftgrab/sources';
import { measureWork, type WorkResult } from '../work';
import { freePort, LiveSender } from './live-sender';
import { nowMicros } from './picture-code';

// As openStream does unless told otherwise.
const [MIN_DELAY_MS, MAX_DELAY_MS] = [500, 30_000];

/** A server that is killed and started again: what the source makes of it. Arguments: how often. */
export async function restarts([times = '']: readonly string[]): Promise<WorkResult> {
  await locateFfmpeg();
  return measureWork(async () => {
    const port = await freePort();
    let sender = await LiveSender.start({ port });
    const source = await openStream(sender.url());
    const restored: { atMicros: number; attempts: number }[] = [];
    const wrong = { times: 0, gaps: 0 };
    let [frames, lastSeconds, gaps] = [0, -1, 0];
    source.events.subscribe((event: StreamEvent) => {
      if (event.type === 'restored') {
        restored.push({ atMicros: nowMicros(), attempts: event.attempts });
      }
      if (event.type !== 'gap') return;
      gaps += 1;
      if (event.nextIndex !== event.lastIndex + 2 || event.seconds <= 0) wrong.gaps += 1;
    });
    source.subscribe(({ pts }) => {
      frames += 1;
      const seconds = pts?.seconds ?? Number.NaN;
      if (!(seconds > lastSeconds)) wrong.times += 1;
      lastSeconds = seconds;
    });
    const comes = async (): Promise<void> => {
      const had = frames;
      await until(() => frames >= had + 15);
    };
    await comes();
    const before = { children: children(), descriptors: descriptors() };
    // How much longer than its own waiting it takes once the server is there again.
    const lateMs: number[] = [];
    for (let round = 0; round < Number(times); round += 1) {
      await sender.kill();
      sender = await LiveSender.start({ port });
      await until(() => restored.length > round && gaps > round);
      const { atMicros = NaN, attempts = NaN } = restored[round] ?? {};
      const backoffMs = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** (attempts - 1));
      lateMs.push((atMicros - sender.startMicros) / 1000 - backoffMs);
      await comes();
    }
    const leaked = {
      children: children() - before.children,
      descriptors: descriptors() - before.descriptors,
    };
    await source.close();
    await sender.kill();
    return {
      frames,
      extra: {
        restored: restored.length,
        gaps,
        mostLateMs: Math.max(...lateMs),
        mostAttempts: Math.max(...restored.map(({ attempts }) => attempts)),
        wrongTimes: wrong.times,
        wrongGaps: wrong.gaps,
        leakedChildren: leaked.children,
        leakedDescriptors: leaked.descriptors,
        // The guardian of all children stays as long as Node does.
        childrenAfterClose: children() - 1,
      },
    };
  });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

function children(): number {
  const ids = readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1');
  return ids.split(' ').filter((id) => id !== '').length;
}
