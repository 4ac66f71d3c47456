import { InvalidOptionError, type Rational } from '@giftgrab/core';

import {
  FrameFlag,
  INFO_STARTCODE,
  MAIN_STARTCODE,
  NUT_IDENTIFICATION,
  nutChecksum,
  STREAM_STARTCODE,
  SYNCPOINT_STARTCODE,
  type Startcode,
} from './nut-format';

const VERSION = 4;
const MAX_DISTANCE = 65536;
/** The main header's flag for a stream that is never sought in: syncpoints only at its start. */
const PIPE_MODE = 2;
/** Coded times below 2 to the power of this are relative: the lowest bits of a time near the last. */
const MSB_PTS_SHIFT = 15;
const PTS_RANGE = 2 ** MSB_PTS_SHIFT;
/** Old versions of ffmpeg keep a frame's coded time in 32 bits; a syncpoint's time has always had 64. */
const LARGEST_CODED_PTS = 2 ** 31 - 1;
/** The one frame code in use: each frame says its time and its size. */
const FRAME_CODE = 1;
/** ffmpeg reads numerator and denominator of a time base as 31-bit numbers. */
const LARGEST_TIME_BASE = 2 ** 31 - 1;
/** 2^53 in seven bits a byte. */
const LONGEST_NUMBER = 8;

/** What a {@link NutWriter} tells ffmpeg of the video. */
export interface NutWriterOptions {
  /** The four bytes that name the pixel format, from the pixel-format table. */
  readonly fourcc: ArrayLike<number>;
  /** Pixels a row; a positive integer. */
  readonly width: number;
  /** Rows; a positive integer. */
  readonly height: number;
  /** Seconds per tick of the frames' times; numerator and denominator below 2^31. */
  readonly timeBase: Rational;
  /**
   * Frames per second, if known: what ffmpeg plans bit rates by and writes into headers. Times
   * stay what they are. Without it ffmpeg guesses, or takes a tick for a frame.
   */
  readonly frameRate?: Rational | undefined;
}

/**
 * Makes the headers that turn raw pictures into a NUT stream with exact times, for ffmpeg's input.
 *
 * Write {@link header} once, then for each frame {@link frameHeader} and its pixels.
 *
 * @example
 * ```ts
 * import { createWriteStream } from 'node:fs';
 * import { pixelFormat, Rational } from '@giftgrab/core';
 * import { NutWriter } from '@giftgrab/ffmpeg';
 *
 * const { fourcc } = pixelFormat('I420');
 * const writer = new NutWriter({ fourcc, width: 64, height: 48, timeBase: new Rational(1, 25) });
 * const file = createWriteStream('black.nut');
 * const pixels = new Uint8Array((64 * 48 * 3) / 2);
 * file.write(writer.header());
 * file.write(writer.frameHeader(0, pixels.length));
 * file.end(pixels);
 * ```
 */
export class NutWriter {
  readonly #options: NutWriterOptions;
  #lastPts = 0;

  /**
   * @param options - What does not change from frame to frame.
   * @throws {@link InvalidOptionError} when a number is out of its range.
   */
  constructor(options: NutWriterOptions) {
    const { fourcc, width, height, timeBase } = options;
    if (fourcc.length !== 4) throw new InvalidOptionError('fourcc', 'four bytes', fourcc);
    checkPositive('width', width);
    checkPositive('height', height);
    if (timeBase.num < 1 || timeBase.num > LARGEST_TIME_BASE || timeBase.den > LARGEST_TIME_BASE) {
      throw new InvalidOptionError('timeBase', 'a positive fraction of 31-bit numbers', timeBase);
    }
    this.#options = options;
  }

  /** Everything before the first frame. Freshly allocated; the caller's. */
  header(): Uint8Array {
    const { frameRate } = this.#options;
    return Uint8Array.from([
      ...NUT_IDENTIFICATION,
      ...packet(MAIN_STARTCODE, this.#mainHeader()),
      ...packet(STREAM_STARTCODE, this.#streamHeader()),
      ...(frameRate === undefined ? [] : packet(INFO_STARTCODE, frameRateInfo(frameRate))),
      // No time, no way back: frames carry their whole time.
      ...packet(SYNCPOINT_STARTCODE, [0, 0]),
    ]);
  }

  /**
   * What goes before a frame's pixels. Headers have to be written in the order they were made in.
   *
   * @param pts - The frame's time in ticks of the time base; an integer from 0. ffmpeg wants it larger than the last frame's.
   * @param size - Bytes of pixels that follow; a positive integer.
   * @returns Some 10 to 40 bytes, freshly allocated: safe to hand to a write that ends later.
   * @throws {@link InvalidOptionError} when NUT cannot hold the time or the size: it has no negative times.
   */
  frameHeader(pts: number, size: number): Uint8Array {
    if (!Number.isSafeInteger(pts) || pts < 0) {
      const remedy = 'Count the times of the frames from the first one.';
      throw new InvalidOptionError('pts', 'an integer from 0', pts, remedy);
    }
    checkPositive('size', size);
    const isAbsolute = pts + PTS_RANGE <= LARGEST_CODED_PTS;
    const isNear = Math.abs(pts - this.#lastPts) < PTS_RANGE / 2 - 1;
    this.#lastPts = pts;
    const codedPts = isAbsolute ? pts + PTS_RANGE : pts % PTS_RANGE;
    // ffmpeg remembers every syncpoint for ever, so there is none without need.
    if (isAbsolute || isNear) return frame(codedPts, size);
    const syncpoint = packet(SYNCPOINT_STARTCODE, [...unsigned(pts), 0]);
    return Uint8Array.from([...syncpoint, ...frame(codedPts, size)]);
  }

  #mainHeader(): number[] {
    const { timeBase } = this.#options;
    const { KEY, CODED_PTS, SIZE_MSB, CHECKSUM, INVALID } = FrameFlag;
    return [
      ...[VERSION, 0, 1], // minor version, one stream
      ...unsigned(MAX_DISTANCE),
      ...[1, ...unsigned(timeBase.num), ...unsigned(timeBase.den)],
      // Codes 0 and 255, which runs of equal bytes look like, are invalid.
      ...frameCodes(INVALID, 1),
      ...frameCodes(KEY | CODED_PTS | SIZE_MSB | CHECKSUM, 253),
      ...frameCodes(INVALID, 1),
      0, // no elided headers
      PIPE_MODE,
    ];
  }

  #streamHeader(): number[] {
    const { fourcc, width, height, timeBase } = this.#options;
    const ticksPerSecond = Math.max(1, Math.floor(timeBase.den / timeBase.num));
    return [
      ...[0, 0], // number of the stream, class video
      ...[4, ...Array.from(fourcc)],
      0, // number of the time base
      MSB_PTS_SHIFT,
      ...unsigned(ticksPerSecond), // a longer step is a leap in time
      ...[0, 0, 0], // decode delay, flags, codec-specific bytes
      ...unsigned(width),
      ...unsigned(height),
      ...[0, 0], // shape of a pixel: unknown
      0, // kind of colour: unknown
    ];
  }
}

function frame(codedPts: number, size: number): Uint8Array {
  const bytes = new Uint8Array(1 + 2 * LONGEST_NUMBER + 4);
  bytes[0] = FRAME_CODE;
  let end = putUnsigned(bytes, 1, codedPts);
  end = putUnsigned(bytes, end, size);
  // ffmpeg insists on a checksum for frames of more than 128 KiB and for leaps in time.
  putWord(bytes, end, nutChecksum(bytes, 0, end));
  return bytes.subarray(0, end + 4);
}

/** One entry of the frame-code table: the same flags for `count` codes. */
function frameCodes(flags: number, count: number): number[] {
  // Six fields: time difference, size multiplier, stream, size, reserved fields, count.
  return [...unsigned(flags), 6, 0, 1, 0, 0, 0, ...unsigned(count)];
}

/** ffmpeg's own tag: it survives neither averaging nor guessing. */
function frameRateInfo(frameRate: Rational): number[] {
  const text = (value: string): number[] => {
    const bytes = [...Buffer.from(value, 'utf8')];
    return [...unsigned(bytes.length), ...bytes];
  };
  const utf8 = 2; // -1, folded: the value is text
  // Of stream 0 (counted from 1), no chapter, no start, no length, one tag.
  return [1, 0, 0, 0, 1, ...text('r_frame_rate'), utf8, ...text(`${frameRate}`)];
}

function packet(startcode: Startcode, body: readonly number[]): Uint8Array {
  const length = unsigned(body.length + 4); // with the checksum; always below LONG_PACKET
  const bytes = new Uint8Array(8 + length.length + body.length + 4);
  putWord(bytes, 0, startcode.high);
  putWord(bytes, 4, startcode.low);
  bytes.set(length, 8);
  const start = 8 + length.length;
  bytes.set(body, start);
  const end = start + body.length;
  putWord(bytes, end, nutChecksum(bytes, start, end));
  return bytes;
}

function unsigned(value: number): number[] {
  const bytes = new Uint8Array(LONGEST_NUMBER);
  return Array.from(bytes.subarray(0, putUnsigned(bytes, 0, value)));
}

/** Writes a variable-length number and returns where it ends. */
function putUnsigned(bytes: Uint8Array, at: number, value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    bytes[at + i] = (rest % 128) | (i === length - 1 ? 0 : 128);
    rest = Math.floor(rest / 128);
  }
  return at + length;
}

function putWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function checkPositive(option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidOptionError(option, 'a positive integer', value);
  }
}
