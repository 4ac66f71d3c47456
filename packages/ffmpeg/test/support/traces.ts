import { readdirSync, readFileSync } from 'node:fs';

/** What a process has running and open. */
interface Traces {
  readonly children: readonly string[];
  readonly descriptors: number;
  readonly resources: readonly string[];
}

function traces(): Traces {
  return {
    children: childrenOf(process.pid).map(({ name }) => name),
    // Without the one that reads the folder.
    descriptors: readdirSync('/proc/self/fd').length - 1,
    resources: process
      .getActiveResourcesInfo()
      .filter((name) => name !== 'Immediate')
      .sort(),
  };
}

/** The children of a process; nothing where the system has no `/proc`. */
export function childrenOf(
  parent: number,
): readonly { readonly pid: number; readonly name: string }[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
        const [, name = '', rest = ''] = /^\d+ \((.*)\) \S+ (.*)$/s.exec(stat) ?? [];
        return Number(rest.split(' ')[0]) === parent ? [{ pid: Number(entry), name }] : [];
      } catch {
        return [];
      }
    });
}

/** Whether a process is there; a zombie is not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Waits, at most 20 s, until something is true. */
export async function until(isTrue: () => boolean, timeoutMs = 20_000): Promise<boolean> {
  for (let waited = 0; waited < timeoutMs; waited += 20) {
    if (isTrue()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return isTrue();
}

/**
 * Runs something and throws unless it leaves no process, descriptor or timer that was not there before.
 */
export async function leavingNoTrace(work: () => Promise<void>): Promise<void> {
  // The time limit of a test begins a moment after the test.
  await new Promise((resolve) => setImmediate(resolve));
  const before = JSON.stringify(traces());
  await work();
  const isClean = await until(() => JSON.stringify(traces()) === before, 5_000);
  if (!isClean) throw new Error(`Left behind: before ${before}, after ${JSON.stringify(traces())}`);
}
