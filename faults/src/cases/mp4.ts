import { copyFileSync, readFileSync } from 'node:fs';
import { repairRecording } from '@giftgrab/targets';
import { runFfmpeg } from '../../../packages/ffmpeg/test/support/ffmpeg-builds';
import { boxesIn } from '../../../packages/targets/src/recorder/frames-on-disk/mp4/box';
import { finishMp4 } from '../../../packages/targets/src/recorder/frames-on-disk/mp4/finish-mp4';
import { tableRoom } from '../../../packages/targets/src/recorder/frames-on-disk/mp4/table-room';
import { frameNumbers } from '../../../packages/targets/test/support/read-video';
import { RecordingProcess } from '../../../packages/targets/test/support/recording-process';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { replaceFileMethods } from '../../../packages/targets/test/support/file-methods';

const HOURS_2 = 2 * 3600 * 25;

// Bytes at the front of a file, which are less than a sector.
const MOST_ATOMIC = 16;

/** Takes the place of a crash. */
class Crash extends Error {}

/** Lets the finish crash: before its so-manieth change of the file, or when some of it is written. Counts the changes up to there. */
async function finishWithCrash(path: string, at: number, part: number): Promise<number> {
  let changes = 0;
  const crashesNow = (): boolean => {
    changes += 1;
    return changes === at;
  };
  const restore = await replaceFileMethods(({ write, truncate, sync }) => ({
    async write(bytes, offset, length, position) {
      if (!crashesNow()) return write.call(this, bytes, offset, length, position);
      const isAtomic = length <= MOST_ATOMIC;
      const done = isAtomic ? length * Math.round(part) : Math.floor(length * part);
      if (done > 0) await write.call(this, bytes, offset, done, position);
      throw new Crash();
    },
    async truncate(length) {
      if (crashesNow()) throw new Crash();
      await truncate.call(this, length);
    },
    async sync() {
      if (crashesNow()) throw new Crash();
      await sync.call(this);
    },
  }));
  try {
    await finishMp4(path);
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  } finally {
    restore();
  }
  return changes;
}

/** Each way to finish: a short copy, in the room in front, and behind the frames. */
async function finishCrash(run: FaultRun): Promise<void> {
  run.given = run.recovered = 0;
  await crashEverywhere(run, 'short', {}, ['ftyp', 'moov', 'mdat']);
  // A file that is cut after so few frames has little room, and so is a long one.
  await crashEverywhere(run, 'long-001', { rotate: { frames: 300 } }, ['ftyp', 'moov', 'mdat']);
  await crashEverywhere(run, 'behind', { faststart: false }, ['ftyp', 'mdat', 'moov']);
}

async function crashEverywhere(
  run: FaultRun,
  what: string,
  options: object,
  expected: readonly string[],
): Promise<void> {
  const recording = new RecordingProcess(run.video(what.replace('-001', '')), {
    ...run.options,
    ...options,
  });
  await recording.accepts(run.random.integer(40, 80));
  await recording.killAll();
  const unfinished = run.video(`${what}.recording`);
  const path = run.video('crashed');
  const numbers = await frameNumbers(unfinished);
  run.given = (run.given ?? 0) + numbers.length;
  copyFileSync(unfinished, path);
  const changes = await finishWithCrash(path, Infinity, 0);
  let points = 0;
  for (let at = 1; at <= changes; at += 1) {
    // A write may be broken off anywhere; the few bytes at the front are less than a sector, and are written or not.
    for (const part of [0, 0.001, 0.1, 0.5, 0.9, 0.999, 1]) {
      copyFileSync(unfinished, path);
      await finishWithCrash(path, at, part);
      points += 1;
      const after = await frameNumbers(path);
      run.must(
        after.join() === numbers.join(),
        `${what}, change ${at}, part ${part}: ${after.length} frames`,
      );
      const again = await finishMp4(path);
      run.must(
        again === numbers.length,
        `${what}, change ${at}, part ${part}: finished with ${again} frames`,
      );
    }
  }
  const types = boxesIn(readFileSync(path)).map(({ type }) => type);
  run.must(types.join() === expected.join(), `${what}: ${types.join()}, not ${expected.join()}`);
  run.recovered = (run.recovered ?? 0) + (await frameNumbers(path)).length;
  run.notes.push(`${what}: ${points} crashes in ${changes} changes of the file`);
}

async function finishTwoHours(run: FaultRun): Promise<void> {
  const path = run.file('long.mp4');
  await runFfmpeg(run.ffmpeg, [
    ...['-f', 'lavfi', '-i', `testsrc=s=32x32:r=25:d=${HOURS_2 / 25},noise=alls=100:allf=t`],
    ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-g', '50'],
    ...['-movflags', 'empty_moov+default_base_moof', '-frag_duration', '200000'],
    ...['-moov_size', String(tableRoom(HOURS_2)), path],
  ]);
  run.given = HOURS_2;
  const startedMs = performance.now();
  const { frames } = await repairRecording(path, { ffmpeg: run.ffmpeg });
  const seconds = (performance.now() - startedMs) / 1000;
  run.recovered = frames;
  run.must(frames === HOURS_2, `${frames} frames`);
  run.must(seconds < 2, `it took ${seconds.toFixed(2)} s`);
  const bytes = readFileSync(path);
  const types = boxesIn(bytes).map(({ type }) => type);
  run.must(types.join() === 'ftyp,moov,mdat', `not a plain MP4, but ${types.join()}`);
  run.notes.push(`finished in ${seconds.toFixed(2)} s (${(bytes.length / 1e6).toFixed(0)} MB)`);
}

/** What makes an ordinary MP4 of a recording. */
export const MP4: readonly FaultCase[] = [
  {
    name: 'finish-crash',
    done: 'a crash at every change that the finish makes to an MP4 file, and within each',
    holds: 'all frames there each time, and the next attempt finishes',
    per: 'build',
    check: finishCrash,
  },
  {
    name: 'finish-2h',
    done: 'an unfinished MP4 of two hours is repaired',
    holds: 'its table is in front in less than 2 s, 0 lost',
    per: 'build',
    check: finishTwoHours,
  },
];
