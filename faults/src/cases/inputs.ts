import { rmSync } from 'node:fs';
import { extname } from 'node:path';
import { warningsOf } from '../../../packages/core/test/support/quiet';
import { Random } from '../../../packages/core/test/support/random';
import { ClipFolder } from '../../../packages/ffmpeg/test/support/clips';
import { fuzz, fuzzClips } from '../../../packages/sources/test/support/fuzz';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';

async function fuzzQuietly(run: FaultRun): Promise<void> {
  const warnings = await warningsOf(() => fuzzInputs(run));
  run.notes.push(`${warnings.length} warnings of damage`);
}

async function fuzzInputs(run: FaultRun): Promise<void> {
  const clips = new ClipFolder();
  const originals = fuzzClips(clips);
  const outcomes = new Map<string, number>();
  let frames = 0;
  const { inputs } = run.setting.lengths;
  for (let i = 0; i < inputs; i += 1) {
    const random = new Random(`${run.setting.seed}/${i}`);
    const clip = random.pick(originals);
    const path = clips.file(`damaged${extname(clip)}`);
    try {
      const outcome = await fuzz(clip, path, random, run.ffmpeg);
      frames += outcome.frames;
      const code = outcome.code ?? 'frames to the end';
      outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
    } catch (error) {
      run.must(false, `file ${i} of ${extname(clip)}: ${String(error)}`);
    }
    rmSync(path);
  }
  clips.remove();
  const counts = [...outcomes].sort(([, a], [, b]) => b - a).map(([code, n]) => `${code} ${n}`);
  run.notes.push(`${inputs} files, ${frames} frames; ${counts.join(', ')}`);
}

/** What comes in. */
export const INPUTS: readonly FaultCase[] = [
  {
    name: 'fuzz',
    done: 'MP4, WebM, AVI, TS and NUT with bits flipped, cut, doubled or made up (--inputs)',
    holds: 'frames of the announced size or a typed error, no hang, nothing left',
    per: 'build',
    check: fuzzQuietly,
  },
];
