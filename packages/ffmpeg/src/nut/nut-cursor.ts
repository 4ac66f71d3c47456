import { NutError } from './nut-format';

// Seven bits a byte: nine bytes hold every number that a double holds exactly, with room for padding.
const LONGEST_NUMBER = 10;

/**
 * Reads NUT's variable-length numbers out of a buffer that may not be full yet.
 *
 * A read past {@link limit} sets {@link isShort} and returns 0: the caller checks once, after a
 * whole header, and tries again when there are more bytes. So nothing is thrown, and nothing
 * allocated, on the way of an ordinary frame.
 */
export class NutCursor {
  /** The next byte to read. */
  position = 0;
  /** One past the last byte that may be read. */
  limit = 0;
  /** Whether a read went past {@link limit}. */
  isShort = false;
  /** Offset in the stream of the buffer's byte 0, for messages. */
  base = 0;

  /**
   * @param bytes - The buffer; borrowed, never written to.
   */
  constructor(readonly bytes: Uint8Array) {}

  /** Starts a new attempt. */
  reset(position: number, limit: number, base: number): void {
    this.position = position;
    this.limit = limit;
    this.base = base;
    this.isShort = false;
  }

  /** One byte. */
  byte(): number {
    if (this.position >= this.limit) {
      this.isShort = true;
      return 0;
    }
    return this.bytes[this.position++] ?? 0;
  }

  /** Four bytes, big-endian, unsigned. */
  word(): number {
    return this.byte() * 0x1000000 + ((this.byte() << 16) | (this.byte() << 8) | this.byte());
  }

  /**
   * An unsigned number of up to 53 bits.
   *
   * @throws {@link NutError} when it is longer or larger than that.
   */
  unsigned(): number {
    const start = this.position;
    let value = 0;
    for (let length = 1; ; length++) {
      const byte = this.byte();
      if (this.isShort) return 0;
      value = value * 128 + (byte & 127);
      if (value > Number.MAX_SAFE_INTEGER || length > LONGEST_NUMBER) {
        throw new NutError('found a number of more than 53 bits', this.base + start);
      }
      if (byte < 128) return value;
    }
  }

  /** A signed number. */
  signed(): number {
    const folded = this.unsigned() + 1;
    const magnitude = Math.floor(folded / 2);
    return folded % 2 === 1 ? -magnitude : magnitude;
  }

  /** Passes over bytes. */
  skip(length: number): void {
    if (length > this.limit - this.position) {
      this.isShort = true;
      this.position = this.limit;
      return;
    }
    this.position += length;
  }

  /** Passes over a number and as many bytes as it says: text or data. */
  skipBlob(): void {
    this.skip(this.unsigned());
  }
}
