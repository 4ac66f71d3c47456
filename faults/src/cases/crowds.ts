import { readFileSync } from 'node:fs';
import { Rational } from '@giftgrab/core';
import { testPattern } from '@giftgrab/sources';
import { recorder, type Recorder } from '@giftgrab/targets';
import { numberedFrames } from '../../../packages/targets/test/support/numbered-frames';
import { PlayedFrames } from '../../../packages/targets/test/support/played-frames';
import { frameNumbers } from '../../../packages/targets/test/support/read-video';
import { CODECS, EXTENSIONS } from '../../../packages/targets/test/support/written';
import type { FaultCase } from '../fault-case';
import { CODEC_NAMES, type FaultRun } from '../fault-run';
import { codeOf } from '../read-source';
import { standIn } from '../stand-in';

const CROWD = 8;
const OF_EACH = 4;
const FRAMES = 150;

interface Counted {
  readonly written: number;
  readonly dropped: number;
}

/** Records so many frames of a live source, and counts what becomes of each. */
async function recordLive(run: FaultRun, path: string, frames: number): Promise<Counted> {
  const source = testPattern({ colour: 'I420', frameRate: 30, frames });
  const target = recorder(path, { ...run.options, frameRate: 30 });
  const { branchStats } = source.attach(target, { frames: 60, policy: 'dropOldest' });
  const { frames: written, dropped } = await target.finished;
  const { dropped: neverMade } = await source.finished;
  await source.close();
  return { written, dropped: dropped + (branchStats?.framesDropped ?? 0) + neverMade };
}

async function crowd(run: FaultRun): Promise<void> {
  const { seconds } = run.setting.lengths;
  const frames = seconds * 30;
  const startedMs = performance.now();
  const counts = await Promise.all(
    Array.from({ length: CROWD }, (_, i) => recordLive(run, run.video(`crowd ${i}`), frames)),
  );
  const tookSeconds = (performance.now() - startedMs) / 1000;
  run.given = frames * CROWD;
  run.recovered = counts.reduce((sum, { written }) => sum + written, 0);
  const dropped = counts.reduce((sum, count) => sum + count.dropped, 0);
  for (const [i, count] of counts.entries()) {
    const all = count.written + count.dropped;
    run.must(all === frames, `no. ${i}: ${count.written} + ${count.dropped} of ${frames} frames`);
  }
  if (run.setting.codec === 'Xvid') run.must(dropped === 0, `${dropped} frames dropped`);
  run.notes.push(
    `${dropped} dropped and counted; ${tookSeconds.toFixed(1)} s for ${seconds} s of video`,
  );
}

/** One source, twelve recorders, and one of them loses its encoder for good. */
async function oneDies(run: FaultRun): Promise<void> {
  const pid = run.file('pid');
  // The first works, until it is killed; those that are to take its place die at once.
  const script = `[ -e '${pid}' ] && exit 7; echo $$ > '${pid}'; exec "$FFMPEG" "$@"`;
  const dying = standIn(run, 'dying', script);
  const source = new PlayedFrames(numberedFrames(FRAMES, { rate: new Rational(25) }));
  const targets = CODEC_NAMES.flatMap((name) =>
    Array.from({ length: OF_EACH }, (_, i) => {
      const settings = CODECS.find(({ codec }) => codec === name) ?? CODECS[0];
      const path = run.file(`${name} ${i}.${EXTENSIONS[name]}`);
      const isVictim = name === 'VP9' && i === 0;
      const ffmpeg = isVictim ? dying : run.ffmpeg;
      const target = recorder(path, { ...settings, frameRate: 25, ffmpeg });
      return { path, isVictim, target, end: endOf(target) };
    }),
  );
  for (const { target } of targets) source.attach(target);
  const killAt = run.random.integer(20, 100);
  source.subscribe(({ index }) => {
    if (index === killAt) process.kill(Number(readFileSync(pid, 'utf8')), 'SIGKILL');
  });
  run.given = run.recovered = 0;
  for (const { path, isVictim, end } of targets) {
    if (isVictim) run.must((await end) === 'TARGET', `the one that died: ${await end}`);
    else await mustHaveAll(run, path, await end);
  }
}

async function endOf(target: Recorder): Promise<string> {
  return target.finished.then(() => 'no error', codeOf);
}

async function mustHaveAll(run: FaultRun, path: string, end: string): Promise<void> {
  const numbers = end === 'no error' ? await frameNumbers(path) : [];
  run.given = (run.given ?? 0) + FRAMES;
  run.recovered = (run.recovered ?? 0) + numbers.length;
  const isAll = numbers.length === FRAMES && numbers.every((number, i) => number === i);
  run.must(isAll, `${path}: ${numbers.length} of ${FRAMES} frames, ${end}`);
}

/** Many at once. */
export const CROWDS: readonly FaultCase[] = [
  {
    name: 'crowd',
    done: `${CROWD} recorders of 640x480 at 30 frames a second at once (--seconds)`,
    holds: 'written + counted as dropped = given, to the frame; Xvid: 0 dropped in real time',
    per: 'codec',
    check: crowd,
  },
  {
    name: 'crowd-one-dies',
    done: `one source of ${FRAMES} frames to ${OF_EACH} recorders of each codec; one loses its encoder for good`,
    holds: '0 lost of the eleven others, an error of the one',
    per: 'build',
    check: oneDies,
  },
];
