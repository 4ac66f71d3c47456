import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The repository's folder, which everything is run in. */
export const ROOT = join(__dirname, '..', '..', '..');

/** How a program ended. */
export interface NodeRun {
  readonly code: number | null;
  /** What it printed, errors included. */
  readonly output: string;
}

/** Runs Node with some arguments to its end. */
export function runNode(...args: readonly string[]): Promise<NodeRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}
