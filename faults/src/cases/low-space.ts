import { setTimeout as delay } from 'node:timers/promises';
import { Rational } from '@giftgrab/core';
import { recorder, type DiskLow } from '@giftgrab/targets';
import { numberedFrame } from '../../../packages/targets/test/support/numbered-frames';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { codeOf } from '../read-source';
import { fillDisk, withSmallDisk } from '../small-disk';

const WARN_SECONDS = 10;
// How long it records before the disk gets small, and how much sooner than the warning.
const BEFORE_SECONDS = 8;
const SOONER_SECONDS = 3;
const MOST_SECONDS = 60;
const MIN_FREE_BYTES = 1 << 20;
const NEAR = 0.2;

/** Records noise at 25 frames a second, so that every second takes as much room, until the disk is full. */
async function lowSpace(run: FaultRun, folder: string): Promise<void> {
  const target = recorder(`${folder}/recording.${run.extension}`, {
    ...run.options,
    ...{ timestamps: false, report: false },
    disk: { minFreeBytes: MIN_FREE_BYTES, warnSeconds: WARN_SECONDS },
  });
  const warnings: { readonly event: DiskLow; readonly atMs: number }[] = [];
  target.events.subscribe((event) => {
    if (event.type === 'diskLow') warnings.push({ event, atMs: performance.now() });
  });
  const startedMs = performance.now();
  let error: unknown;
  let isFilled = false;
  for (let index = 0; error === undefined && index < MOST_SECONDS * 25; index += 1) {
    const picture = numberedFrame(index, { rate: new Rational(25) });
    const chroma = picture.data().subarray(picture.cols * picture.rows);
    for (let i = 0; i < chroma.length; i += 1) chroma[i] = run.random.integer(64, 191);
    await target.append(picture).catch((failure: unknown) => (error = failure));
    const seconds = (performance.now() - startedMs) / 1000;
    if (!isFilled && seconds >= BEFORE_SECONDS) {
      isFilled = true;
      const left = (target.recorded.bytes / seconds) * (WARN_SECONDS + SOONER_SECONDS);
      fillDisk(folder, MIN_FREE_BYTES + left);
    }
    await delay(Math.max(0, startedMs + (index + 1) * 40 - performance.now()));
  }
  const fullMs = performance.now();
  await target.close().catch((failure: unknown) => (error ??= failure));
  run.must(codeOf(error) === 'DISK_FULL', `the disk is full: ${codeOf(error)}`);
  run.must(warnings.length === 1, `${warnings.length} warnings`);
  for (const { event, atMs } of warnings) {
    const trueSeconds = (fullMs - atMs) / 1000;
    const told = `${event.seconds.toFixed(1)} s were told, and it was full after ${trueSeconds.toFixed(1)} s`;
    run.must(Math.abs(event.seconds - trueSeconds) <= NEAR * trueSeconds, told);
    run.notes.push(told);
  }
}

/** A disk that gets full. */
export const LOW_SPACE: readonly FaultCase[] = [
  {
    name: 'low-space-warning',
    done: `a disk that will be full in ${WARN_SECONDS} s (a small tmpfs; as root)`,
    holds: `one warning, right to ${NEAR * 100} %; then DISK_FULL`,
    per: 'codec',
    check: (run) => withSmallDisk(run, 'small', 64, (folder) => lowSpace(run, folder)),
  },
];
