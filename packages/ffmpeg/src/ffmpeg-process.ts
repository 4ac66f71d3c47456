import type { ChildProcess, StdioOptions } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { settlesWithin } from '@giftgrab/core';
import type { ChildRole } from './guardian';
import { killGroup } from './kill-group';
import { maskCredentials } from './mask-credentials';
import { startProgram } from './start-program';
import { StderrTail } from './stderr-tail';

/** How a child ended. */
export interface ProcessExit {
  /** Its exit code; `null` when a signal ended it or it could not be started. */
  readonly code: number | null;
  /** The signal that ended it. */
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started. */
  readonly spawnError?: NodeJS.ErrnoException;
}

/** What to run, and what its ends are connected to. */
export interface FfmpegProcessOptions {
  /** The program. */
  readonly path: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** What it does, which decides how long it may outlive Node. */
  readonly role: ChildRole;
  /** A socket for its standard output; it has none otherwise. The parent's copy is closed. */
  readonly stdout?: Socket;
  /** Whether frames are written to its standard input. */
  readonly hasStdin?: boolean;
  /** Hears every line of its standard error; answers `true` for those that no error message needs. */
  readonly onLine?: (line: string) => boolean;
}

/** How long each step of {@link FfmpegProcess.stop} waits before the next. */
export interface StopSteps {
  /** After the end of its input. */
  readonly finishMs: number;
  /** After SIGTERM; then comes SIGKILL. */
  readonly termMs: number;
}

/** An ffmpeg that runs for a while: its standard error is always drained, it is ended in steps or at once. */
export class FfmpegProcess {
  /** The program and its arguments, credentials masked. */
  readonly command: readonly string[];
  /** Settles when the child is gone and its standard error read to the end. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  readonly #child: ChildProcess;
  readonly #stderr: StderrTail | undefined;
  #exit: ProcessExit | undefined;

  constructor(options: FfmpegProcessOptions) {
    const { path, args, role, stdout, hasStdin = false, onLine } = options;
    this.command = [path, ...args].map(maskCredentials);
    const stdio: StdioOptions = [hasStdin ? 'pipe' : 'ignore', stdout ?? 'ignore', 'pipe'];
    this.#child = startProgram(path, args, { role, stdio });
    stdout?.destroy();
    const { stderr, stdin } = this.#child;
    // They are missing where the program could not be started.
    this.#stderr = stderr ? new StderrTail(stderr, onLine) : undefined;
    // Its exit says why; EPIPE only says that it is gone.
    stdin?.on('error', () => undefined);
    this.exited = new Promise((resolve) => {
      const settle = (exit: ProcessExit): void => {
        this.#exit ??= exit;
        resolve(this.#exit);
      };
      // A program that cannot be started has no 'exit', and perhaps no 'close' either.
      this.#child.once('error', (spawnError: NodeJS.ErrnoException) => {
        if (this.#child.pid === undefined) settle({ code: null, signal: null, spawnError });
      });
      this.#child.once('close', (code, signal) => settle({ code, signal }));
    });
  }

  /** Process id; `undefined` when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Where frames are written, if it reads any. */
  get stdin(): Writable | null {
    return this.#child.stdin ?? null;
  }

  /** The last lines of its standard error. */
  get stderrTail(): readonly string[] {
    return this.#stderr?.lines ?? [];
  }

  /** How it ended, once it has. */
  get exit(): ProcessExit | undefined {
    return this.#exit;
  }

  /** Lets Node end while this child runs, or not. */
  keepNodeAlive(keep: boolean): void {
    const handles = [
      this.#child,
      this.#child.stderr as unknown as { ref(): void; unref(): void } | null,
    ];
    for (const handle of handles) {
      if (keep) handle?.ref();
      else handle?.unref();
    }
  }

  /** Ends it in steps: end of input, then SIGTERM, then SIGKILL. Resolves when it is gone. */
  async stop(steps: StopSteps): Promise<ProcessExit> {
    this.keepNodeAlive(true);
    this.#child.stdin?.end();
    if (await this.#exitsWithin(steps.finishMs)) return this.exited;
    killGroup(this.#child, 'SIGTERM');
    if (await this.#exitsWithin(steps.termMs)) return this.exited;
    return this.kill();
  }

  /** Ends it at once. Resolves when it is gone. */
  kill(): Promise<ProcessExit> {
    // Who waits for its end must not be left waiting because Node has ended first.
    this.keepNodeAlive(true);
    killGroup(this.#child, 'SIGKILL');
    // Its pipes may be held by a process that it started; what it wrote up to now is enough.
    this.#child.once('exit', () => this.#child.stderr?.destroy());
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      this.#child.stderr?.destroy();
    }
    return this.exited;
  }

  #exitsWithin(milliseconds: number): Promise<boolean> {
    if (milliseconds <= 0) return Promise.resolve(this.#exit !== undefined);
    return settlesWithin(this.exited, milliseconds);
  }
}
