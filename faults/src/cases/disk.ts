import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { GiftGrabError, Rational } from '@giftgrab/core';
import { recorder, repairRecording } from '@giftgrab/targets';
import { numberedFrame } from '../../../packages/targets/test/support/numbered-frames';
import { frameNumbers } from '../../../packages/targets/test/support/read-video';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { replaceFileMethods } from '../../../packages/targets/test/support/file-methods';
import { feed } from '../record';
import { fillDisk, withSmallDisk } from '../small-disk';

// What the encoder and the muxer hold back.
const MOST_LOST = 15;
// A second.
const MOST_CUT = 25;

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
  run.given = run.recovered = 0;
  for (const record of [withoutFallback, withFallback]) {
    await withSmallDisk(run, record.name, 1, async (disk) => {
      // What is left is full after some hundred frames.
      fillDisk(disk, 50_000);
      await record(run, disk);
    });
  }
}

/** Nothing but the video takes room, and none is kept free. */
const BARE = { timestamps: false, report: false, disk: { minFreeBytes: 0 } } as const;

async function withoutFallback(run: FaultRun, disk: string): Promise<void> {
  const beside = recorder(run.video('beside'), run.options);
  const target = recorder(join(disk, `full.${run.extension}`), { ...run.options, ...BARE });
  let error: unknown;
  let accepted = 0;
  for (let index = 0; index < 10_000 && error === undefined; index += 1) {
    await feed(beside, index, index + 1);
    await feed(target, index, index + 1).then(
      () => (accepted += 1),
      (failure: unknown) => (error = failure),
    );
    // Not so fast that there is more in the pipe than the encoder keeps back.
    await delay(4);
  }
  await target.close().catch((failure: unknown) => (error ??= failure));
  await beside.close();
  const code = error instanceof GiftGrabError ? error.code : String(error);
  run.must(code === 'DISK_FULL', `it fails with ${code}`);
  const others = await frameNumbers(run.video('beside'));
  run.must(others.length === accepted + 1, `the other: ${others.length} of ${accepted + 1} frames`);
  const [left = ''] = readdirSync(disk).filter((name) => name.startsWith('full'));
  const numbers = left === '' ? [] : await frameNumbers(join(disk, left));
  const lost = accepted - numbers.length;
  const isInOrder = numbers.every((number, i) => number === i);
  run.must(isInOrder && lost <= MOST_LOST, `${lost} frames lost, in order: ${isInOrder}`);
  run.notes.push(`without a fallback: ${lost} of ${accepted} lost`);
}

async function withFallback(run: FaultRun, disk: string): Promise<void> {
  const target = recorder(join(disk, `full.${run.extension}`), {
    ...run.options,
    ...BARE,
    fallbackPath: run.video('fallback'),
  });
  const heard: string[] = [];
  target.events.subscribe(({ type }) => heard.push(type));
  const hasMoved = (): boolean => heard.includes('movedToFallback');
  let given = 0;
  // Some more, to see that it goes on.
  for (let more = 0; given < 10_000 && more < 50; given += 1) {
    await feed(target, given, given + 1);
    if (hasMoved()) more += 1;
  }
  const { parts } = await target.close();
  run.must(hasMoved(), 'it did not go on elsewhere');
  run.given = given;
  const numbers = await Promise.all(parts.map(({ path }) => frameNumbers(path)));
  run.mustBeAll(numbers.flat(), given);
  const ranges = numbers.map((each) => `${each[0]} to ${each.at(-1)} (${each.length})`);
  run.notes.push(`with a fallback: ${ranges.join(', then ')}`);
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
    holds: `0 lost with a fallbackPath; without, DISK_FULL and at most ${MOST_LOST} lost; 0 lost on another disk`,
    per: 'codec',
    check: diskFull,
  },
];
