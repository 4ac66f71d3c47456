import {
  ColourSpace,
  GiftGrabError,
  InvalidOptionError,
  pixelFormat,
  Rational,
} from '@giftgrab/core';
import { NutError, NutReader, NutWriter } from '@giftgrab/ffmpeg';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

import { FFMPEG_BUILDS, runFfmpeg } from '../support/ffmpeg-builds';
import { readNut, type NutContent } from '../support/nut-frames';

const NUT_OUTPUT = '-c:v rawvideo -f nut pipe:1'.split(' ');
const FIFO_OUTPUT = '-c:v rawvideo -f fifo -fifo_format nut -queue_size 4 pipe:1'.split(' ');

function lavfi(filters: string): string[] {
  return ['-f', 'lavfi', '-i', filters, '-map', '0:v', '-vsync', 'passthrough'];
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** Times in seconds and checksums, as a list that tests compare. */
function summary(content: NutContent): { seconds: string; hash: string }[] {
  const tick = content.header?.timeBase.value ?? NaN;
  return content.frames.map(({ pts, pixels }) => ({
    seconds: (pts * tick).toFixed(6),
    hash: md5(pixels),
  }));
}

/** The same out of ffmpeg's own `framemd5`. */
function parseFrames(text: string): { seconds: string; hash: string }[] {
  const [, num, den] = /#tb 0: (\d+)\/(\d+)/.exec(text) ?? [];
  const tick = Number(num) / Number(den);
  return text
    .split('\n')
    .filter((line) => /^0,/.test(line))
    .map((line) => line.split(',').map((field) => field.trim()))
    .map((fields) => ({
      seconds: (Number(fields[2]) * tick).toFixed(6),
      hash: fields[5] ?? '',
    }));
}

const handlers = {
  onHeader: () => undefined,
  onFrameStart: (_pts: number, size: number) => new Uint8Array(size),
  onFrameEnd: () => undefined,
};

/** A small stream of three frames, and where its first frame's header begins. */
function smallStream(): { bytes: Buffer; firstFrame: number } {
  const options = {
    fourcc: [89, 56, 48, 48],
    width: 10,
    height: 10,
    timeBase: new Rational(1, 30),
  };
  const writer = new NutWriter(options);
  const header = writer.header();
  const frames = [0, 1, 2].flatMap((pts) => [writer.frameHeader(pts, 100), new Uint8Array(100)]);
  return { bytes: Buffer.concat([header, ...frames]), firstFrame: header.length };
}

describe('NutReader', () => {
  for (const { name, path } of FFMPEG_BUILDS) {
    describe(`out of ${name}`, () => {
      for (const colour of Object.values(ColourSpace)) {
        it(`gives every byte and time of ${colour} at odd sizes`, async () => {
          const { pixFmt, fourcc } = pixelFormat(colour);
          for (const size of ['401x301', '1x1', '3x2']) {
            const times = 'setpts=PTS+N*N*17';
            const filters = `testsrc=s=${size}:r=30000/1001:d=0.2,${times},format=${pixFmt}`;
            const keep = ['-enc_time_base', '-1'];
            const expected = await runFfmpeg(path, [
              ...[...lavfi(filters), ...keep, '-f', 'framemd5', 'pipe:1'],
            ]);
            const hashes = parseFrames(expected.stdout.toString());
            expect(hashes.length).to.equal(6);
            for (const output of [NUT_OUTPUT, FIFO_OUTPUT]) {
              const run = await runFfmpeg(path, [...lavfi(filters), ...keep, ...output]);
              const content = readNut(run.stdout, [4096, 32768]);
              expect(content.end).to.equal('clean');
              expect(content.header?.fourcc).to.deep.equal(Uint8Array.from(fourcc));
              expect(`${content.header?.width}x${content.header?.height}`).to.equal(size);
              expect(summary(content)).to.deep.equal(hashes);
            }
          }
        });
      }

      it('reads the same whatever the chunks', async () => {
        const filters = 'testsrc=s=64x48:r=25:d=1,format=yuv420p,select=not(mod(n\\,3))';
        const run = await runFfmpeg(path, [...lavfi(filters), ...NUT_OUTPUT]);
        const whole = summary(readNut(run.stdout, [run.stdout.length]));
        expect(whole.length).to.equal(9);
        expect(summary(readNut(run.stdout, [1]))).to.deep.equal(whole);
        const chunks = fc.array(fc.integer({ min: 1, max: 20000 }), { minLength: 1 });
        fc.assert(
          fc.property(chunks, fc.integer({ min: 2, max: 4 }), (sizes, blockEvery) => {
            expect(summary(readNut(run.stdout, sizes, blockEvery))).to.deep.equal(whole);
          }),
          { numRuns: 40 },
        );
      });

      it('passes over the headers that long streams repeat and the index', async () => {
        // 24 MiB: ffmpeg repeats its headers from 8 MiB on.
        const filters = 'testsrc=s=640x480:r=25:d=1.08,format=bgra';
        const run = await runFfmpeg(path, [...lavfi(filters), ...NUT_OUTPUT]);
        const content = readNut(run.stdout, [100000]);
        expect(content.frames.length).to.equal(27);
        expect(content.end).to.equal('clean');
      });

      it('keeps the times of a stream that starts hours in', async () => {
        const filters = 'testsrc=s=16x16:r=25:d=0.2,settb=1/90000,setpts=N*3601+9e9,format=gray';
        const keep = ['-copyts', '-enc_time_base', '-1'];
        const run = await runFfmpeg(path, [...lavfi(filters), ...keep, ...FIFO_OUTPUT]);
        const { header, frames } = readNut(run.stdout);
        expect(`${header?.timeBase}`).to.equal('1/90000');
        expect(frames.map(({ pts }) => pts - 9e9)).to.deep.equal([0, 3601, 7202, 10803, 14404]);
      });
    });
  }

  it('restores the bytes that small frames leave out', async () => {
    // Frames that begin with 00 00 01 are what ffmpeg's table of elided headers is for.
    for (const { path } of FFMPEG_BUILDS) {
      const pixels = Uint8Array.from({ length: 3 * 64 }, (_, i) => (i % 64 === 2 ? 1 : 0));
      const input = '-f rawvideo -pix_fmt gray -s 8x8 -i pipe:0'.split(' ');
      const run = await runFfmpeg(path, [...input, ...NUT_OUTPUT], [pixels]);
      expect(run.stdout.length).to.be.above(3 * 61);
      const { frames } = readNut(run.stdout);
      expect(frames.map((frame) => [...frame.pixels])).to.deep.equal(
        [0, 1, 2].map((n) => [...pixels.subarray(n * 64, n * 64 + 64)]),
      );
    }
  });

  it('puts the pixels of large frames where it was told, without detour', () => {
    const timeBase = new Rational(1, 30);
    const size = 1e6;
    const writer = new NutWriter({ fourcc: [1, 2, 3, 4], width: 1000, height: 1000, timeBase });
    const memory = new Uint8Array(size);
    const reader = new NutReader({ ...handlers, onFrameStart: () => memory });
    const head = Buffer.concat([writer.header(), writer.frameHeader(0, size)]);
    reader.buffer().set(head);
    reader.push(head.length);
    let direct = 0;
    for (let missing = size; missing > 0;) {
      const buffer = reader.buffer();
      if (buffer.buffer === memory.buffer) direct += buffer.length;
      const length = Math.min(buffer.length, missing);
      reader.push(length);
      missing -= length;
    }
    expect(direct).to.be.at.least(size);
    expect(reader.buffer().length).to.be.at.most(4096);
  });

  it('waits while there is no memory', () => {
    const { bytes } = smallStream();
    let hasMemory = false;
    const seen: number[] = [];
    const reader = new NutReader({
      ...handlers,
      onFrameStart: (pts, size) => {
        if (!hasMemory) return undefined;
        seen.push(pts);
        hasMemory = false;
        return new Uint8Array(size);
      },
    });
    reader.buffer().set(bytes);
    reader.push(bytes.length);
    expect([reader.blocked, seen]).to.deep.equal([true, []]);
    reader.resume();
    expect([reader.blocked, seen]).to.deep.equal([true, []]);
    expect(reader.end()).to.equal('partial frame');
    for (const wanted of [[0], [0, 1], [0, 1, 2]]) {
      hasMemory = true;
      reader.resume();
      expect(seen).to.deep.equal(wanted);
    }
    expect(reader.blocked).to.equal(false);
    expect(reader.end()).to.equal('clean');
  });

  it('stops and goes on behind a real socket, whose next buffer is asked for before it stops', async () => {
    const options = { fourcc: [1, 2, 3, 4], width: 9, height: 9, timeBase: new Rational(1, 30) };
    const writer = new NutWriter(options);
    const sizes = Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? 300000 + n : 700 * n + 1));
    const pictures = sizes.map((size, n) => new Uint8Array(size).map((_, i) => i * 7 + n));
    const frames = pictures.flatMap((pixels, n) => [writer.frameHeader(n, pixels.length), pixels]);
    const server = createServer((peer) => {
      peer.end(Buffer.concat([writer.header(), ...frames]));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const received: Uint8Array[] = [];
    let current = new Uint8Array(0);
    let asked = 0;
    const reader = new NutReader({
      onHeader: () => undefined,
      onFrameStart: (_pts, size) => {
        if (asked++ % 2 === 0) {
          setImmediate(() => {
            reader.resume();
            if (!reader.blocked) socket.resume();
          });
          return undefined;
        }
        current = new Uint8Array(size);
        return current;
      },
      onFrameEnd: () => received.push(current),
    });
    const socket = connect({
      port,
      onread: {
        buffer: () => reader.buffer(),
        callback: (bytesRead) => {
          reader.push(bytesRead);
          return !reader.blocked;
        },
      },
    });
    await once(socket, 'close');
    while (reader.blocked) await new Promise((resolve) => setImmediate(resolve));
    server.close();
    expect(received.length).to.equal(60);
    expect(
      received.every((pixels, n) => Buffer.compare(pixels, pictures[n] ?? pixels) === 0),
    ).to.equal(true);
    expect(reader.end()).to.equal('clean');
  });

  it('says how a stream ended, wherever it is cut', () => {
    const { bytes, firstFrame } = smallStream();
    const frameLength = (bytes.length - firstFrame) / 3;
    for (let length = 0; length <= bytes.length; length++) {
      const { end, frames } = readNut(bytes.subarray(0, length));
      const complete = Math.floor((length - firstFrame) / frameLength);
      expect(frames.length).to.equal(Math.max(0, complete));
      // The last packet before the first frame is a syncpoint; a stream cut in it lacks no picture.
      const isBetween = length >= firstFrame && (length - firstFrame) % frameLength === 0;
      if (length >= firstFrame) expect(end).to.equal(isBetween ? 'clean' : 'partial frame');
      else expect(end).to.be.oneOf(['no header', 'clean']);
    }
    expect(readNut(new Uint8Array(0)).end).to.equal('no header');
  });

  describe('on garbage', () => {
    it('names the byte where NUT ends', () => {
      const { bytes, firstFrame } = smallStream();
      const cases: [string, number, number, RegExp][] = [
        ['the identification', 3, 0x2e, /does not begin with/],
        ['a startcode', 30, 0xff, /no known packet/],
        ['a frame code', firstFrame, 0xff, /frame code/],
      ];
      for (const [what, at, value, message] of cases) {
        const damaged = Uint8Array.from(bytes);
        damaged[at] = value;
        try {
          readNut(damaged);
          expect.fail(`no error for ${what}`);
        } catch (error) {
          expect(error, what).to.be.instanceOf(NutError).and.instanceOf(GiftGrabError);
          const { message: text, offset, name } = error as NutError;
          expect(name).to.equal('NutError');
          expect(text).to.match(message);
          expect(offset).to.be.within(at - 8, at);
        }
      }
    });

    it('refuses sizes and numbers that cannot be', () => {
      const { bytes, firstFrame } = smallStream();
      const start = bytes.subarray(0, firstFrame);
      const read = (...frame: number[]) => readNut(Buffer.concat([start, Uint8Array.from(frame)]));
      const [most, more] = [0xff, 0x81];
      const huge = [more, ...Array<number>(5).fill(most), 0x7f];
      expect(() => read(1, most, most, 0x7f, ...huge, 0, 0, 0, 0)).to.throw(NutError, /bytes/);
      expect(() => read(1, ...Array<number>(9).fill(most), 1)).to.throw(NutError, /53 bits/);
      expect(() => read(1, ...Array<number>(12).fill(0x80))).to.throw(NutError, /53 bits/);
    });

    it('throws NutError or reads on, whatever the bytes', () => {
      const { bytes } = smallStream();
      const damage = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
      const mutated = fc.array(damage, { minLength: 1, maxLength: 6 }).map((changes) => {
        const copy = Uint8Array.from(bytes);
        for (const [at, value] of changes) copy[at] = value;
        return copy;
      });
      fc.assert(
        fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 300 })), (stream) => {
          try {
            const reader = new NutReader({
              ...handlers,
              // Damage may well claim a gigabyte: no need to have it.
              onFrameStart: (_pts, size) => (size > 1e6 ? undefined : new Uint8Array(size)),
            });
            for (const byte of stream) {
              if (reader.blocked) break;
              reader.buffer()[0] = byte;
              reader.push(1);
            }
          } catch (error) {
            expect(error).to.be.instanceOf(NutError);
          }
        }),
        { numRuns: 500 },
      );
    });
  });

  it('refuses memory of another size and counts it never lent', () => {
    const { bytes } = smallStream();
    const reader = new NutReader({ ...handlers, onFrameStart: () => new Uint8Array(99) });
    reader.buffer().set(bytes);
    expect(() => reader.push(-1)).to.throw(InvalidOptionError, 'bytesRead');
    expect(() => reader.push(65537)).to.throw(InvalidOptionError, 'bytesRead');
    expect(() => reader.push(bytes.length)).to.throw(InvalidOptionError, '100 bytes');
  });
});
