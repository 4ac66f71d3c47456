import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { frameMemory } from '@giftgrab/core';
import { holdings, type Holdings } from '../../packages/targets/test/support/leftovers';
import type { FaultCase } from './fault-case';
import { FaultRun, Skipped, type FaultSetting } from './fault-run';

/** What came of a run. */
export interface Verdict {
  readonly run: FaultRun;
  readonly seconds: number;
  /** Why it was not run. */
  readonly skipped?: string;
  /** What did not hold; empty where all did. */
  readonly wrong: readonly string[];
}

// What ends, ends within this.
const CLEAN_MS = 5_000;

/**
 * Runs a case in a folder of its own. Whatever the case looks at itself, no process, descriptor or frame may be left, and no rejection unhandled.
 *
 * @param fault - The case.
 * @param setting - What it is run with.
 */
export async function runCase(fault: FaultCase, setting: FaultSetting): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'giftgrab-fault-'));
  const run = new FaultRun(setting, fault.name, folder);
  const onUnhandled = (error: unknown): void =>
    run.must(false, `unhandled rejection: ${String(error)}`);
  process.on('unhandledRejection', onUnhandled);
  await fault.prepare?.();
  const before = holdings();
  const blocks = frameMemory.blocksInUse;
  const startedMs = performance.now();
  let skipped: string | undefined;
  try {
    await fault.check(run);
    run.must(await isLike(before, blocks), `left behind: ${JSON.stringify(holdings().children)}`);
    const left = frameMemory.blocksInUse - blocks;
    run.must(left <= 0, `${left} frames were not given back`);
  } catch (error) {
    if (error instanceof Skipped) skipped = error.message;
    else run.must(false, error instanceof Error ? error.message : String(error));
  } finally {
    process.off('unhandledRejection', onUnhandled);
    rmSync(folder, { recursive: true, force: true });
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return { run, seconds, wrong: run.wrong, ...(skipped !== undefined && { skipped }) };
}

async function isLike(before: Holdings, blocks: number): Promise<boolean> {
  const untilMs = performance.now() + CLEAN_MS;
  let isLikeBefore = false;
  while (performance.now() < untilMs) {
    const { children, descriptors } = holdings();
    const isClean = children.length <= before.children.length;
    isLikeBefore = isClean && descriptors <= before.descriptors;
    // Threads take a moment to give back what they had.
    if (isLikeBefore && frameMemory.blocksInUse <= blocks) break;
    await delay(20);
  }
  return isLikeBefore;
}
