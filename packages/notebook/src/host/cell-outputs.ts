import { inspect } from 'node:util';
import type { NotebookHost } from '../display/notebook-host';
import type { CellOutput } from '../file/notebook-format';
import type { HostMessage } from '../run/host-messages';

type Name = 'stdout' | 'stderr';

/** Takes what cells print, display and return, and says so to the runner. */
export class CellOutputs implements NotebookHost {
  readonly #maxBytes: number;
  readonly #tell: (message: HostMessage) => void;
  readonly #pending = new Set<Promise<void>>();
  #bytes = 0;

  /**
   * @param maxBytes - As many as the outputs of a cell may have.
   * @param tell - Tells the runner.
   */
  constructor(maxBytes: number, tell: (message: HostMessage) => void) {
    this.#maxBytes = maxBytes;
    this.#tell = tell;
  }

  /** Takes what is printed from now on. */
  capture(): void {
    process.stdout.write = this.#writer('stdout');
    process.stderr.write = this.#writer('stderr');
  }

  /** A new cell begins, with nothing shown yet. */
  nextCell(): void {
    this.#bytes = 0;
  }

  show(bundle: Readonly<Record<string, string | Uint8Array>>): void {
    const data = Object.fromEntries(
      Object.entries(bundle).map(([type, value]) => [
        type,
        typeof value === 'string' ? value : Buffer.from(value).toString('base64'),
      ]),
    );
    this.#emit({ output_type: 'display_data', data, metadata: {} }, 'displayed');
  }

  waitFor(work: Promise<void>): void {
    const done = work.finally(() => this.#pending.delete(done));
    this.#pending.add(done);
    // Who awaits the work itself hears of its error first; settled() tells of it otherwise.
    done.catch(() => undefined);
  }

  /** Resolves when everything is shown that was begun. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Shows the value of a cell's last line, as Node's REPL would. */
  async result(value: unknown): Promise<void> {
    const settled = await value;
    if (settled === undefined) return;
    const data = { 'text/plain': inspect(settled) };
    this.#emit(
      { output_type: 'execute_result', data, metadata: {}, execution_count: null },
      'returned',
    );
  }

  #writer(name: Name): typeof process.stdout.write {
    return (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | ((error?: Error) => void),
      done?: (error?: Error) => void,
    ): boolean => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      this.#emit({ output_type: 'stream', name, text }, 'printed');
      const callback = typeof encoding === 'function' ? encoding : done;
      if (callback !== undefined) process.nextTick(callback);
      return true;
    };
  }

  #emit(output: CellOutput, what: string): void {
    this.#bytes += Buffer.byteLength(JSON.stringify(output));
    if (this.#bytes <= this.#maxBytes) {
      this.#tell({ type: 'output', output });
      return;
    }
    this.#tell({ type: 'tooLarge', what });
    // The runner ends this process; until it does, a loop that prints must not fill the memory.
    throw new RangeError('The outputs of this cell are too large.');
  }
}
