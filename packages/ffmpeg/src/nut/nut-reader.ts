import { InvalidOptionError } from '@giftgrab/core';

import { NutCursor } from './nut-cursor';
import {
  LONG_PACKET,
  NUT_IDENTIFICATION,
  NutError,
  STARTCODE_BYTE,
  startcodeName,
} from './nut-format';
import { NutFrameHeader } from './nut-frame-header';
import {
  readMainHeader,
  readStreamHeader,
  type MainHeader,
  type NutStreamHeader,
} from './nut-headers';

const SCRATCH_BYTES = 65536;
/** Behind a large frame only the next header is wanted: what is read past it has to be copied. */
const SMALL_READ = 4096;
const LARGE_FRAME = 262144;
/** Fewer missing bytes than this come through the scratch, together with the next header. */
const DIRECT_MINIMUM = 4096;
/** Packets that have to be in the scratch as a whole. */
const LARGEST_HEADER = 32768;

/** Who is told what a {@link NutReader} finds. */
export interface NutReaderHandlers {
  /** The stream's header; once, before the first frame. */
  onHeader(header: NutStreamHeader): void;
  /**
   * A frame is about to arrive.
   *
   * @param pts - Its time, in ticks of the time base; an integer.
   * @param size - Its bytes. May differ from the last frame's when the picture's size changed.
   * @returns Memory of just `size` bytes, borrowed until `onFrameEnd`, or `undefined` when there
   * is none now: the reader is then {@link NutReader.blocked} and asks again on
   * {@link NutReader.resume}.
   */
  onFrameStart(pts: number, size: number): Uint8Array | undefined;
  /** All bytes of the frame are in place; the reader has let go of the memory. */
  onFrameEnd(): void;
}

/**
 * How a stream ended: between two frames, within one (or its header), or before the first header
 * was complete.
 */
export type NutEnd = 'clean' | 'partial frame' | 'no header';

/**
 * Takes apart, as it arrives, a NUT stream that carries raw video.
 *
 * Made for a socket's `onread: { buffer, callback }`: {@link buffer} says where the next bytes
 * shall go, {@link push} how many came. Pixels land in the caller's frame memory without a copy,
 * but for the few that come along with a header. It keeps 64 KiB of its own and allocates nothing
 * per frame but the views that it hands out.
 *
 * @example
 * ```ts
 * import { connect, type Socket } from 'node:net';
 * import { NutReader, type NutReaderHandlers } from '@giftgrab/ffmpeg';
 *
 * function readFrom(path: string, handlers: NutReaderHandlers): Socket {
 *   const reader = new NutReader(handlers);
 *   return connect({
 *     path,
 *     onread: {
 *       buffer: () => reader.buffer(),
 *       callback: (bytesRead) => {
 *         reader.push(bytesRead);
 *         return !reader.blocked; // later: reader.resume(); if (!reader.blocked) socket.resume();
 *       },
 *     },
 *   });
 * }
 * console.log(typeof readFrom);
 * ```
 */
export class NutReader {
  readonly #handlers: NutReaderHandlers;
  readonly #scratch = new Uint8Array(SCRATCH_BYTES);
  readonly #smallScratch = this.#scratch.subarray(0, SMALL_READ);
  readonly #cursor = new NutCursor(this.#scratch);

  /** Unread bytes of the scratch. */
  #start = 0;
  #end = 0;
  /** Offset in the stream of the scratch's byte 0. */
  #base = 0;
  /** Whether the last {@link buffer} was frame memory. */
  #lentFrame = false;
  #lentLength = 0;

  #isIdentified = false;
  #main: MainHeader | undefined;
  /** There once the stream header is. */
  #frameHeader: NutFrameHeader | undefined;
  /** Bytes still to pass over. */
  #skip = 0;

  #isBlocked = false;
  #frame: Uint8Array | undefined;
  #filled = 0;

  /**
   * @param handlers - Called from within {@link push} and {@link resume}, in order. What they throw comes out there.
   */
  constructor(handlers: NutReaderHandlers) {
    this.#handlers = handlers;
  }

  /** Whether `onFrameStart` had no memory: stop reading and call {@link resume} when there is some. */
  get blocked(): boolean {
    return this.#isBlocked;
  }

  /**
   * Where the next bytes shall be put: frame memory or the reader's own. Never empty. Valid until
   * the next call of this method, also across {@link resume}: a socket asks for its next buffer
   * before it stops reading.
   */
  buffer(): Uint8Array {
    const view = this.#nextBuffer();
    this.#lentLength = view.length;
    return view;
  }

  #nextBuffer(): Uint8Array {
    const frame = this.#frame;
    const missing = frame === undefined ? 0 : frame.length - this.#filled;
    this.#lentFrame = missing >= DIRECT_MINIMUM;
    if (frame !== undefined && this.#lentFrame) {
      return this.#filled === 0 ? frame : frame.subarray(this.#filled);
    }
    if (this.#start > 0) {
      this.#scratch.copyWithin(0, this.#start, this.#end);
      this.#base += this.#start;
      this.#end -= this.#start;
      this.#start = 0;
    }
    const isLarge = (this.#frameHeader?.size ?? 0) >= LARGE_FRAME;
    if (this.#end === 0) return isLarge ? this.#smallScratch : this.#scratch;
    const limit = isLarge ? this.#end + SMALL_READ : SCRATCH_BYTES;
    return this.#scratch.subarray(this.#end, Math.min(limit, SCRATCH_BYTES));
  }

  /**
   * Tells that bytes have been put into the last {@link buffer}.
   *
   * @param bytesRead - How many; from its start.
   * @throws {@link NutError} when they are not NUT with one stream of video. The reader is of no use afterwards.
   */
  push(bytesRead: number): void {
    if (!Number.isInteger(bytesRead) || bytesRead < 0 || bytesRead > this.#lentLength) {
      throw new InvalidOptionError('bytesRead', `0 to ${this.#lentLength}`, bytesRead);
    }
    this.#lentLength -= bytesRead;
    if (this.#lentFrame) {
      this.#filled += bytesRead;
      this.#base += bytesRead;
    } else {
      this.#end += bytesRead;
    }
    this.#parse();
  }

  /**
   * Asks `onFrameStart` again and goes on with the bytes at hand. Does nothing unless
   * {@link blocked}; may find itself blocked again, at the same frame or a later one.
   *
   * @throws {@link NutError} as {@link push} does.
   */
  resume(): void {
    if (!this.#isBlocked || this.#frameHeader === undefined) return;
    this.#isBlocked = false;
    if (this.#startFrame(this.#frameHeader)) this.#parse();
  }

  /**
   * Tells that no more bytes will come. A stream that ends in mid-index is `'clean'`: it lacks no picture.
   */
  end(): NutEnd {
    if (this.#frameHeader === undefined) return 'no header';
    if (this.#frame !== undefined || this.#isBlocked) return 'partial frame';
    const isPacket = this.#scratch[this.#start] === STARTCODE_BYTE;
    return this.#start === this.#end || isPacket ? 'clean' : 'partial frame';
  }

  #parse(): void {
    while (!this.#isBlocked && this.#step()) {
      // each step takes one thing off the scratch
    }
  }

  /** Returns whether there may be more to do with the bytes at hand. */
  #step(): boolean {
    if (this.#frame !== undefined) return this.#fillFrame(this.#frame);
    const available = this.#end - this.#start;
    if (available === 0) return false;
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, available);
      this.#skip -= skipped;
      this.#start += skipped;
      return true;
    }
    if (!this.#isIdentified) return this.#identify(available);
    this.#cursor.reset(this.#start, this.#end, this.#base);
    const isPacket = this.#scratch[this.#start] === STARTCODE_BYTE;
    return isPacket ? this.#readPacket() : this.#readFrameHeader();
  }

  #fillFrame(frame: Uint8Array): boolean {
    const length = Math.min(frame.length - this.#filled, this.#end - this.#start);
    if (length > 0) {
      frame.set(this.#scratch.subarray(this.#start, this.#start + length), this.#filled);
      this.#start += length;
      this.#filled += length;
    }
    if (this.#filled < frame.length) return false;
    this.#frame = undefined;
    this.#handlers.onFrameEnd();
    return true;
  }

  #identify(available: number): boolean {
    const length = Math.min(available, NUT_IDENTIFICATION.length);
    for (let i = 0; i < length; i++) {
      if (this.#scratch[this.#start + i] !== NUT_IDENTIFICATION[i]) {
        throw new NutError(
          'it does not begin with "nut/multimedia container"',
          this.#base + this.#start + i,
        );
      }
    }
    if (length < NUT_IDENTIFICATION.length) return false;
    this.#start += length;
    this.#isIdentified = true;
    return true;
  }

  #readPacket(): boolean {
    const cursor = this.#cursor;
    const high = cursor.word();
    const low = cursor.word();
    const length = cursor.unsigned();
    if (length > LONG_PACKET) cursor.word(); // checksum of the length
    if (cursor.isShort) return false;
    const kind = startcodeName(high, low);
    if (kind === undefined) throw this.#fault('found no frame and no known packet');
    const isRead =
      kind === 'syncpoint' ||
      (kind === 'main' && this.#main === undefined) ||
      (kind === 'stream' && this.#frameHeader === undefined);
    if (!isRead) {
      this.#start = cursor.position;
      this.#skip = length;
      return true;
    }
    if (length < 4 || length > LARGEST_HEADER) {
      throw this.#fault(`a ${kind} packet has ${length} bytes`);
    }
    const end = cursor.position + length;
    if (end > this.#end) return false;
    cursor.limit = end - 4; // without the checksum: pipes do not flip bits
    if (kind === 'main') this.#main = readMainHeader(cursor);
    else if (kind === 'stream') this.#readStreamHeader();
    else this.#readSyncpoint();
    this.#start = end;
    return true;
  }

  #readStreamHeader(): void {
    if (this.#main === undefined) throw this.#fault('a stream header comes before the main header');
    const stream = readStreamHeader(this.#cursor, this.#main);
    this.#frameHeader = new NutFrameHeader(this.#main, stream);
    const { fourcc, width, height, timeBase } = stream;
    this.#handlers.onHeader({ fourcc, width, height, timeBase });
  }

  #readSyncpoint(): void {
    if (this.#frameHeader === undefined) {
      throw this.#fault('a syncpoint comes before the stream header');
    }
    this.#frameHeader.readSyncpoint(this.#cursor);
  }

  #readFrameHeader(): boolean {
    const header = this.#frameHeader;
    if (header === undefined) throw this.#fault('a frame comes before the stream header');
    if (!header.read(this.#cursor)) {
      if (this.#end - this.#start > LARGEST_HEADER) throw this.#fault('a frame header never ends');
      return false;
    }
    this.#start = this.#cursor.position;
    // The end-of-relevance mark is a time without a picture.
    return header.size === 0 || this.#startFrame(header);
  }

  #startFrame({ pts, size, elided }: NutFrameHeader): boolean {
    const frame = this.#handlers.onFrameStart(pts, size);
    if (frame === undefined) {
      this.#isBlocked = true;
      return false;
    }
    if (frame.length !== size) {
      throw new InvalidOptionError('onFrameStart()', `${size} bytes of memory`, frame.length);
    }
    frame.set(elided);
    this.#filled = elided.length;
    this.#frame = frame;
    return true;
  }

  #fault(message: string): NutError {
    return new NutError(message, this.#base + this.#start);
  }
}
