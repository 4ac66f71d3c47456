// npm run faults [-- NAME …] [--codec C] [--ffmpeg bundled|system] [--seed N] …: everything that may go wrong, done, and what is left then.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import {
  BUNDLED,
  FFMPEG_BUILDS,
  type FfmpegBuild,
} from '../../packages/targets/test/support/ffmpeg-builds';
import { CASES } from './cases';
import type { FaultCase } from './fault-case';
import { CODEC_NAMES, type CodecName, type FaultSetting } from './fault-run';
import { runCase } from './run-case';
import { printCase, printVerdict } from './table';
import { warmUp } from './warm-up';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    codec: { type: 'string' },
    ffmpeg: { type: 'string' },
    seed: { type: 'string', default: '1' },
    cycles: { type: 'string', default: '200' },
    frames: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '10' },
    inputs: { type: 'string', default: '500' },
  },
});

async function main(): Promise<void> {
  const codecs = chosen('codec', values.codec, CODEC_NAMES);
  const kinds = chosen('ffmpeg', values.ffmpeg, ['bundled', 'system']);
  const builds = FFMPEG_BUILDS.filter((build) =>
    kinds.includes(build === BUNDLED ? 'bundled' : 'system'),
  );
  if (builds.length === 0) throw new Error('There is no ffmpeg on PATH.');
  const names = CASES.map(({ name }) => name);
  const wanted = positionals.map((name) => chosen('case', name, names)[0]);
  const lengths = {
    cycles: positive('cycles'),
    frames: positive('frames'),
    seconds: positive('seconds'),
    inputs: positive('inputs'),
  };
  // Of damage, full disks and recordings that somebody left: that is what is done here.
  process.removeAllListeners('warning');
  await printMachine(builds);
  await warmUp();
  const counts = { ok: 0, FAILED: 0, skipped: 0 };
  for (const fault of CASES) {
    if (wanted.length > 0 && !wanted.includes(fault.name)) continue;
    printCase(fault);
    for (const { codec, build } of settingsOf(fault, codecs, builds)) {
      const setting: FaultSetting = { codec, build, lengths, seed: Number(values.seed) };
      const verdict = await runCase(fault, setting);
      printVerdict(fault, verdict);
      const isSkipped = verdict.skipped !== undefined;
      counts[isSkipped ? 'skipped' : verdict.wrong.length === 0 ? 'ok' : 'FAILED'] += 1;
    }
  }
  console.log(`\n${counts.ok} ok, ${counts.FAILED} failed, ${counts.skipped} skipped`);
  if (counts.FAILED > 0) process.exitCode = 1;
}

async function printMachine(builds: readonly FfmpegBuild[]): Promise<void> {
  const versions = await Promise.all(builds.map(async ({ path }) => locateFfmpeg(path)));
  const [cpu] = cpus();
  console.log(
    `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, Node ${process.version}, ${process.platform}, ` +
      `${versions.map(({ version }) => `ffmpeg ${version}`).join(', ')}, seed ${values.seed}`,
  );
}

function settingsOf(
  { per }: FaultCase,
  codecs: readonly CodecName[],
  builds: readonly FfmpegBuild[],
): readonly { readonly codec: CodecName; readonly build: FfmpegBuild }[] {
  const ofCase = per === 'codec' ? codecs : (['HEVC'] as const);
  const withBuilds = per === 'once' ? builds.slice(0, 1) : builds;
  return withBuilds.flatMap((build) => ofCase.map((codec) => ({ codec, build })));
}

function chosen<T extends string>(
  what: string,
  value: string | undefined,
  from: readonly T[],
): T[] {
  if (value === undefined) return [...from];
  const found = from.find((each) => each === value);
  if (found === undefined) throw new Error(`No ${what} ${value}; there are ${from.join(', ')}.`);
  return [found];
}

function positive(name: 'cycles' | 'frames' | 'seconds' | 'inputs'): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} is a whole number above 0, not ${values[name]}.`);
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
