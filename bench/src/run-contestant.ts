import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkResult } from './work';

/** A program that does a piece of work. */
export interface Contestant {
  /** For the table. */
  readonly name: string;
  /** `node` for ours and ffmpeg's, `python` for the peers. */
  readonly kind: 'node' | 'python';
  /** Its name and arguments. */
  readonly args: readonly string[];
}

/** What was measured of one run of a contestant. */
export interface Run extends WorkResult {
  /** Most memory of its first process at any time, in megabytes. */
  readonly peakMb: number;
  /** Most memory of all its processes together. */
  readonly peakAllMb: number;
}

const PEERS = join(__dirname, '..', 'python', 'peers.py');

/** Whether a contestant can run here: Python's packages may be missing. */
export function isInstalled(contestant: Contestant): boolean {
  if (contestant.kind === 'node') return true;
  return (
    spawnSync('/usr/bin/python3', [PEERS, contestant.args[0] ?? '', '--installed']).status === 0
  );
}

/** Runs a contestant once. */
export async function runContestant(contestant: Contestant): Promise<Run> {
  const command: readonly string[] =
    contestant.kind === 'node'
      ? [process.execPath, join(__dirname, 'contestant.js')]
      : ['/usr/bin/python3', PEERS];
  const [program = '', ...rest] = [...command, ...contestant.args];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  let [peakMb, peakAllMb] = [0, 0];
  const watch = setInterval(() => {
    const { own, all } = memoryOf(child.pid ?? 0);
    peakMb = Math.max(peakMb, own);
    peakAllMb = Math.max(peakAllMb, all);
  }, 100);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${contestant.name} exited with ${String(code)}.`);
  return { ...(JSON.parse(output) as WorkResult), peakMb, peakAllMb };
}

/** Resident memory of a process and of it with all its descendants, in megabytes. */
export function memoryOf(pid: number): { own: number; all: number } {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .flatMap(readProcess);
  const family = new Set([pid]);
  // Children come after their parents, in order of their numbers, but for a wrap that does not matter here.
  for (const { id, parent } of processes) if (family.has(parent)) family.add(id);
  const sizes = processes.filter(({ id }) => family.has(id));
  const own = sizes.find(({ id }) => id === pid)?.megabytes ?? 0;
  return { own, all: sizes.reduce((sum, { megabytes }) => sum + megabytes, 0) };
}

function readProcess(id: number): { id: number; parent: number; megabytes: number }[] {
  try {
    const status = readFileSync(`/proc/${id}/status`, 'latin1');
    const field = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return [{ id, parent: field('PPid'), megabytes: (field('VmRSS') * 1024) / 1e6 }];
  } catch {
    return [];
  }
}
