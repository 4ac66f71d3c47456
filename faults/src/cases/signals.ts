import { constants } from 'node:os';
import { readFileSync } from 'node:fs';
import { boxesIn } from '../../../packages/targets/src/recorder/frames-on-disk/mp4/box';
import { frameNumbers } from '../../../packages/targets/test/support/read-video';
import { RecordingProcess } from '../../../packages/targets/test/support/recording-process';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';

const SIGNALS = ['SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGTERM'] as const;

async function signalGroup(run: FaultRun, signal: (typeof SIGNALS)[number]): Promise<number> {
  const path = run.video(signal);
  const recording = new RecordingProcess(path, run.options, { closesOnSignals: true });
  await recording.accepts(run.random.integer(10, 60));
  process.kill(-(recording.child.pid ?? 0), signal);
  await recording.gone();
  const code = 128 + constants.signals[signal];
  const { exitCode } = recording.child;
  run.must(exitCode === code, `${signal}: exit code ${exitCode}. ${recording.said}`);
  const numbers = await frameNumbers(path);
  const { accepted } = recording;
  const isAll = numbers.length === accepted && numbers.every((number, i) => number === i);
  run.must(isAll, `${signal}: ${numbers.length} of ${accepted} frames`);
  if (run.extension === 'mp4') {
    const types = boxesIn(readFileSync(path)).map(({ type }) => type);
    run.must(types.join() === 'ftyp,moov,mdat', `${signal}: not a plain MP4, but ${types.join()}`);
  }
  run.given = (run.given ?? 0) + accepted;
  return numbers.length;
}

/** Signals to a whole group of processes, as a terminal sends them. */
export const SIGNAL_CASES: readonly FaultCase[] = [
  {
    name: 'group-signals',
    done: `${SIGNALS.join(', ')} to the process group of a program that then calls close()`,
    holds: '0 lost, exit code 128 + signal, an ordinary file',
    per: 'codec',
    check: async (run) => {
      const found = await Promise.all(SIGNALS.map((signal) => signalGroup(run, signal)));
      run.recovered = found.reduce((sum, count) => sum + count, 0);
    },
  },
];
