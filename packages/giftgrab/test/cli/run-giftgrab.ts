import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The built command, as people have it; `npm test` builds it before. */
export const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

/** What a run of the command left. */
export interface CommandRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the `giftgrab` command, not in a terminal.
 *
 * @param args - Its arguments.
 * @param onOutput - Hears what it prints, with the child's pid.
 * @param cwd - Its working directory.
 */
export function runGiftgrab(
  args: readonly string[],
  onOutput: (text: string, pid: number) => void = () => undefined,
  cwd = process.cwd(),
): Promise<CommandRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        texts[name] += chunk.toString();
        onOutput(chunk.toString(), child.pid ?? 0);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, ...texts });
    });
  });
}
