import type { FileHandle } from 'node:fs/promises';

// Most headers are shorter, so that one read gets header and all.
const LEAST = 4 * 1024;
const MOST = 1024 * 1024;

/** Reads pieces of a file, which lie one behind the other: with the small ones it reads those that follow. */
export class ReadAhead {
  readonly #file: FileHandle;
  readonly #size: number;
  #at = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #length = LEAST;

  /**
   * @param file - The file.
   * @param size - Where it ends: what is behind that may be in the middle of being written.
   */
  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /**
   * Reads a piece.
   *
   * @param at - Where it begins.
   * @param length - Its bytes; fewer come at the end of the file.
   */
  async bytesAt(at: number, length: number): Promise<Buffer> {
    const end = Math.min(this.#size, at + length);
    const known = this.#at + this.#bytes.length;
    if (at < this.#at || end > known) {
      // Near to what was read before come more of that size; behind large pieces nothing is worth to be read ahead.
      const isNear = at >= this.#at && at <= known;
      this.#length = isNear ? Math.min(MOST, this.#length * 2) : LEAST;
      const wanted = Math.min(this.#size - at, Math.max(length, this.#length));
      const bytes = Buffer.alloc(Math.max(0, wanted));
      const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, at);
      this.#at = at;
      this.#bytes = bytes.subarray(0, bytesRead);
    }
    return this.#bytes.subarray(at - this.#at, Math.max(at, end) - this.#at);
  }
}
