import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { CompiledNotebook } from '../compile/compile-notebook';
import type { CellOutput } from '../file/notebook-format';
import { NotebookError } from '../notebook-error';
import { appendOutput } from './append-output';
import { notebookFailure } from './failure';
import type { HostJob, HostMessage } from './host-messages';

/** What is run, and within which limits. */
export interface HostRun {
  /** The notebook's absolute path. */
  readonly path: string;
  /** What it is called in messages. */
  readonly shown: string;
  /** Its cells, compiled. */
  readonly compiled: CompiledNotebook;
  /** How many they are. */
  readonly cells: number;
  /** As long as a cell may take. */
  readonly timeoutSeconds: number;
  /** As many bytes as the outputs of a cell may have. */
  readonly maxOutputBytes: number;
  /** Ends the run. */
  readonly signal?: AbortSignal | undefined;
}

/** As long as imports may take where cells may take less: they are read from a disk, and the machine may be busy. */
const LOADING_SECONDS = 60;

/**
 * Runs the cells of a notebook in a process of their own, in the notebook's folder.
 *
 * @param run - What, and within which limits.
 * @returns The outputs of each cell.
 * @throws {@link NotebookError} when a cell fails, does not end in time or shows too much, or the process dies; the signal's
 * reason when that is aborted.
 */
export function runCells(run: HostRun): Promise<readonly (readonly CellOutput[])[]> {
  return new Promise((resolve, reject) => {
    const { path, shown, compiled, timeoutSeconds, maxOutputBytes, signal } = run;
    const outputs: CellOutput[][] = Array.from({ length: run.cells }, () => []);
    const child = startHost(path);
    let current: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    let lastWords = '';

    const end = (settle: () => void): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      signal?.removeEventListener('abort', abort);
      process.removeListener('exit', kill);
      kill();
      settle();
    };
    const kill = (): void => {
      killGroup(child);
    };
    const fail = (message: string): void => {
      const cell = current === undefined ? undefined : Math.min(current + 1, run.cells);
      end(() => reject(new NotebookError(shown, { cell }, message)));
    };
    const abort = (): void => {
      end(() => reject(signal?.reason as Error));
    };
    const watchTime = (seconds: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const what = current === undefined ? 'what it imports did not load' : 'did not end';
        fail(
          `${what} within ${seconds} s. Is there a loop, or a promise, that never ends? Else raise the limit: --timeout SECONDS.`,
        );
      }, seconds * 1000);
    };
    const hear = (message: HostMessage): void => {
      switch (message.type) {
        case 'cell':
          current = message.cell;
          watchTime(timeoutSeconds);
          return;
        case 'output':
          appendOutput(outputs[current ?? 0] ?? [], message.output);
          return;
        case 'tooLarge':
          fail(
            `what it ${message.what} takes its outputs above ${maxOutputBytes} bytes. Show less: smaller pictures ({ cols }), fewer seconds, fewer lines. Or raise the limit: --max-output BYTES.`,
          );
          return;
        case 'failed': {
          const cell = current === undefined ? undefined : current + 1;
          end(() => reject(notebookFailure(shown, compiled, { ...message, cell })));
          return;
        }
        case 'done':
          if (current === run.cells) end(() => resolve(outputs));
          else fail('has a return, so the cells after it did not run. Take it out.');
      }
    };

    child.on('message', (message) => {
      hear(message as HostMessage);
    });
    child.once('error', (error) => {
      fail(`could not be started: ${error.message}`);
    });
    child.once('exit', (code, by) => {
      if (code === 0) fail('waits for something that never happens.');
      else fail(`the process ended with ${by ?? `code ${code}`}. ${lastWords.trim()}`.trim());
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString()).slice(-2000);
    });
    process.once('exit', kill);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted === true) {
      abort();
      return;
    }
    watchTime(Math.max(timeoutSeconds, LOADING_SECONDS));
    const { filename, script } = compiled;
    child.send({ filename, script, maxOutputBytes } satisfies HostJob);
  });
}

const NODENEXT = JSON.stringify({ module: 'nodenext', moduleResolution: 'nodenext' });

function startHost(path: string): ChildProcess {
  const program = require.resolve('../host/main');
  return fork(program, [], {
    cwd: dirname(path),
    // In a group of its own, so that whatever a cell has started ends with it.
    detached: true,
    // Not those of this process, which may be a test runner.
    execArgv: [...loaderFor(path, program)],
    // ts-node's own choice, where there is no tsconfig.json, is one that the compiler refuses.
    env: { TS_NODE_COMPILER_OPTIONS: NODENEXT, ...process.env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** ts-node, where there is one: a notebook may import TypeScript, and filter with modules of it in worker threads. */
function loaderFor(path: string, program: string): readonly string[] {
  for (const from of [path, program]) {
    try {
      return ['-r', createRequire(from).resolve('ts-node/register/transpile-only')];
    } catch {
      // None there.
    }
  }
  return [];
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
