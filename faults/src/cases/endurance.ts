import { readdirSync } from 'node:fs';
import { filter } from '@giftgrab/core';
import { openFile } from '@giftgrab/sources';
import { recorder } from '@giftgrab/targets';
import { take } from 'rxjs';
import { runFfmpeg } from '../../../packages/ffmpeg/test/support/ffmpeg-builds';
import { killEncoder } from '../../../packages/targets/test/support/kill-encoder';
import { holdings } from '../../../packages/targets/test/support/leftovers';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { feed } from '../record';

const FRAMES_A_CYCLE = 6;

const residentMb = (): number => process.memoryUsage.rss() / 2 ** 20;

async function churn(run: FaultRun): Promise<void> {
  const { cycles } = run.setting.lengths;
  const warm = Math.ceil(cycles / 5);
  let before = 0;
  let descriptors = 0;
  run.given = run.recovered = 0;
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    if (cycle === warm) [before, descriptors] = [residentMb(), holdings().descriptors];
    const path = run.video('churn');
    const target = recorder(path, { ...run.options, overwrite: true });
    const killAt = run.random.fraction() < 0.1 ? run.random.integer(1, FRAMES_A_CYCLE - 1) : 0;
    await feed(target, 0, killAt);
    if (killAt > 0) killEncoder();
    await feed(target, killAt, FRAMES_A_CYCLE);
    const { parts } = await target.close();
    run.given += FRAMES_A_CYCLE;
    run.recovered += parts[0]?.frames ?? 0;
  }
  const { children, descriptors: after } = holdings();
  const growth = residentMb() - before;
  const files = readdirSync(run.folder);
  run.must(run.recovered === run.given, `${run.recovered} of ${run.given} frames`);
  run.must(children.length === 0, `children left: ${children.join(', ')}`);
  run.must(after <= descriptors, `${after - descriptors} descriptors more`);
  run.must(growth <= 16, `${growth.toFixed(1)} MB more memory`);
  run.must(files.length === 3, `files: ${files.join(', ')}`);
  run.notes.push(`${cycles} cycles, ${growth.toFixed(1)} MB more memory since the ${warm}th`);
}

async function soak(run: FaultRun): Promise<void> {
  const { frames } = run.setting.lengths;
  const clip = run.file('clip.avi');
  await runFfmpeg(run.ffmpeg, [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=160x120:r=25:d=40', '-pix_fmt', 'yuv420p'],
    ...['-c:v', 'mpeg4', '-q:v', '5', clip],
  ]);
  const source = await openFile(clip, { ffmpeg: run.ffmpeg, onEnd: 'loop' });
  const target = recorder(run.video(), run.options);
  const memory: number[] = [];
  let seen = 0;
  const darker = filter((frame) => {
    const data = frame.data();
    for (let i = 0; i < data.length; i += 1) data[i] = (data[i] ?? 0) >> 1;
    seen += 1;
    if (seen % Math.ceil(frames / 20) === 0) memory.push(residentMb());
    return frame;
  });
  source.pipe(take(frames), darker).subscribe(target);
  const { frames: written, dropped } = await target.finished;
  await source.close();
  run.given = frames;
  run.recovered = written;
  run.must(written === frames && dropped === 0, `${written} written, ${dropped} dropped`);
  // The first tenth fills caches.
  const [first = 0, last = 0] = [memory[2], memory.at(-1)];
  const slope = ((last - first) / (frames * 0.85)) * 100_000;
  // What the garbage collector has not looked at yet is some megabytes, however few frames.
  run.must(last - first <= 8 + (5 * frames) / 100_000, `${(last - first).toFixed(1)} MB more`);
  run.notes.push(
    `${last.toFixed(0)} MB in the end, ${slope.toFixed(1)} MB more for 100,000 frames`,
  );
}

/** Often and long. */
export const ENDURANCE: readonly FaultCase[] = [
  {
    name: 'churn',
    done: 'one recording after the other (--cycles), one in ten with its encoder killed',
    holds: '0 lost, no process, descriptor or file left, at most 16 MB more memory',
    per: 'once',
    check: churn,
  },
  {
    name: 'soak',
    done: 'decode, filter and record 160x120 for very long (--frames)',
    holds: '0 lost, and at most 5 MB more memory for 100,000 frames, 8 MB aside',
    per: 'once',
    check: soak,
  },
];
