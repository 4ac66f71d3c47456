import { createHash } from 'node:crypto';
import { Rational } from '@giftgrab/core';
import {
  NutError,
  NutReader,
  NutWriter,
  type NutReaderHandlers,
  type NutStreamHeader,
} from '@giftgrab/ffmpeg';
import type { Random } from '../../../core/test/support/random';
import { mutate, noise } from './mutate';

// Damage may well claim a gigabyte: no need to have it.
const LARGEST = 1 << 20;
const UNTOUCHED = 0xee;

/** Streams of small frames, most of them, and of frames that go past the reader's own memory. */
export function nutStreams(): readonly [Buffer, ...Buffer[]] {
  const small = [[100, 100, 100], [30], [1, 2, 3, 4, 5], [64, 1]].map(streamOf);
  return [streamOf([9, 9]), ...small, streamOf([1, 5000, 2, 4096, 7]), streamOf([70_000, 9])];
}

function streamOf(sizes: readonly number[]): Buffer {
  const timeBase = new Rational(1, 30);
  const writer = new NutWriter({ fourcc: [89, 56, 48, 48], width: 10, height: 10, timeBase });
  const header = writer.header();
  const frames = sizes.flatMap((size, pts) => [
    writer.frameHeader(pts * pts, size),
    Buffer.alloc(size, pts + 1),
  ]);
  return Buffer.concat([header, ...frames]);
}

/**
 * Reads a damaged stream, or one of random bytes, in random pieces and byte by byte.
 *
 * @param streams - What is damaged.
 * @param random - Says how.
 * @returns Whether there was a frame in it.
 * @throws Where the reader crashes, reads what never came, or finds something else in other pieces.
 */
export function fuzzNut(streams: readonly [Buffer, ...Buffer[]], random: Random): boolean {
  const stream = streamToRead(streams, random);
  const sizes = Array.from({ length: 8 }, () => random.integer(1, random.pick([3, 40, 70_000])));
  const found = outcomeOf(stream, sizes, random.integer(2, 5));
  // Each byte of a long stream by itself takes long, and finds nothing that other small pieces do not.
  const again = outcomeOf(stream, stream.length > 20_000 ? [997, 1, 31] : [1], Infinity);
  if (found !== again) throw new Error(`in pieces of ${sizes.join()}: ${found}; else ${again}`);
  return found.includes('frame ');
}

function streamToRead(streams: readonly [Buffer, ...Buffer[]], random: Random): Buffer {
  const stream = random.pick(streams);
  if (random.fraction() < 0.9) return mutate(stream, random);
  // Most random bytes are no NUT from the first on; behind a header they get further.
  const start = random.fraction() < 0.5 ? 0 : random.integer(0, Math.min(300, stream.length));
  return Buffer.concat([stream.subarray(0, start), noise(random.integer(0, 300), random)]);
}

/** Takes what a reader finds, and sees that it behaves. */
class Findings implements NutReaderHandlers {
  readonly found: string[] = [];
  asked = 0;
  pixels = 0;
  readonly #blockEvery: number;
  #memory: Uint8Array | undefined;
  #isTooLarge = false;

  constructor(blockEvery: number) {
    this.#blockEvery = blockEvery;
  }

  /** Whether a frame was larger than anything that is to be had. */
  isTooLarge(): boolean {
    return this.#isTooLarge;
  }

  onHeader({ width, height }: NutStreamHeader): void {
    this.found.push(`header ${width}x${height}`);
  }

  onFrameStart(pts: number, size: number): Uint8Array | undefined {
    if (this.#memory !== undefined) throw new Error('a frame within a frame');
    this.#isTooLarge = size > LARGEST;
    this.asked += 1;
    if (this.#isTooLarge || this.asked % this.#blockEvery === 0) return undefined;
    this.found.push(`frame ${pts} of ${size}`);
    // A byte more, to see that nothing is written behind.
    this.#memory = new Uint8Array(size + 1).fill(UNTOUCHED);
    return this.#memory.subarray(0, size);
  }

  onFrameEnd(): void {
    if (this.#memory === undefined) throw new Error('an end without a start');
    if (this.#memory.at(-1) !== UNTOUCHED) throw new Error('it wrote behind the frame');
    this.found.push(createHash('md5').update(this.#memory).digest('hex'));
    this.pixels += this.#memory.length - 1;
    this.#memory = undefined;
  }
}

function outcomeOf(stream: Buffer, sizes: readonly number[], blockEvery: number): string {
  const findings = new Findings(blockEvery);
  const reader = new NutReader(findings);
  const { found } = findings;
  let position = 0;
  try {
    for (let i = 0; position < stream.length && !findings.isTooLarge(); i += 1) {
      const buffer = reader.buffer();
      const length = Math.min(
        sizes[i % sizes.length] ?? 1,
        buffer.length,
        stream.length - position,
      );
      if (length === 0) throw new Error('a buffer of no bytes');
      buffer.set(stream.subarray(position, position + length));
      position += length;
      reader.push(length);
      while (reader.blocked && !findings.isTooLarge()) reader.resume();
    }
    found.push(findings.isTooLarge() ? 'too large' : reader.end());
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
    found.push(`${error.message} at ${error.offset}`);
  }
  const { pixels, asked } = findings;
  // What headers leave out may be a few bytes a frame.
  if (pixels > stream.length + 256 * asked) throw new Error(`${pixels} bytes of ${stream.length}`);
  return found.join('; ');
}
