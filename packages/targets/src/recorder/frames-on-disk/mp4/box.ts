/** A box of an MP4 file (ISO/IEC 14496-12) that lies in memory. */
export interface Box {
  /** Its four letters. */
  readonly type: string;
  /** What is in it, without its header. */
  readonly body: Buffer;
}

/** Where a box lies in a file. */
export interface BoxHeader {
  readonly type: string;
  /** Bytes of its header. */
  readonly headerLength: number;
  /** Bytes of all of it. */
  readonly size: number;
}

/** The longest that the header of a box is. */
export const MAX_HEADER = 16;

/**
 * Reads the header of a box.
 *
 * @param bytes - From its first byte on.
 * @returns `undefined` where there are too few bytes, or what is there is no header.
 */
export function readBoxHeader(bytes: Buffer): BoxHeader | undefined {
  if (bytes.length < 8) return undefined;
  const type = bytes.toString('latin1', 4, 8);
  const short = bytes.readUInt32BE(0);
  if (short !== 1) return short < 8 ? undefined : { type, headerLength: 8, size: short };
  if (bytes.length < MAX_HEADER) return undefined;
  const size = Number(bytes.readBigUInt64BE(8));
  return size < MAX_HEADER ? undefined : { type, headerLength: MAX_HEADER, size };
}

/**
 * The boxes that lie one after the other in memory.
 *
 * @param bytes - The body of the box that holds them.
 * @throws RangeError when one reaches beyond the end.
 */
export function boxesIn(bytes: Buffer): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < bytes.length;) {
    const header = readBoxHeader(bytes.subarray(at));
    if (header === undefined || at + header.size > bytes.length) {
      throw new RangeError(`a damaged box at byte ${at}`);
    }
    const { type, headerLength, size } = header;
    boxes.push({ type, body: bytes.subarray(at + headerLength, at + size) });
    at += size;
  }
  return boxes;
}

/**
 * The first box of a type.
 *
 * @param boxes - Where to look.
 * @param type - Its four letters.
 * @throws RangeError when there is none.
 */
export function boxOf(boxes: readonly Box[], type: string): Box {
  const box = boxes.find((each) => each.type === type);
  if (box === undefined) throw new RangeError(`no ${type} box`);
  return box;
}

/**
 * A box for writing.
 *
 * @param type - Its four letters.
 * @param parts - What is in it.
 */
export function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(8);
  const size = parts.reduce((sum, part) => sum + part.length, header.length);
  header.writeUInt32BE(size, 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...parts], size);
}

/** The version and the flags that most boxes begin with. */
export function versionAndFlags(version: number, flags = 0): Buffer {
  return u32((version << 24) | flags);
}

/** Numbers of 32 bits, most significant byte first. */
export function u32(...values: readonly number[]): Buffer {
  return u32Table(values);
}

/** As {@link u32}, for more numbers than a call may have. */
export function u32Table(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (let i = 0; i < values.length; i += 1) bytes.writeUInt32BE((values[i] ?? 0) >>> 0, i * 4);
  return bytes;
}

/** Whole numbers of 64 bits, most significant byte first. */
export function u64Table(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (let i = 0; i < values.length; i += 1) {
    bytes.writeBigInt64BE(BigInt(values[i] ?? 0), i * 8);
  }
  return bytes;
}
