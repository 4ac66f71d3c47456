// npm run bench [-- NAME …] [--rounds N] [--frames N] [--seconds N]: our figures beside the peers', from one run.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { runInTurn } from './compare';
import { comparisons, type Comparison } from './comparisons';
import { runFilters } from './filters/run-filters';
import { runThreads } from './filters/threads';
import { runHandOver } from './filters/hand-over';
import { runGraph } from './graph/run-graph';
import { runFramework, runMemory, runPacing } from './single-figures';
import { runLive } from './live/run-live';
import { runRestarts } from './live/run-restarts';
import { runSoak } from './live/run-soak';
import { printComparison } from './table';
import { runView } from './view/run-view';

const SINGLE: Readonly<Record<string, (rounds: number, seconds: number) => Promise<void>>> = {
  filters: runFilters,
  pacing: runPacing,
  framework: runFramework,
  graph: runGraph,
  live: runLive,
  'live-restarts': runRestarts,
  'live-soak': (_rounds, seconds) => runSoak(seconds),
  memory: runMemory,
  'filters-threads': runThreads,
  'hand-over': runHandOver,
  view: runView,
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      frames: { type: 'string', default: '1200' },
      seconds: { type: 'string', default: '60' },
    },
  });
  const ffmpeg = await locateFfmpeg();
  const [cpu] = cpus();
  console.log(
    `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, Node ${process.version}, ffmpeg ${ffmpeg.version} (${ffmpeg.path})`,
  );
  const all = await comparisons(Number(values.frames));
  const names = [...all.map(({ name }) => name), ...Object.keys(SINGLE)];
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Error(`There is no ${unknown}; there are ${names.join(', ')}.`);
  }
  const wanted = positionals.length === 0 ? names : positionals;
  for (const name of wanted) {
    const comparison = all.find((each) => each.name === name);
    if (comparison !== undefined) await compare(comparison, Number(values.rounds));
    else await SINGLE[name]?.(Number(values.rounds), Number(values.seconds));
  }
}

async function compare({ work, ours, peers }: Comparison, rounds: number): Promise<void> {
  const runs = await runInTurn([ours, ...peers.map(({ contestant }) => contestant)], rounds);
  const present = peers.filter(({ contestant }) => runs.has(contestant));
  printComparison(work, ours, present, runs);
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
