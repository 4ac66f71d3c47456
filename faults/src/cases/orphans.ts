import { setTimeout as delay } from 'node:timers/promises';
import { childrenOf, isAlive, until } from '../../../packages/ffmpeg/test/support/traces';
import {
  RecordingProcess,
  type RecordingProgramSettings,
} from '../../../packages/targets/test/support/recording-process';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { standIn, STUBBORN } from '../stand-in';

const SOON_MS = 5_000;

interface Kind {
  readonly what: string;
  readonly options?: object;
  readonly settings?: RecordingProgramSettings;
  /** Whether its encoder is stopped before, as by a debugger. */
  readonly isStopped?: boolean;
}

async function leavesNone(run: FaultRun, kind: Kind): Promise<void> {
  const { what, options = {}, settings = {}, isStopped = false } = kind;
  const recording = new RecordingProcess(run.video(what), { ...run.options, ...options }, settings);
  await recording.accepts(25);
  // What idles has nothing on its way any more.
  await delay(200);
  const { children } = recording;
  const all = [...children, ...children.flatMap(({ pid }) => childrenOf(pid))];
  if (isStopped) {
    for (const { pid, name } of all) if (name === 'ffmpeg') process.kill(pid, 'SIGSTOP');
  }
  await recording.kill();
  const isGone = await until(() => !all.some(({ pid }) => isAlive(pid)), SOON_MS);
  const left = all.filter(({ pid }) => isAlive(pid));
  run.must(isGone, `${what}: ${left.map(({ name }) => name).join(', ')} left`);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
}

/** What outlives Node. */
export const ORPHANS: readonly FaultCase[] = [
  {
    name: 'orphans',
    done: 'Node is killed while it records, waits for frames, changes files, has an encoder that hangs or is stopped',
    holds: `no process left after ${SOON_MS / 1000} s`,
    per: 'once',
    check: async (run) => {
      const kinds: readonly Kind[] = [
        { what: 'recording' },
        { what: 'idle', settings: { frames: 25, staysIdle: true } },
        { what: 'several files', options: { rotate: { frames: 4 } } },
        { what: 'hung', options: { ffmpeg: standIn(run, 'stubborn', STUBBORN) } },
        { what: 'stopped', isStopped: true },
      ];
      await Promise.all(kinds.map((kind) => leavesNone(run, kind)));
    },
  },
];
