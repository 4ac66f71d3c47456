import type { Readable } from 'node:stream';
import { maskCredentials } from './mask-credentials';

const MAX_LINES = 50;
const MAX_LINE_LENGTH = 2_000;

/**
 * Drains a child's standard error for as long as it lives, so that the child never blocks on it, and keeps the last lines.
 */
export class StderrTail {
  readonly #lines: string[] = [];
  readonly #consume: (line: string) => boolean;
  readonly #maxLines: number;
  #partial = '';

  /**
   * @param stream - The child's standard error.
   * @param consume - Hears every line, credentials masked; answers `true` for those that need not be kept.
   * @param maxLines - How many lines are kept.
   */
  constructor(
    stream: Readable,
    consume: (line: string) => boolean = () => false,
    maxLines = MAX_LINES,
  ) {
    this.#consume = consume;
    this.#maxLines = maxLines;
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => this.#take(chunk));
    stream.on('end', () => this.#take('\n'));
    stream.on('error', () => undefined);
  }

  /** The last lines, oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  #take(chunk: string): void {
    const pieces = (this.#partial + chunk).split(/[\r\n]+/);
    this.#partial = (pieces.pop() ?? '').slice(0, MAX_LINE_LENGTH);
    for (const piece of pieces) {
      if (piece.trim() === '') continue;
      const line = maskCredentials(piece.slice(0, MAX_LINE_LENGTH));
      if (this.#consume(line)) continue;
      this.#lines.push(line);
      if (this.#lines.length > this.#maxLines) this.#lines.shift();
    }
  }
}
