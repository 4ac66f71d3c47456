import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

const MISSING = ['Xvfb', 'xsetroot'].filter(
  (program) => spawnSync(program, ['-help']).error !== undefined,
);

/** What to install for a screen to capture; `undefined` where it is there. */
export const NO_SCREEN =
  MISSING.length === 0 ? undefined : `no ${MISSING.join(', ')}: apt install xvfb x11-xserver-utils`;

/** An X server without a screen to look at, on a display that was free. */
export class XServer {
  /** Where it is, for example `:99`. */
  readonly display: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, display: string) {
    this.#child = child;
    this.display = display;
  }

  /** Starts one, with a black screen. */
  static async start(size: string): Promise<XServer> {
    const screen = ['-screen', '0', `${size}x24`];
    // -noreset: the picture stays when the last who drew is gone.
    const child = spawn('Xvfb', ['-displayfd', '3', '-noreset', '-nolisten', 'tcp', ...screen], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    let said = '';
    for await (const chunk of child.stdio[3] as Readable) {
      said += String(chunk);
      if (said.includes('\n')) break;
    }
    return new XServer(child, `:${said.trim()}`);
  }

  /** Fills the screen. */
  fill(colour: string): void {
    const env = { ...process.env, DISPLAY: this.display };
    const { status, stderr } = spawnSync('xsetroot', ['-solid', colour], { env });
    if (status !== 0) throw new Error(String(stderr));
  }

  /** Ends it. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill();
    await gone;
  }
}
