import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  type ColourSpace,
  Rational,
  UnsupportedFormatError,
  type PluginRegistry,
} from '@giftgrab/core';
import { locateFfmpeg, type FfmpegBinary } from '@giftgrab/ffmpeg';
import { openFile } from '@giftgrab/sources';
import { Codec } from '@giftgrab/targets';
import { loadNamedPlugins } from '../../plugins/load-plugins';
import { oneLine } from '../event-text';
import { colourFor, colourOption } from '../filter-colour';
import { collect, number } from '../flag-values';
import { jsonLine } from '../json-line';
import { loadAllFilters, loadFilters } from '../load-filters';
import { pluginOption, type PluginFlags } from '../plugin-flag';
import { onStopSignal } from '../stop-signals';
import { makeClip, type ClipSize } from './bench-clip';
import {
  measureAll,
  measureFilters,
  measureReading,
  measureWriting,
  type BenchPlan,
  type Speed,
} from './bench-steps';

/** What `giftgrab bench` may be told. */
interface BenchFlags extends PluginFlags {
  readonly size?: ClipSize;
  readonly seconds: number;
  readonly codec?: Codec;
  readonly colour?: ColourSpace;
  readonly filter: readonly string[];
  readonly preset?: string;
  readonly ffmpeg?: string;
  readonly json?: boolean;
}

interface BenchMachine {
  readonly cores: number;
  readonly node: string;
  readonly ffmpeg: FfmpegBinary;
}

interface BenchVideo extends ClipSize {
  readonly frameRate: Rational;
  readonly codec: string;
}

/** One line of the result. */
interface BenchStep {
  readonly step: 'read' | 'filter' | 'write' | 'all';
  readonly what: string;
  readonly framesPerSecond?: number;
  /** As a multiple of the video's own rate. */
  readonly timesRealTime?: number;
  /** Why there is no figure. */
  readonly problem?: string;
}

const INTERRUPTED = 130;
const DEFAULT_SIZE: ClipSize = { cols: 1920, rows: 1080 };
const DEFAULT_RATE = new Rational(30, 1);

/**
 * Adds `giftgrab bench` to the program.
 *
 * @param program - The program.
 * @param setCode - Hears the exit code.
 */
export function addBenchCommand(program: Command, setCode: (code: number) => void): void {
  program
    .command('bench [file]')
    .description(
      'Measure how many frames a second this machine reads, filters and encodes: each alone, then all of it together. ' +
        'Without a file, of a test video.',
    )
    .option('--size <width>x<height>', 'size of the test video; by default 1920x1080', size)
    .option(
      '--filter <filter|file>',
      'filter, as for transcode; may be given several times',
      collect,
      [],
    )
    .addOption(
      new Option(
        '--codec <name>',
        'only this codec; by default each, and H264 together with the rest',
      ).choices(Object.values(Codec)),
    )
    .addOption(colourOption())
    .addOption(pluginOption())
    .option('--preset <name>', 'effort for small files, ultrafast to placebo')
    .option('--seconds <number>', 'how long to measure each', seconds, 2)
    .option('--ffmpeg <path>', 'the ffmpeg to use')
    .option('--json', 'for programs to read')
    .addHelpText('after', BENCH_HELP)
    .action(async (file: string | undefined, flags: BenchFlags) => {
      setCode(await benchCommand(file, flags));
    });
}

const BENCH_HELP = `
More than 1 x real time keeps up with a camera of that rate, with nothing left for the rest of the machine; 1.5 is a good margin.

Examples:
  giftgrab bench
  giftgrab bench --size 1280x720 --codec HEVC --preset ultrafast
  giftgrab bench in.mp4 --filter 'gaussian(sigma=2)' --codec VP9`;

/**
 * `giftgrab bench [FILE]`: what this machine can do.
 *
 * @returns The exit code: 0, or 130 when it was interrupted.
 */
async function benchCommand(file: string | undefined, flags: BenchFlags): Promise<number> {
  // Mistakes are told before anything is measured.
  const plugins = await loadNamedPlugins(flags.plugin);
  await loadAllFilters(flags.filter, plugins);
  const binary = await locateFfmpeg(flags.ffmpeg);
  const stopping = new AbortController();
  const forget = onStopSignal(() => stopping.abort());
  const folder = await mkdtemp(join(tmpdir(), 'giftgrab-bench-'));
  try {
    const clip = file ?? (await makeClip(folder, flags.size ?? DEFAULT_SIZE, flags.ffmpeg));
    const video = await describeVideo(clip, flags.ffmpeg);
    const machine = { cores: availableParallelism(), node: process.version, ffmpeg: binary };
    if (flags.json !== true) console.log(headText(file, video, machine));
    const plan: BenchPlan = {
      ...{ file: clip, folder, frameRate: video.frameRate, signal: stopping.signal },
      seconds: flags.seconds,
      colour: flags.colour ?? colourFor(flags.filter),
      ...(flags.preset !== undefined && { preset: flags.preset }),
      ...(flags.ffmpeg !== undefined && { ffmpeg: flags.ffmpeg }),
    };
    const steps: BenchStep[] = [];
    for await (const step of benchSteps(plan, flags, plugins)) {
      steps.push(step);
      if (flags.json !== true) console.log(stepText(step));
    }
    if (flags.json === true) console.log(jsonLine({ machine, video, steps }, 2));
    return 0;
  } catch (error) {
    if (stopping.signal.aborted) return INTERRUPTED;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
    forget();
  }
}

async function* benchSteps(
  plan: BenchPlan,
  flags: BenchFlags,
  plugins: PluginRegistry,
): AsyncGenerator<BenchStep> {
  const { colour } = plan;
  yield stepOf('read', colour, await measureReading(plan), plan);
  for (const wish of flags.filter) {
    yield stepOf(
      'filter',
      wish,
      await measureFilters(plan, await loadFilters(wish, plugins)),
      plan,
    );
  }
  for (const codec of flags.codec === undefined ? Object.values(Codec) : [flags.codec]) {
    yield await writingStep(plan, codec);
  }
  const codec = flags.codec ?? 'H264';
  const all = await measureAll(plan, await loadAllFilters(flags.filter, plugins), codec);
  yield stepOf('all', ['read', ...flags.filter, `write ${codec}`].join(', '), all, plan);
}

/** A codec that this ffmpeg cannot encode is no reason to say nothing of the others. */
async function writingStep(plan: BenchPlan, codec: Codec): Promise<BenchStep> {
  try {
    const speed = await measureWriting(plan, codec);
    return stepOf('write', `${codec} by ${speed.encoder ?? 'no encoder'}`, speed, plan);
  } catch (error) {
    if (!(error instanceof UnsupportedFormatError)) throw error;
    return { step: 'write', what: codec, problem: oneLine(error.message) };
  }
}

function stepOf(
  step: BenchStep['step'],
  what: string,
  { frames, seconds }: Speed,
  { frameRate }: BenchPlan,
): BenchStep {
  const framesPerSecond = frames / seconds;
  return { step, what, framesPerSecond, timesRealTime: framesPerSecond / frameRate.value };
}

async function describeVideo(path: string, ffmpeg: string | undefined): Promise<BenchVideo> {
  await using source = await openFile(path, ffmpeg === undefined ? {} : { ffmpeg });
  const { cols, rows, frameRate = DEFAULT_RATE, info } = source;
  return { cols, rows, frameRate, codec: info.video.codec };
}

function headText(
  file: string | undefined,
  { cols, rows, frameRate, codec }: BenchVideo,
  { cores, node, ffmpeg }: BenchMachine,
): string {
  const video = `${file ?? 'test video'}: ${cols}×${rows}, ${Number(frameRate.value.toFixed(3))} frames/s, ${codec}`;
  return `${video}; ${cores} cores, Node ${node}, ffmpeg ${ffmpeg.version} (${ffmpeg.path})`;
}

function stepText({ step, what, framesPerSecond, timesRealTime, problem }: BenchStep): string {
  if (framesPerSecond === undefined || timesRealTime === undefined) {
    return `${step.padEnd(8)}${what}: ${problem ?? ''}`;
  }
  const speed = `${framesPerSecond.toFixed(1)} frames/s`.padStart(18);
  return `${step.padEnd(8)}${speed}${`${timesRealTime.toFixed(2)} × real time`.padStart(21)}   ${what}`;
}

function size(text: string): ClipSize {
  const [, cols, rows] = /^(\d{1,5})x(\d{1,5})$/i.exec(text) ?? [];
  if (Number(cols) >= 64 && Number(rows) >= 64) return { cols: Number(cols), rows: Number(rows) };
  throw new InvalidArgumentError('It is not a size of 64x64 or more, such as 1280x720.');
}

function seconds(text: string): number {
  const value = number(text);
  if (value >= 0.1 && value <= 3600) return value;
  throw new InvalidArgumentError('It is not a number of seconds from 0.1 to 3600.');
}
