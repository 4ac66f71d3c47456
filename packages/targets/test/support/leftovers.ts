import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { expect } from 'chai';

/** What a process has that has to be given back: children, descriptors, timers. */
export interface Holdings {
  readonly children: readonly string[];
  readonly descriptors: number;
  readonly timers: number;
}

/** What this process has now. The guardian, one for all, is left out. Linux only. */
export function holdings(): Holdings {
  const files = readdirSync('/proc/self/fd').map((fd) => linkOf(`/proc/self/fd/${fd}`));
  const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  // Its own listing is a descriptor that is gone by now.
  return { children: children(), descriptors: files.filter((f) => f !== undefined).length, timers };
}

/** Waits a moment for what is still closing, then insists that nothing is left. */
export async function expectNothingLeft(before: Holdings): Promise<void> {
  const isClean = (now: Holdings): boolean =>
    now.children.length <= before.children.length &&
    now.descriptors <= before.descriptors &&
    now.timers <= before.timers;
  for (let i = 0; i < 100 && !isClean(holdings()); i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const now = holdings();
  expect(now.children).to.deep.equal(before.children);
  expect(now.descriptors).to.be.at.most(before.descriptors);
  expect(now.timers).to.be.at.most(before.timers);
}

function children(): string[] {
  const pids = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return pids
    .filter((pid) => pid !== '')
    .map((pid) => `${pid} ${commandOf(pid)}`)
    .filter((child) => !child.includes('/bin/sh -c'));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, 2).join(' ');
  } catch {
    return '';
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
