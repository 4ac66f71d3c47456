import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  ColourSpace,
  frameBytes,
  frameMemory,
  InvalidOptionError,
  requiredDataLength,
  SourceError,
  SourceTruncatedError,
  toReadable,
} from '@giftgrab/core';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { fromBytes, testPattern } from '@giftgrab/sources';
import { collect } from './support/collect';
import { expectNothingLeft, turns } from './support/quiet';

const SPEC = { colour: 'GRAY8', cols: 4, rows: 3 } as const;

/** Bytes that differ from their neighbours, also from frame to frame. */
function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 37 + (i >> 8) * 11) & 255);
}

/** The bytes in pieces of these lengths, over and over. */
function* pieces(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let start = 0, i = 0; start < bytes.length; i += 1) {
    const end = start + (lengths[i % lengths.length] ?? 1);
    yield bytes.subarray(start, end);
    start = end;
  }
}

describe('fromBytes', () => {
  expectNothingLeft();

  it('makes the same frames of the same bytes, wherever the chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          colour: fc.constantFrom(...Object.values(ColourSpace)),
          cols: fc.integer({ min: 1, max: 9 }),
          rows: fc.integer({ min: 1, max: 9 }),
          stereoCount: fc.integer({ min: 1, max: 3 }),
        }),
        fc.integer({ min: 0, max: 12 }),
        fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 9 }),
        async (spec, count, lengths) => {
          const length = requiredDataLength(spec) * spec.stereoCount;
          const bytes = noise(length * count);
          const chunks = pieces(bytes, [...lengths, 1]);
          const seen: Uint8Array[] = [];
          const source = fromBytes(chunks, spec);
          const finished = source.finished;
          source.subscribe((frame) => seen.push(frameBytes(frame)));
          expect(await finished).to.include({ ended: 'complete', frames: count });
          expect(Buffer.concat(seen).equals(bytes)).to.equal(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reports a frame that is cut, after every whole frame', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 11 }),
        fc.integer({ min: 1, max: 40 }),
        async (count, rest, length) => {
          const bytes = noise(count * 12 + rest);
          const { frames, error } = await collect(fromBytes(pieces(bytes, [length]), SPEC));
          expect(frames.length).to.equal(count);
          expect(error).to.be.instanceOf(SourceTruncatedError);
          expect(error).to.include({ received: count, expected: undefined });
          expect((error as Error).message).to.include(`${rest} of the 12 bytes of 4×3 GRAY8`);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('gives times where the frame rate is known, and invents none where it is not', async () => {
    const timed = await collect(fromBytes([noise(36)], { ...SPEC, frameRate: 29.97 }));
    expect(timed.frames.map(({ index, time }) => [index, time])).to.deep.equal([
      [0, '0 × 1001/30000 s'],
      [1, '1 × 1001/30000 s'],
      [2, '2 × 1001/30000 s'],
    ]);
    expect(timed.frames[0]?.constantRate).to.equal('30000/1001');
    const untimed = await collect(fromBytes([noise(36)], SPEC));
    expect(untimed.frames.map(({ time }) => time)).to.deep.equal(Array(3).fill('undefined'));
  });

  it('says how samples are to be read', async () => {
    const colorimetry = { matrix: 'bt709', range: 'full' } as const;
    const spec = { colour: 'I420', cols: 2, rows: 2 } as const;
    for (const given of [colorimetry, undefined]) {
      const options = given === undefined ? spec : { ...spec, colorimetry: given };
      for await (const frame of fromBytes([noise(6)], options)) {
        expect(frame.colorimetry).to.deep.equal(
          given ?? { matrix: 'unspecified', range: 'limited' },
        );
      }
    }
  });

  describe('with other programs', () => {
    let folder = '';
    before(() => (folder = mkdtempSync(join(tmpdir(), 'giftgrab-sources-'))));
    after(() => rmSync(folder, { recursive: true, force: true }));

    it('reads back what was dumped to a file, as often as one likes', async () => {
      const path = join(folder, 'frames.raw');
      const spec = { colour: 'UYVY', cols: 33, rows: 17 } as const;
      const pattern = testPattern({ ...spec, frames: 25, pace: 'asap' });
      const before = await collect(pattern, { pixels: true });
      await pipeline(
        toReadable(testPattern({ ...spec, frames: 25, pace: 'asap' }), { as: 'bytes' }),
        createWriteStream(path),
      );
      const source = fromBytes(() => createReadStream(path, { highWaterMark: 1000 }), spec);
      for (let run = 0; run < 2; run += 1) {
        const seen: Uint8Array[] = [];
        for await (const frame of source) seen.push(frameBytes(frame));
        expect(seen.map((bytes) => Uint8Array.from(bytes))).to.deep.equal(
          before.frames.map(({ bytes }) => bytes),
        );
      }
    });

    it('fails when the file is not there', async () => {
      const missing = createReadStream(join(folder, 'missing.raw'));
      const { frames, error } = await collect(fromBytes(missing, SPEC));
      expect(frames).to.deep.equal([]);
      expect(error).to.be.instanceOf(SourceError);
      expect(error).to.have.nested.property('cause.code', 'ENOENT');
    });

    it('takes the frames of an ffmpeg, which waits while nobody wants them', async () => {
      const { path } = await locateFfmpeg();
      const args = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=25'];
      const raw = ['-frames:v', '60', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', 'pipe:1'];
      const program = spawn(path, [...args, ...raw], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = new Promise((resolve) => program.once('exit', resolve));
      const spec = { colour: 'I420', cols: 160, rows: 120, frameRate: 25 } as const;
      const source = fromBytes(program.stdout, { ...spec, budget: { frames: 2 } });
      let count = 0;
      for await (const frame of source) {
        if (count < 5) await turns(20);
        expect(frame.index).to.equal(count);
        count += 1;
      }
      expect(count).to.equal(60);
      expect(await exited).to.equal(0);
    });

    it('ends a program that nobody wants to hear any more', async () => {
      const program = spawn('yes', { stdio: ['ignore', 'pipe', 'ignore'] });
      const exited = new Promise((resolve) => program.once('exit', resolve));
      for await (const frame of fromBytes(program.stdout, SPEC)) if (frame.index === 9) break;
      await exited;
    });

    it('reads from a socket', async () => {
      const server = createServer((socket) => Readable.from(pieces(noise(1200), [7])).pipe(socket));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      const { frames, error } = await collect(fromBytes(socket, SPEC), { pixels: true });
      server.close();
      expect(error).to.equal(undefined);
      expect(Buffer.concat(frames.map(({ bytes }) => bytes)).equals(noise(1200))).to.equal(true);
    });

    it('reads from a stream of the Web, and from a Response', async () => {
      writeFileSync(join(folder, 'web.raw'), noise(120));
      const file = Readable.toWeb(createReadStream(join(folder, 'web.raw')));
      const { frames } = await collect(fromBytes(file as AsyncIterable<Uint8Array>, SPEC));
      expect(frames.length).to.equal(10);
      const { body } = new Response(noise(24));
      expect((await collect(fromBytes(body ?? [], SPEC))).frames.length).to.equal(2);
    });
  });

  it('asks for no more while there is no room', async () => {
    let asked = 0;
    const source = fromBytes(
      (function* () {
        for (; asked < 100; asked += 1) yield noise(12);
      })(),
      { ...SPEC, budget: { frames: 3 } },
    );
    const before = frameMemory.blocksInUse;
    for await (const frame of source) {
      await turns(4);
      // A chunk more than there is room for may have been taken in.
      expect(asked - frame.index).to.be.at.most(4);
      expect(frameMemory.blocksInUse - before).to.be.at.most(3);
    }
    expect(asked).to.equal(100);
  });

  it('gives the begun frame back when it is left in the middle of one', async () => {
    const stream = new Readable({ read: () => undefined });
    stream.push(noise(17));
    const source = fromBytes(stream, SPEC);
    const seen: number[] = [];
    source.subscribe((frame) => seen.push(frame.index));
    await turns(10);
    await source.close();
    expect(seen).to.deep.equal([0]);
    expect(stream.destroyed).to.equal(true);
  });

  it('fails at chunks that are no bytes', async () => {
    const text = Readable.from(['text']);
    const { error } = await collect(fromBytes(text as AsyncIterable<Uint8Array>, SPEC));
    expect(error).to.be.instanceOf(SourceError);
    expect((error as Error).message).to.match(/"text".*Uint8Array.*encoding/);
  });

  it('refuses what breaks its rules when it is made', () => {
    const make = (options: object) => () => fromBytes([], { ...SPEC, ...options });
    expect(make({ rows: 0 })).to.throw(InvalidOptionError, /rows/);
    expect(make({ fps: 25 })).to.throw(InvalidOptionError, /fps/);
    expect(make({ frameRate: 0 })).to.throw(InvalidOptionError, /frameRate/);
    expect(make({ colorimetry: { matrix: 'bt709', range: 'wide' } })).to.throw(
      InvalidOptionError,
      /colorimetry.range/,
    );
    expect(() => fromBytes('text' as never, SPEC)).to.throw(InvalidOptionError, /for await/);
  });
});
