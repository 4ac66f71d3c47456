import { spawnSync } from 'node:child_process';
import { mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultRun } from './fault-run';

/** Does something with a disk of so many megabytes; skips the case where none can be mounted. */
export async function withSmallDisk(
  run: FaultRun,
  name: string,
  megabytes: number,
  work: (folder: string) => Promise<void>,
): Promise<void> {
  if (process.getuid?.() !== 0) run.skip('it takes root to mount a small disk');
  const folder = run.file(name);
  mkdirSync(folder);
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder];
  if (spawnSync('mount', options).status !== 0) run.skip('a small disk could not be mounted');
  try {
    await work(folder);
  } finally {
    spawnSync('umount', [folder]);
  }
}

/** Leaves so many bytes of a disk. */
export function fillDisk(folder: string, leave: number): void {
  const { bsize, bavail } = statfsSync(folder);
  writeFileSync(join(folder, 'other'), Buffer.alloc(Math.max(0, bsize * bavail - leave)));
}
