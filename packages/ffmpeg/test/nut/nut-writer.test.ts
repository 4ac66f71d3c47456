import {
  ColourSpace,
  InvalidOptionError,
  pictureLayout,
  pixelFormat,
  Rational,
} from '@giftgrab/core';
import { NutWriter } from '@giftgrab/ffmpeg';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { createHash } from 'node:crypto';

import { FFMPEG_BUILDS, runFfmpeg } from '../support/ffmpeg-builds';
import { readNut } from '../support/nut-frames';

const COLOURS = Object.values(ColourSpace);
const SIZES = [
  [401, 301],
  [1, 1],
  [3, 2],
] as const;

/** A stream of noise, and what is in it. */
function noise(
  colour: ColourSpace,
  cols: number,
  rows: number,
  times: readonly number[],
  timeBase: Rational,
  frameRate?: Rational,
): { stream: Uint8Array[]; pixels: Uint8Array[] } {
  const format = pixelFormat(colour);
  const size = pictureLayout(format, cols, rows).byteLength;
  const writer = new NutWriter({
    ...{ fourcc: format.fourcc, width: cols, height: rows, timeBase },
    frameRate,
  });
  const pixels = times.map((_, n) => Uint8Array.from({ length: size }, (_, i) => (i * 7 + n) * 31));
  const stream = [writer.header()];
  pixels.forEach((frame, n) => stream.push(writer.frameHeader(times[n] ?? 0, size), frame));
  return { stream, pixels };
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** Times and checksums out of ffmpeg's `framemd5`. */
function parseFrames(text: string): { pts: number; hash: string }[] {
  return text
    .split('\n')
    .filter((line) => /^0,/.test(line))
    .map((line) => line.split(',').map((field) => field.trim()))
    .map((fields) => ({ pts: Number(fields[2]), hash: fields[5] ?? '' }));
}

const FAST_START = '-f nut -probesize 32 -analyzeduration 0 -fpsprobesize 0'.split(' ');
const KEEP_TIMES = ['-vsync', 'passthrough', '-copyts', '-enc_time_base', '-1'];

describe('NutWriter', () => {
  for (const { name, path } of FFMPEG_BUILDS) {
    describe(`into ${name}`, () => {
      for (const colour of COLOURS) {
        it(`gives every byte of ${colour} at odd sizes, without a warning`, async () => {
          for (const [cols, rows] of SIZES) {
            const times = [0, 3003, 4504, 900000, 2 ** 33];
            const { stream, pixels } = noise(colour, cols, rows, times, new Rational(1, 90000));
            const run = await runFfmpeg(
              path,
              [...FAST_START, '-i', 'pipe:0', ...KEEP_TIMES, '-f', 'framemd5', 'pipe:1'],
              stream,
            );
            expect(run.stderr).to.equal('');
            expect(parseFrames(run.stdout.toString())).to.deep.equal(
              times.map((pts, n) => ({ pts, hash: md5(pixels[n] ?? new Uint8Array(0)) })),
            );
            const { pixFmt } = pixelFormat(colour);
            const probe = await runFfmpeg(path, ['-v', 'info', '-i', 'pipe:0'], stream);
            expect(probe.stderr).to.match(new RegExp(`${pixFmt}[,(].* ${cols}x${rows}`));
          }
        });
      }

      it('tells the frame rate whatever the times', async () => {
        const rate = new Rational(60000, 1001);
        const times = [0, 1001, 1002, 50000];
        const { stream } = noise('BGRA', 3, 2, times, new Rational(1, 60000), rate);
        const run = await runFfmpeg(
          path,
          [...FAST_START, '-v', 'info', '-i', 'pipe:0', '-f', 'null', '-'],
          stream,
        );
        expect(run.stderr).to.match(/59\.94 tbr/);
      });

      it('begins at any time and leaps hours', async () => {
        const times = [8.64e9, 8.64e9 + 1, 8.65e9, 9e9, 9e9 + 16383, 9e9 + 40000, 2 ** 34];
        const { stream } = noise('GRAY8', 200, 100, times, new Rational(1, 100000));
        const args = ['-i', 'pipe:0', ...KEEP_TIMES, '-f', 'framemd5', 'pipe:1'];
        const run = await runFfmpeg(path, [...FAST_START, ...args], stream);
        expect(run.stderr).to.equal('');
        expect(parseFrames(run.stdout.toString()).map((frame) => frame.pts)).to.deep.equal(times);
      });
    });
  }

  it('is read back by NutReader, whatever the times, sizes and chunks', () => {
    const sizes = fc.constantFrom(1, 2, 100, 4095, 4096, 5000, 65536, 70000, 262144, 300001);
    const pts = fc.oneof(
      fc.maxSafeNat(),
      fc.nat(100000),
      fc.integer({ min: 2 ** 40, max: 2 ** 40 + 40000 }),
    );
    const frame = fc.record({ pts, size: sizes, fill: fc.nat(255) });
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 6 }),
        fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1e6 })), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.integer({ min: 2, max: 5 }),
        (frames, chunks, blockEvery) => {
          // Small chunks only take long with large frames.
          const chunkSizes = frames.some(({ size }) => size > 5000) ? [...chunks, 1e6] : chunks;
          const timeBase = new Rational(1001, 60000);
          const writer = new NutWriter({ fourcc: [1, 2, 3, 4], width: 7, height: 5, timeBase });
          const stream = Buffer.concat([
            writer.header(),
            ...frames.flatMap(({ pts, size, fill }) => [
              writer.frameHeader(pts, size),
              new Uint8Array(size).map((_, i) => fill + i * 3),
            ]),
          ]);
          const content = readNut(stream, chunkSizes, blockEvery);
          expect(content.header).to.deep.equal({
            ...{ fourcc: Uint8Array.of(1, 2, 3, 4), width: 7, height: 5, timeBase },
          });
          expect(content.end).to.equal('clean');
          expect(content.frames.map(({ pts }) => pts)).to.deep.equal(frames.map(({ pts }) => pts));
          content.frames.forEach(({ pixels }, n) => {
            const { size, fill } = frames[n] ?? { size: 0, fill: 0 };
            expect(pixels.length).to.equal(size);
            expect(pixels.every((value, i) => value === ((fill + i * 3) & 255))).to.equal(true);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses what NUT or ffmpeg cannot hold', () => {
    const options = { fourcc: [1, 2, 3, 4], width: 2, height: 2, timeBase: new Rational(1, 30) };
    const writer = new NutWriter(options);
    expect(() => writer.frameHeader(-1, 4)).to.throw(InvalidOptionError, 'pts');
    expect(() => writer.frameHeader(0.5, 4)).to.throw(InvalidOptionError, 'pts');
    expect(() => writer.frameHeader(2 ** 53, 4)).to.throw(InvalidOptionError, 'pts');
    expect(() => writer.frameHeader(NaN, 4)).to.throw(InvalidOptionError, 'pts');
    expect(() => writer.frameHeader(0, 0)).to.throw(InvalidOptionError, 'size');
    expect(() => new NutWriter({ ...options, width: 0 })).to.throw(InvalidOptionError, 'width');
    expect(() => new NutWriter({ ...options, height: 1.5 })).to.throw(InvalidOptionError, 'height');
    expect(() => new NutWriter({ ...options, fourcc: [1] })).to.throw(InvalidOptionError, 'fourcc');
    expect(() => new NutWriter({ ...options, timeBase: new Rational(1, 2 ** 31) })).to.throw(
      InvalidOptionError,
      'timeBase',
    );
  });

  it('gives each frame header memory of its own', () => {
    const options = { fourcc: [1, 2, 3, 4], width: 2, height: 2, timeBase: new Rational(1, 30) };
    const writer = new NutWriter(options);
    const first = writer.frameHeader(1, 4);
    const copy = Uint8Array.from(first);
    writer.frameHeader(2, 4);
    expect(first).to.deep.equal(copy);
  });
});
