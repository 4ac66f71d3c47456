import type { FileHandle } from 'node:fs/promises';

/** Where the next element of a file begins, or that there are too few bytes to say. */
export interface Element {
  /** Bytes of its header. */
  readonly headerLength: number;
  /** Bytes after the header; passed over unless the element is {@link isParent}. */
  readonly size: number;
  /** Whether what is in it are elements to look at. */
  readonly isParent: boolean;
  /** Whether it is a frame. */
  readonly isFrame: boolean;
}

const READ_AHEAD = 64 * 1024;

/**
 * Counts frames in a container that is a sequence of elements, each with its size in front of it.
 */
export class ElementWalk {
  samples = 0;
  end = 0;
  readonly #readHeader: (bytes: Buffer) => Element | undefined;
  #at = 0;

  /** @param readHeader - Reads the header of an element; `undefined` where there are too few bytes. */
  constructor(readHeader: (bytes: Buffer) => Element | undefined) {
    this.#readHeader = readHeader;
  }

  async read(file: FileHandle): Promise<void> {
    const { size } = await file.stat();
    let from = this.#at;
    let ahead = await readAt(file, from, size);
    while (this.#at < size) {
      if (this.#at < from || this.#at + MAX_HEADER > from + ahead.length) {
        from = this.#at;
        ahead = await readAt(file, from, size);
      }
      const element = this.#readHeader(ahead.subarray(this.#at - from));
      if (element === undefined) return;
      const { headerLength, isParent, isFrame } = element;
      const end = this.#at + headerLength + (isParent ? 0 : element.size);
      // What is at the end may be in the middle of being written.
      if (end > size) return;
      this.#at = end;
      if (!isFrame) continue;
      this.samples += 1;
      this.end = end;
    }
  }
}

// The longest header of any element that is looked at.
const MAX_HEADER = 16;

async function readAt(file: FileHandle, at: number, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, Math.min(READ_AHEAD, size - at)));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
  return bytes.subarray(0, bytesRead);
}
