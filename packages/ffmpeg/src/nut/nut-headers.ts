import { Rational } from '@giftgrab/core';

import type { NutCursor } from './nut-cursor';
import { FrameFlag, NutError, STARTCODE_BYTE } from './nut-format';

const NO_BYTES = new Uint8Array(0);
const LARGEST_SIDE = 65536;

/** What a NUT stream says of its video before the first frame. */
export interface NutStreamHeader {
  /** The four bytes that name the pixel format; compare with the pixel-format table. */
  readonly fourcc: Uint8Array;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Seconds per tick of the frames' times. */
  readonly timeBase: Rational;
}

/** What a frame code stands for. */
export interface FrameCode {
  readonly flags: number;
  readonly ptsDelta: number;
  readonly sizeMul: number;
  readonly sizeLsb: number;
  readonly reservedCount: number;
  readonly headerIndex: number;
}

/** What the main header says. */
export interface MainHeader {
  readonly timeBases: readonly Rational[];
  /** 256 entries; none where the code is invalid. */
  readonly frameCodes: readonly (FrameCode | undefined)[];
  /** Bytes that frames may leave out at their start; number 0 is empty. */
  readonly elided: readonly Uint8Array[];
}

/** A stream header together with what decoding times needs. */
export interface StreamHeader extends NutStreamHeader {
  /** Coded times below 2 to the power of this are relative. */
  readonly msbPtsShift: number;
}

/**
 * Reads the body of a main header.
 *
 * @param cursor - At the body's first byte; its limit is the body's end.
 * @throws {@link NutError} when it contradicts itself, or has more than one stream.
 */
export function readMainHeader(cursor: NutCursor): MainHeader {
  const version = cursor.unsigned();
  if (version < 2 || version > 4) throw fault(cursor, `its version is ${version}, not 2, 3 or 4`);
  if (version > 3) cursor.unsigned(); // minor version
  const streams = cursor.unsigned();
  if (streams !== 1) throw fault(cursor, `it has ${streams} streams, not 1`);
  cursor.unsigned(); // longest distance of syncpoints
  const timeBases = readTimeBases(cursor);
  const frameCodes = readFrameCodes(cursor);
  const elided = cursor.position < cursor.limit ? readElided(cursor) : [NO_BYTES];
  if (cursor.isShort) throw fault(cursor, 'its main header ends too early');
  return { timeBases, frameCodes, elided };
}

function readTimeBases(cursor: NutCursor): Rational[] {
  const count = cursor.unsigned();
  if (count < 1 || count > 256) throw fault(cursor, `it has ${count} time bases`);
  return Array.from({ length: count }, () => {
    const num = cursor.unsigned();
    const den = cursor.unsigned();
    if (num < 1 || den < 1) throw fault(cursor, `a time base is ${num}/${den}`);
    return new Rational(num, den);
  });
}

function readFrameCodes(cursor: NutCursor): (FrameCode | undefined)[] {
  const codes: (FrameCode | undefined)[] = [];
  let ptsDelta = 0;
  let sizeMul = 1;
  let headerIndex = 0;
  while (codes.length < 256) {
    const flags = cursor.unsigned();
    const fields = cursor.unsigned();
    if (fields > 0) ptsDelta = cursor.signed();
    if (fields > 1) sizeMul = cursor.unsigned();
    if (fields > 2) cursor.unsigned(); // the stream's number; there is only one
    const size = fields > 3 ? cursor.unsigned() : 0;
    const reservedCount = fields > 4 ? cursor.unsigned() : 0;
    const count = fields > 5 ? cursor.unsigned() : sizeMul - size;
    if (fields > 6) cursor.signed(); // time to match
    if (fields > 7) headerIndex = cursor.unsigned();
    for (let i = 8; i < fields && !cursor.isShort; i++) cursor.unsigned();
    const room = 256 - codes.length - (codes.length <= STARTCODE_BYTE ? 1 : 0);
    if (cursor.isShort || count < 1 || count > room) {
      throw fault(cursor, `its frame-code table is damaged at code ${codes.length}`);
    }
    for (let i = 0; i < count; i++) {
      if (codes.length === STARTCODE_BYTE) codes.push(undefined);
      const sizeLsb = size + i;
      const isInvalid = (flags & FrameFlag.INVALID) !== 0;
      const code = { flags, ptsDelta, sizeMul, sizeLsb, reservedCount, headerIndex };
      codes.push(isInvalid ? undefined : code);
    }
    if (codes.length === STARTCODE_BYTE) codes.push(undefined);
  }
  return codes;
}

function readElided(cursor: NutCursor): Uint8Array[] {
  const count = cursor.unsigned();
  if (count > 127) throw fault(cursor, `it has ${count} elided headers`);
  const elided: Uint8Array[] = [NO_BYTES];
  for (let i = 0; i < count; i++) {
    const length = cursor.unsigned();
    const start = cursor.position;
    cursor.skip(length);
    if (cursor.isShort || length < 1 || length > 255) {
      throw fault(cursor, `an elided header has ${length} bytes`);
    }
    elided.push(cursor.bytes.slice(start, start + length));
  }
  return elided;
}

/**
 * Reads the body of a stream header.
 *
 * @param cursor - At the body's first byte; its limit is the body's end.
 * @param main - The main header before it.
 * @throws {@link NutError} when it is not video, or its numbers make no sense.
 */
export function readStreamHeader(cursor: NutCursor, main: MainHeader): StreamHeader {
  const id = cursor.unsigned();
  const kind = cursor.unsigned();
  if (id !== 0 || kind !== 0) throw fault(cursor, `stream ${id} is of class ${kind}, not video`);
  const fourccLength = cursor.unsigned();
  const fourcc = cursor.bytes.slice(cursor.position, cursor.position + 4);
  cursor.skip(fourccLength);
  if (fourccLength !== 4) throw fault(cursor, `its fourcc has ${fourccLength} bytes`);
  const timeBase = main.timeBases[cursor.unsigned()];
  const msbPtsShift = cursor.unsigned();
  if (timeBase === undefined || msbPtsShift > 15) throw fault(cursor, 'its time base is missing');
  cursor.unsigned(); // longest distance of times
  cursor.unsigned(); // decode delay
  cursor.unsigned(); // stream flags
  cursor.skipBlob(); // codec-specific data
  const width = cursor.unsigned();
  const height = cursor.unsigned();
  if (cursor.isShort) throw fault(cursor, 'its stream header ends too early');
  if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
    throw fault(cursor, `its pictures are ${width}x${height}`);
  }
  return { fourcc, width, height, timeBase, msbPtsShift };
}

function fault(cursor: NutCursor, message: string): NutError {
  return new NutError(message, cursor.base + cursor.position);
}
