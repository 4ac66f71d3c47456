import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync } from 'node:fs';
import type { FaultRun } from './fault-run';

// A process of its own takes the limit back: this one may not be able to start one by then.
const SCRIPT = `
set -e
old=$(prlimit --pid "$1" --output SOFT --noheadings "--$2" | tr -d ' ')
prlimit --pid "$1" "--$2=$3:"
echo limited; read -r end || true
exec prlimit --pid "$1" "--$2=$old:"
`;

/**
 * Does something while this process may not have more than so many of something.
 *
 * @param run - Skipped where that cannot be had.
 * @param resource - As `prlimit` names it.
 * @param value - How many.
 * @param work - What is done.
 */
export async function withLimit(
  run: FaultRun,
  resource: 'nofile' | 'nproc',
  value: number,
  work: () => Promise<void>,
): Promise<void> {
  const args = ['-c', SCRIPT, 'sh', String(process.pid), resource, String(value)];
  const limiter = spawn('/bin/sh', args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(limiter, 'exit');
  const isLimited = await Promise.race([once(limiter.stdout, 'data'), ended.then(() => undefined)]);
  if (isLimited === undefined) run.skip('no prlimit');
  try {
    await work();
  } finally {
    limiter.stdin.end();
    await ended;
  }
}

/**
 * Does something again and again with 0, 1, 2 … descriptors left, so that it fails at each of the places where it needs one.
 *
 * @param run - Skipped where that cannot be had.
 * @param most - How many are left at last.
 * @param work - What is done.
 */
export async function withFewDescriptors(
  run: FaultRun,
  most: number,
  work: (left: number) => Promise<void>,
): Promise<void> {
  const highest = Math.max(...readdirSync('/proc/self/fd').map(Number));
  await withLimit(run, 'nofile', highest + 2 * most, async () => {
    for (let left = 0; left <= most; left += 1) {
      const held = allDescriptors();
      for (const descriptor of held.splice(0, left)) closeSync(descriptor);
      try {
        await work(left);
      } finally {
        for (const descriptor of held) closeSync(descriptor);
      }
    }
  });
}

function allDescriptors(): number[] {
  const held: number[] = [];
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch {
    return held;
  }
}
