import type { StdioOptions } from 'node:child_process';
import { killGroup } from './kill-group';
import { startProgram } from './start-program';
import { StderrTail } from './stderr-tail';

const MAX_STDOUT = 16 * 1024 * 1024;

/** What a program printed, and how it ended. */
export interface ProgramOutput {
  /** Its exit code; `null` when a signal ended it. */
  readonly code: number | null;
  /** The signal that ended it. */
  readonly signal: NodeJS.Signals | null;
  /** Whether it was ended because it took too long. */
  readonly timedOut: boolean;
  /** Why it could not be started. */
  readonly spawnError?: Error;
  /** What it printed to its standard output; at most 16 MiB. */
  readonly stdout: string;
  /** The last lines of its standard error, credentials masked. */
  readonly stderr: readonly string[];
}

/** How {@link runForOutput} limits a program. */
export interface RunLimits {
  /** Milliseconds until it is ended. */
  readonly timeoutMs: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** How many lines of its standard error are kept. @defaultValue 50 */
  readonly stderrLines?: number;
}

/**
 * Runs a short program to its end. Never rejects: how it ended is part of the answer.
 *
 * @param path - The program.
 * @param args - Its arguments.
 * @param limits - When to end it.
 */
export function runForOutput(
  path: string,
  args: readonly string[],
  limits: RunLimits,
): Promise<ProgramOutput> {
  return new Promise((resolve) => {
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
    const child = startProgram(path, args, { role: 'reader', stdio });
    const stderr = child.stderr
      ? new StderrTail(child.stderr, undefined, limits.stderrLines)
      : undefined;
    let stdout = '';
    let timedOut = false;
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      if (stdout.length < MAX_STDOUT) stdout += chunk;
    });
    const end = (): void => {
      killGroup(child, 'SIGKILL');
      // Whatever it has started may hold them.
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, limits.timeoutMs);
    limits.signal?.addEventListener('abort', end, { once: true });
    if (limits.signal?.aborted === true) end();
    const settle = (rest: Pick<ProgramOutput, 'code' | 'signal' | 'spawnError'>): void => {
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', end);
      resolve({ ...rest, timedOut, stdout, stderr: stderr?.lines ?? [] });
    };
    child.once('error', (spawnError) => settle({ code: null, signal: null, spawnError }));
    child.once('close', (code, signal) => settle({ code, signal }));
  });
}
