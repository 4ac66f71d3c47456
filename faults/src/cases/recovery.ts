import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findUnfinished, repairRecording } from '@giftgrab/targets';
import { frameNumbers } from '../../../packages/targets/test/support/read-video';
import { RecordingProcess } from '../../../packages/targets/test/support/recording-process';
import { CODECS, EXTENSIONS } from '../../../packages/targets/test/support/written';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { CONTAINERS, numberedClip } from '../numbered-clip';
import { codeOf } from '../read-source';

const OF_EACH = 4;
// What HEVC and VP9 hold back, besides a fifth of a second that the muxer collects.
const MOST_LOST = 15;
// Of a few frames: what a copy of it takes, and the start of ffmpeg.
const SOON_MS = 2_000;

/** A folder of recordings whose program, encoder and guardian were killed at once; how many frames each had accepted. */
async function killedRecordings(
  run: FaultRun,
  folder: string,
): Promise<ReadonlyMap<string, number>> {
  const accepted = new Map<string, number>();
  // A few at a time, since each is a Node of its own.
  for (let i = 0; i < OF_EACH; i += 1) {
    await Promise.all(
      CODECS.map(async (settings) => {
        const name = `${settings.codec} ${i}.${EXTENSIONS[settings.codec]}`;
        const options = { ...settings, frameRate: 25, ffmpeg: run.ffmpeg };
        const recording = new RecordingProcess(join(folder, name), options);
        await recording.accepts(run.random.integer(20, 60));
        await recording.killAll();
        accepted.set(name, recording.accepted);
      }),
    );
  }
  return accepted;
}

/** Files that no recorder has made, some under names that it gives. */
async function foreignFiles(run: FaultRun, folder: string): Promise<readonly string[]> {
  const noise = Uint8Array.from({ length: 5000 }, () => run.random.integer(0, 255));
  const clip = readFileSync(await numberedClip(run, 'foreign.mp4', 25, CONTAINERS.mp4));
  const files: Readonly<Record<string, Uint8Array | string>> = {
    'notes.txt': 'of the operation',
    'holiday.mp4': clip,
    'empty.recording.mp4': '',
    'noise.recording.webm': noise,
    'noise.recording.mov': noise,
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return Object.keys(files);
}

/** What is in a folder, to the byte, and when it was written. */
function stateOf(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder).map((name) => {
      const path = join(folder, name);
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
      return [name, `${hash} ${statSync(path).mtimeMs}`];
    }),
  );
}

/** Repairs all that is unfinished; tells the errors by name. */
async function repairAll(
  run: FaultRun,
  folder: string,
): Promise<{ readonly repaired: number; readonly slowestMs: number; readonly codes: string[] }> {
  const codes: string[] = [];
  let repaired = 0;
  let slowestMs = 0;
  for (const { path } of await findUnfinished(folder)) {
    const startedMs = performance.now();
    await repairRecording(path, { ffmpeg: run.ffmpeg }).then(
      () => {
        repaired += 1;
        slowestMs = Math.max(slowestMs, performance.now() - startedMs);
      },
      (error: unknown) => codes.push(codeOf(error)),
    );
  }
  return { repaired, slowestMs, codes };
}

async function recover(run: FaultRun): Promise<void> {
  const folder = run.file('recordings');
  mkdirSync(folder);
  const accepted = await killedRecordings(run, folder);
  const foreign = await foreignFiles(run, folder);
  const before = stateOf(folder);
  const first = await repairAll(run, folder);
  run.must(first.repaired === accepted.size, `${first.repaired} of ${accepted.size} repaired`);
  run.must(first.slowestMs <= SOON_MS, `one took ${Math.round(first.slowestMs)} ms`);
  const isTyped = first.codes.every((code) => !code.includes(' '));
  run.must(isTyped, `foreign files: ${first.codes.join()}`);
  const after = stateOf(folder);
  for (const name of foreign) {
    run.must(after.get(name) === before.get(name), `${name} is not what it was`);
  }
  run.given = run.recovered = 0;
  for (const [name, count] of accepted) {
    const numbers = after.has(name) ? await frameNumbers(join(folder, name)) : [];
    const lost = Math.max(0, count - numbers.length);
    const isInOrder = numbers.every((number, i) => number === i);
    run.must(isInOrder && lost <= MOST_LOST, `${name}: ${lost} lost, in order: ${isInOrder}`);
    run.given += count;
    run.recovered += numbers.length;
  }
  const second = await repairAll(run, folder);
  run.must(second.repaired === 0, `the second time ${second.repaired} were repaired`);
  const isSame = [...stateOf(folder)].join() === [...after].join();
  run.must(isSame, 'the second time files were changed');
  run.notes.push(
    `${first.repaired} repaired, the slowest in ${Math.round(first.slowestMs)} ms; of ${foreign.length} foreign files ` +
      `${first.codes.length} looked like recordings (${first.codes.join(', ')})`,
  );
}

/** After the power is back. */
export const RECOVERY: readonly FaultCase[] = [
  {
    name: 'recover',
    done: `findUnfinished and repairRecording of a folder with ${OF_EACH * CODECS.length} recordings of all codecs, killed with all that belongs to them, and five other files`,
    holds: `all repaired, each within ${SOON_MS / 1000} s, at most ${MOST_LOST} frames of each lost; the others untouched; nothing changed the second time`,
    per: 'build',
    check: recover,
  },
];
