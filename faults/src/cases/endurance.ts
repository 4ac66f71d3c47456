import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { recorder } from '@giftgrab/targets';
import { runFfmpeg } from '../../../packages/ffmpeg/test/support/ffmpeg-builds';
import { killEncoder } from '../../../packages/targets/test/support/kill-encoder';
import { holdings } from '../../../packages/targets/test/support/leftovers';
import { output } from '../../../packages/targets/test/support/read-video';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { feed } from '../record';

const FRAMES_A_CYCLE = 6;
// What fills caches and pools.
const SOAKED = 1000;
// So that there is one decoder when it is looked, not the next one too.
const CLIP_SECONDS = 41;
// The room for what is new grows in V8's first minutes, by 10 MB: here it is large from the start, so that what is seen is ours.
const NODE_OPTIONS = ['--expose-gc', '--min-semi-space-size=16', '--max-semi-space-size=16'];
// Per cent.
const MOST_GROWTH = 5;

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

/** What a process has at a moment. */
interface Footprint extends NodeJS.MemoryUsage {
  readonly descriptors: number;
  readonly children: number;
}

/** What `programs/soak.mjs` prints. */
interface SoakReport {
  readonly written: number;
  readonly dropped: number;
  readonly looks: readonly Footprint[];
}

async function soak(run: FaultRun): Promise<void> {
  const { frames } = run.setting.lengths;
  const clip = run.file('clip.avi');
  await runFfmpeg(run.ffmpeg, [
    ...['-f', 'lavfi', '-i', `testsrc2=s=160x120:r=25:d=${CLIP_SECONDS}`, '-pix_fmt', 'yuv420p'],
    ...['-c:v', 'mpeg4', '-q:v', '5', clip],
  ]);
  const { options } = run;
  const settings = { clip, path: run.video(), frames, lookAt: SOAKED, options };
  const program = join(__dirname, '..', 'programs', 'soak.mjs');
  const args = [...NODE_OPTIONS, program, JSON.stringify(settings)];
  const printed = await output(process.execPath, args);
  const { written, dropped, looks } = JSON.parse(printed.toString()) as SoakReport;
  run.given = frames;
  run.recovered = written;
  run.must(written === frames && dropped === 0, `${written} written, ${dropped} dropped`);
  mustStaySame(run, looks);
}

function mustStaySame(run: FaultRun, looks: readonly Footprint[]): void {
  const [first, last] = looks;
  if (first === undefined || last === undefined) {
    run.notes.push(`fewer than ${SOAKED} frames say nothing of memory`);
    return;
  }
  const percent = (100 * (last.rss - first.rss)) / first.rss;
  run.must(percent < MOST_GROWTH, `${percent.toFixed(1)} % more memory`);
  for (const what of ['descriptors', 'children'] as const) {
    run.must(last[what] === first[what], `${first[what]} ${what}, then ${last[what]}`);
  }
  const inMb = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  const parts = (['heapTotal', 'heapUsed', 'external', 'arrayBuffers'] as const).map(
    (part) => `${part} ${inMb(first[part])} to ${inMb(last[part])}`,
  );
  run.notes.push(
    `${inMb(first.rss)} MB after ${SOAKED} frames, ${inMb(last.rss)} MB in the end: ${percent.toFixed(1)} %; ` +
      `descriptors ${first.descriptors}, ${last.descriptors}; children ${first.children}, ${last.children}`,
    parts.join(', '),
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
    done: 'decode, filter and record 160x120 for very long (--frames), in a Node of its own',
    holds: `0 lost; after the first ${SOAKED} frames less than ${MOST_GROWTH} % more memory, and as many descriptors and children`,
    per: 'once',
    check: soak,
  },
];
