import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';

/** Starts a program of the `programs` folder in a Node of its own. */
export function startProgram(
  name: string,
  ...args: readonly string[]
): ChildProcessWithoutNullStreams {
  const program = join(__dirname, '..', 'programs', `${name}.ts`);
  const node = ['-r', 'ts-node/register/transpile-only', '--conditions=@giftgrab/source'];
  return spawn(process.execPath, [...node, program, ...args], { stdio: 'pipe' });
}

/** What a program printed and how it ended. */
export function ended(
  child: ChildProcessWithoutNullStreams,
): Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }> {
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...printed }));
  });
}
