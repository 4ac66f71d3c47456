import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Rational, TargetError } from '@giftgrab/core';
import { recorder, repairRecording } from '@giftgrab/targets';
import { numberedFrame } from '../../../packages/targets/test/support/numbered-frames';
import { frameNumbers } from '../../../packages/targets/test/support/read-video';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { replaceFileMethods } from '../file-methods';
import { feed } from '../record';

// Half a second until it is brought to the disk, and what the encoder and the muxer hold back.
const MOST_CUT = 13 + 15;

/**
 * Keeps what a disk would have of a file if the power went: what was in it when the last completed `fdatasync` began. What the system
 * writes of its own accord is left out, so this is the worst that may happen.
 */
async function keepDurable(
  path: string,
): Promise<{ readonly bytes: () => Buffer; readonly stop: () => void }> {
  let durable = Buffer.alloc(0);
  const stop = await replaceFileMethods(({ datasync }) => ({
    async datasync() {
      const before = readFileSync(path);
      await datasync.call(this);
      durable = before;
    },
  }));
  return { bytes: () => durable, stop };
}

async function powerCut(run: FaultRun): Promise<void> {
  const unfinished = run.video('recording.recording');
  const disk = await keepDurable(unfinished);
  const target = recorder(run.video(), run.options);
  const cutAt = run.random.integer(30, 120);
  try {
    const startedMs = performance.now();
    for (let index = 0; index < cutAt; index += 1) {
      await target.append(numberedFrame(index, { rate: new Rational(25) }));
      await delay(Math.max(0, startedMs + (index + 1) * 40 - performance.now()));
    }
    mkdirSync(run.file('after'));
    writeFileSync(run.video('after/recording.recording'), disk.bytes());
  } finally {
    disk.stop();
    await target.close();
  }
  run.given = cutAt;
  const repaired = await repairRecording(run.video('after/recording.recording'), {
    ffmpeg: run.ffmpeg,
  });
  const numbers = await frameNumbers(repaired.path);
  run.mustBeAll(numbers, numbers.length);
  const lost = cutAt - numbers.length;
  run.must(lost <= MOST_CUT, `${lost} frames lost`);
  run.notes.push(`${lost} frames lost`);
}

async function diskFull(run: FaultRun): Promise<void> {
  if (process.getuid?.() !== 0) run.skip('it takes root to mount a small disk');
  const disk = run.file('disk');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
  if (mounted.status !== 0) run.skip('a small disk could not be mounted');
  try {
    await fillDisk(run, disk);
  } finally {
    spawnSync('umount', [disk]);
  }
}

async function fillDisk(run: FaultRun, disk: string): Promise<void> {
  const beside = recorder(run.video('beside'), run.options);
  const target = recorder(join(disk, `full.${run.extension}`), {
    ...run.options,
    timestamps: false,
  });
  // What is left is full after some dozen frames.
  const { bsize, bavail } = statfsSync(disk);
  writeFileSync(join(disk, 'other'), Buffer.alloc(bsize * bavail - 100_000));
  let error: unknown;
  let accepted = 0;
  for (; accepted < 3_000 && error === undefined; accepted += 1) {
    await feed(target, accepted, accepted + 1).catch((failure: unknown) => (error = failure));
    await feed(beside, accepted, accepted + 1);
  }
  await target.close().catch((failure: unknown) => (error ??= failure));
  run.must(error instanceof TargetError, `not a TargetError, but ${String(error)}`);
  await beside.close();
  const both = await frameNumbers(run.video('beside'));
  run.must(both.length === accepted, `the other recorder: ${both.length} of ${accepted} frames`);
  run.given = accepted;
  const left = readdirSync(disk).filter((name) => name.startsWith('full'));
  const [name] = left;
  if (name === undefined) {
    run.must(false, 'nothing is left of what was recorded');
    return;
  }
  const numbers = await frameNumbers(join(disk, name));
  run.recovered = numbers.length;
  run.must(
    numbers.every((number, i) => number === i),
    'what is left is not in order',
  );
  run.notes.push(
    `left: ${left.join(', ')}; it says: ${error instanceof Error ? error.message : ''}`,
  );
}

/** What disks do. */
export const DISK: readonly FaultCase[] = [
  {
    name: 'power-cut',
    done: 'at a random frame only that is left which an fdatasync had brought to the disk (simulated)',
    holds: `at most ${MOST_CUT} frames lost at 25 a second, the others in order after repairRecording`,
    per: 'codec',
    check: powerCut,
  },
  {
    name: 'enospc',
    done: 'the disk is full in the middle of a recording (a small tmpfs; as root)',
    holds: 'a typed error, what is there is kept in order, 0 lost of a recorder on another disk',
    per: 'codec',
    check: diskFull,
  },
];
