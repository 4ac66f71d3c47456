import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childrenOf, isAlive } from '../../../ffmpeg/test/support/traces';

/** What `programs/record-until-killed.ts` does besides recording. */
export interface RecordingProgramSettings {
  /** How many frames it records. @defaultValue 250 */
  readonly frames?: number;
  /** Whether SIGINT, SIGHUP, SIGQUIT and SIGTERM make it close the recorder. @defaultValue false */
  readonly closesOnSignals?: boolean;
  /** Whether it waits, and closes nothing, when it has recorded all. @defaultValue false */
  readonly staysIdle?: boolean;
}

/** A recorder in a Node of its own, in a group of its own, and what it has accepted. */
export class RecordingProcess {
  readonly child: ChildProcess;
  /** Numbers that it has printed: one for each frame that was accepted. */
  accepted = 0;
  #error = '';

  constructor(path: string, options: object, settings: RecordingProgramSettings = {}) {
    const program = join(__dirname, '..', 'programs', 'record-until-killed.ts');
    const node = ['-r', 'ts-node/register/transpile-only', '--conditions=@giftgrab/source'];
    const args = [...node, program, path, JSON.stringify(options), JSON.stringify(settings)];
    this.child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.accepted += chunk.toString().split('\n').length - 1;
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.#error += chunk.toString()));
  }

  /** What it has printed to standard error. */
  get said(): string {
    return this.#error;
  }

  /** Waits until so many frames are accepted. */
  async accepts(frames: number): Promise<void> {
    while (this.accepted < frames) {
      if (this.#hasEnded) throw new Error(`It ended early. ${this.#error}`);
      await delay(10);
    }
  }

  /** The encoder, and the guardian. */
  get children(): readonly { readonly pid: number; readonly name: string }[] {
    return childrenOf(this.child.pid ?? 0);
  }

  /** Waits until it is gone, and all that it has printed is read. */
  async gone(): Promise<void> {
    if (this.#hasEnded && this.child.stdout?.closed === true) return;
    await new Promise((resolve) => this.child.once('close', resolve));
  }

  /** Ends it at once, and nothing else. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.gone();
  }

  /** Ends it at once together with all that it has started. */
  async killAll(): Promise<void> {
    for (const { pid } of this.children) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    await this.kill();
  }

  get #hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}
