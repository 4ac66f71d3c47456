import { GiftGrabError } from '@giftgrab/core';

/** What every NUT file begins with: the identification string and its terminating zero. */
export const NUT_IDENTIFICATION = Uint8Array.from(
  [...'nut/multimedia container'].map((c) => c.charCodeAt(0)).concat(0),
);

/** The eight bytes that say which packet follows, in halves: there are no cheap 64-bit integers. */
export interface Startcode {
  /** Its first four bytes, big-endian. */
  readonly high: number;
  /** Its last four bytes, big-endian. */
  readonly low: number;
}

/** The main header: version, time bases and the frame-code table. */
export const MAIN_STARTCODE: Startcode = { high: 0x4e4d7a56, low: 0x1f5f04ad };
/** A stream header: codec, time base and picture size. */
export const STREAM_STARTCODE: Startcode = { high: 0x4e531140, low: 0x5bf2f9db };
/** A syncpoint: resets the time that coded times refer to. */
export const SYNCPOINT_STARTCODE: Startcode = { high: 0x4e4be4ad, low: 0xeeca4569 };
/** The index at the end of a file. */
export const INDEX_STARTCODE: Startcode = { high: 0x4e58dd67, low: 0x2f23e64e };
/** Tags. */
export const INFO_STARTCODE: Startcode = { high: 0x4e49ab68, low: 0xb596ba78 };

/** The kinds of packet. */
export type PacketName = 'main' | 'stream' | 'syncpoint' | 'index' | 'info';

const STARTCODES: Readonly<Record<PacketName, Startcode>> = {
  syncpoint: SYNCPOINT_STARTCODE,
  main: MAIN_STARTCODE,
  stream: STREAM_STARTCODE,
  info: INFO_STARTCODE,
  index: INDEX_STARTCODE,
};
const PACKET_NAMES = new Map(
  (Object.keys(STARTCODES) as PacketName[]).map((name) => [STARTCODES[name].high, name]),
);

/**
 * Which packet a startcode announces, if it is one.
 *
 * @param high - Its first four bytes, big-endian.
 * @param low - Its last four bytes, big-endian.
 */
export function startcodeName(high: number, low: number): PacketName | undefined {
  const name = PACKET_NAMES.get(high);
  return name !== undefined && STARTCODES[name].low === low ? name : undefined;
}

/** The byte that startcodes begin with and that is never a frame code: `N`. */
export const STARTCODE_BYTE = 0x4e;

/** The bits of a frame's flags. */
export const FrameFlag = {
  /** The frame can be decoded without any other. */
  KEY: 1,
  /** The stream ends here; there are no pixels. */
  END_OF_RELEVANCE: 2,
  /** The time is in the frame header, not derived from the last one. */
  CODED_PTS: 8,
  /** The stream's number is in the frame header. */
  STREAM_ID: 16,
  /** The upper part of the size is in the frame header. */
  SIZE_MSB: 32,
  /** The frame header ends with a checksum. */
  CHECKSUM: 64,
  /** Fields that a reader has to skip. */
  RESERVED: 128,
  /** The payload begins with side data and metadata (version 4). */
  SIDE_DATA: 256,
  /** The number of the elided header is in the frame header. */
  HEADER_INDEX: 1024,
  /** A time to match follows. */
  MATCH_TIME: 2048,
  /** The frame header says which flags differ from those of the frame code. */
  CODED: 4096,
  /** No frame has this code. */
  INVALID: 8192,
} as const;

/** A packet of more bytes than this has a checksum after its length; a frame of more elides no header. */
export const LONG_PACKET = 4096;

/** What is wrong with bytes that ought to be NUT, and where. */
export class NutError extends GiftGrabError {
  /** Bytes from the start of the stream to what could not be read. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super('FFMPEG', `Expected NUT at byte ${offset} but ${message}.`);
    this.offset = offset;
  }
}
Object.defineProperty(NutError.prototype, 'name', { value: 'NutError', configurable: true });

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/**
 * NUT's checksum: CRC-32 with polynomial 0x04C11DB7, start value 0, most significant bit first.
 *
 * @param bytes - What to sum.
 * @param from - The first byte.
 * @param to - One past the last byte.
 * @returns An unsigned number, stored big-endian.
 */
export function nutChecksum(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) {
    crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ (bytes[i] ?? 0)] ?? 0);
  }
  return crc >>> 0;
}
