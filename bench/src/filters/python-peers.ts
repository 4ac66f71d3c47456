import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { outputPath } from '../clips';

/** A library that filters are compared with. */
export type PeerName = 'scipy' | 'opencv';

const PROGRAM = join(__dirname, '..', '..', 'python', 'filter_peers.py');

/** A Python process that runs the peers' filters on the same pictures, one at a time. */
export class PythonPeers {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  /**
   * @param folder - Where the pictures lie.
   */
  constructor(folder: string) {
    this.#child = spawn('/usr/bin/python3', [PROGRAM, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    // Without Python there is no peer.
    this.#child.on('error', () => undefined);
    this.#child.stdin.on('error', () => undefined);
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  /** Which of them are installed; to be asked first. */
  async installed(): Promise<readonly PeerName[]> {
    return (await this.#line()).split(' ').filter((name) => name !== '') as PeerName[];
  }

  /** Runs a case once: its processor time in milliseconds; `undefined` where the peer has no such filter. */
  async run(name: string, peer: PeerName): Promise<number | undefined> {
    this.#child.stdin.write(`${name} ${peer}\n`);
    const line = await this.#line();
    return line === 'none' ? undefined : Number(line);
  }

  /** The bytes of a case's result. */
  async result(name: string, peer: PeerName): Promise<Uint8Array> {
    const path = outputPath('peer-result');
    this.#child.stdin.write(`${name} ${peer} ${path}\n`);
    await this.#line();
    return readFileSync(path);
  }

  /** Ends the process. */
  close(): void {
    this.#child.stdin.end();
  }

  async #line(): Promise<string> {
    const next = await this.#lines.next();
    return next.done === true ? '' : next.value;
  }
}
