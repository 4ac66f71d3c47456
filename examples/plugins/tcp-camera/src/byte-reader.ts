import { SourceError } from '@giftgrab/core';

/** Reads as many bytes as one asks for, however they were cut into chunks on their way. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  /** @param chunks - Where the bytes come from, for example a socket. */
  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /**
   * Fills a piece of memory.
   *
   * @param target - All of it is written.
   * @returns `false` when the stream has ended before its first byte.
   * @throws {@link SourceError} when it has ended in the middle.
   */
  async fill(target: Uint8Array): Promise<boolean> {
    let filled = 0;
    while (filled < target.length) {
      if (this.#rest.length === 0) {
        const next = await this.#chunks.next();
        if (next.done === true) {
          if (filled === 0) return false;
          throw new SourceError('The camera has ended the connection in the middle of a frame.');
        }
        this.#rest = next.value;
      }
      const part = this.#rest.subarray(0, target.length - filled);
      target.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return true;
  }
}
