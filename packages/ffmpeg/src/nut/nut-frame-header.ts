import type { NutCursor } from './nut-cursor';
import { FrameFlag, LONG_PACKET, NutError } from './nut-format';
import type { FrameCode, MainHeader, StreamHeader } from './nut-headers';

/** No picture is larger; a size beyond this is damage. */
const LARGEST_FRAME = 2 ** 31;

/**
 * Reads the headers of frames, one after another into itself, and keeps the time that they refer to.
 */
export class NutFrameHeader {
  /** The frame's time in ticks. */
  pts = 0;
  /** Bytes of the picture; 0 for a mark that has none. */
  size = 0;
  /** Bytes that the picture begins with and the stream leaves out. */
  elided: Uint8Array = new Uint8Array(0);

  readonly #main: MainHeader;
  readonly #stream: StreamHeader;
  #lastPts = 0;

  /**
   * @param main - The stream's main header.
   * @param stream - The stream's stream header.
   */
  constructor(main: MainHeader, stream: StreamHeader) {
    this.#main = main;
    this.#stream = stream;
  }

  /**
   * Reads the body of a syncpoint: the time that the next frame's refers to.
   *
   * @param cursor - At the body's first byte; its limit is the body's end.
   * @throws {@link NutError} when it is cut short.
   */
  readSyncpoint(cursor: NutCursor): void {
    const start = cursor.position;
    const coded = cursor.unsigned();
    if (cursor.isShort) throw fault(cursor, start, 'a syncpoint ends too early');
    const { timeBases } = this.#main;
    const { timeBase } = this.#stream;
    const ticks = Math.floor(coded / timeBases.length);
    const unit = timeBases[coded % timeBases.length];
    if (unit === undefined || unit.equals(timeBase)) {
      this.#lastPts = ticks;
      return;
    }
    // The product may exceed 53 bits; this happens only in streams that ffmpeg does not write.
    const num = BigInt(unit.num) * BigInt(timeBase.den);
    const den = BigInt(unit.den) * BigInt(timeBase.num);
    this.#lastPts = Number((BigInt(ticks) * num) / den);
  }

  /**
   * Reads a frame's header, with its side data.
   *
   * @param cursor - At the frame code; left behind the header, or short when there are not enough bytes.
   * @returns Whether the header was there as a whole; only then has anything changed.
   * @throws {@link NutError} when it contradicts itself or the headers.
   */
  read(cursor: NutCursor): boolean {
    const start = cursor.position;
    const code = this.#main.frameCodes[cursor.byte()];
    if (code === undefined) {
      throw fault(cursor, start, 'found a frame code that is not in the table');
    }
    let flags = code.flags;
    if (flags & FrameFlag.CODED) flags ^= cursor.unsigned();
    if (flags & FrameFlag.STREAM_ID && cursor.unsigned() !== 0) {
      throw fault(cursor, start, 'a frame belongs to an unknown stream');
    }
    const pts = this.#readPts(cursor, flags, code);
    const upperSize = flags & FrameFlag.SIZE_MSB ? cursor.unsigned() : 0;
    const size = code.sizeLsb + code.sizeMul * upperSize;
    if (flags & FrameFlag.MATCH_TIME) cursor.signed();
    const headerIndex = flags & FrameFlag.HEADER_INDEX ? cursor.unsigned() : code.headerIndex;
    const reserved = flags & FrameFlag.RESERVED ? cursor.unsigned() : code.reservedCount;
    for (let i = 0; i < reserved && !cursor.isShort; i++) cursor.unsigned();
    if (flags & FrameFlag.CHECKSUM) cursor.word(); // not checked: pipes do not flip bits
    const sideData = flags & FrameFlag.SIDE_DATA ? skipSideData(cursor) : 0;
    if (cursor.isShort) return false;
    const elided = this.#main.elided[size > LONG_PACKET ? 0 : headerIndex];
    if (elided === undefined) {
      throw fault(cursor, start, `there is no elided header ${headerIndex}`);
    }
    if (size < sideData || size > LARGEST_FRAME || (size > 0 && size < elided.length + sideData)) {
      throw fault(cursor, start, `a frame has ${size} bytes`);
    }
    if (!Number.isSafeInteger(pts)) throw fault(cursor, start, `a frame's time is ${pts}`);
    this.#lastPts = pts;
    this.pts = pts;
    this.size = size - sideData;
    this.elided = elided;
    return true;
  }

  #readPts(cursor: NutCursor, flags: number, code: FrameCode): number {
    if (!(flags & FrameFlag.CODED_PTS)) return this.#lastPts + code.ptsDelta;
    const coded = cursor.unsigned();
    const range = 2 ** this.#stream.msbPtsShift;
    if (coded >= range) return coded - range;
    // The time nearest to the last one that has these lowest bits.
    const least = this.#lastPts - Math.floor((range - 1) / 2);
    const difference = (coded - least) % range;
    return least + (difference < 0 ? difference + range : difference);
  }
}

/** Passes over side data and metadata: two lists of named values. Returns how many bytes they take. */
function skipSideData(cursor: NutCursor): number {
  const from = cursor.position;
  for (let list = 0; list < 2; list++) {
    const count = cursor.unsigned();
    for (let i = 0; i < count && !cursor.isShort; i++) {
      cursor.skipBlob(); // name
      const type = cursor.signed();
      if (type === -2) cursor.skipBlob(); // name of the type
      if (type === -1 || type === -2) cursor.skipBlob();
      else if (type === -4) cursor.unsigned();
      else if (type < -2) cursor.signed();
    }
  }
  return cursor.position - from;
}

function fault(cursor: NutCursor, position: number, message: string): NutError {
  return new NutError(message, cursor.base + position);
}
