// npm run bench [-- NAME …] [--rounds N] [--frames N]: our figures beside the peers', from one run.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { comparisons, type Comparison } from './comparisons';
import { runFilters } from './filters/run-filters';
import { runThreads } from './filters/threads';
import { runHandOver } from './filters/hand-over';
import { runGraph } from './graph/run-graph';
import { runFramework, runMemory, runPacing } from './single-figures';
import { isInstalled, runContestant, type Contestant, type Run } from './run-contestant';
import { printComparison } from './table';

const SINGLE: Readonly<Record<string, (rounds: number) => Promise<void>>> = {
  filters: runFilters,
  pacing: runPacing,
  framework: runFramework,
  graph: runGraph,
  memory: runMemory,
  'filters-threads': runThreads,
  'hand-over': runHandOver,
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      frames: { type: 'string', default: '1200' },
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
    else await SINGLE[name]?.(Number(values.rounds));
  }
}

/** Runs everybody in turn, round after round, so that what else the machine does hits all alike. */
async function compare(comparison: Comparison, rounds: number): Promise<void> {
  const { ours, peers, work } = comparison;
  const missing = peers.filter(({ contestant }) => !isInstalled(contestant));
  const present = peers.filter((peer) => !missing.includes(peer));
  const contestants = [ours, ...present.map(({ contestant }) => contestant)];
  const runs = new Map<Contestant, Run[]>(contestants.map((each) => [each, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of contestants) {
      runs.get(contestant)?.push(await runContestant(contestant));
    }
  }
  printComparison(work, ours, present, runs);
  for (const { contestant } of missing) {
    console.log(
      `  ${contestant.name}: skipped, not installed (Debian: python3-av, python3-opencv, python3-numpy)`,
    );
  }
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
