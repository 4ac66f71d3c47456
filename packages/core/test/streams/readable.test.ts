import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { expect } from 'chai';
import { InvalidOptionError } from '../../src/errors';
import { frameMemory } from '../../src/frames/frame-memory';
import { VideoFrame } from '../../src/frames/video-frame';
import { filter } from '../../src/graph/filter';
import { frameBytes } from '../../src/streams/frame-bytes';
import { toReadable, type ToReadableOptions } from '../../src/streams/to-readable';
import { toReadableStream } from '../../src/streams/to-readable-stream';
import { ListSource } from '../support/list-source';
import { expectNothingLeft, turns } from '../support/quiet';
import { rejectionOf } from '../support/rejection-of';

// As a ListSource makes them: 8 bytes, each the number of the frame.
const bytesOf = (count: number): number[] =>
  Array.from({ length: count * 8 }, (_, i) => (i >> 3) & 255);

const closed = (stream: Readable): Promise<void> =>
  new Promise((resolve) => stream.once('close', resolve));

/** Takes the frames of a Node or Web stream, as their owner does. */
async function indexesOf(frames: AsyncIterable<unknown>, atMost = Infinity): Promise<number[]> {
  const indexes: number[] = [];
  for await (const frame of frames as AsyncIterable<VideoFrame>) {
    expect(frame.data()[0]).to.equal(frame.index & 255);
    indexes.push(frame.index);
    frame.release();
    if (indexes.length === atMost) break;
  }
  return indexes;
}

const forms = {
  toReadable: (source: ListSource) => toReadable(source, { as: 'frames' }),
  toReadableStream: (source: ListSource) =>
    toReadableStream(source, { as: 'frames' }) as unknown as AsyncIterable<unknown>,
};

for (const [name, make] of Object.entries(forms)) {
  describe(`${name} of frames`, () => {
    expectNothingLeft();

    for (const frames of [0, 1, 40]) {
      it(`gives ${frames} frames in order, each the reader's own`, async () => {
        const source = new ListSource({ frames });
        expect(await indexesOf(make(source))).to.deep.equal([...Array(frames).keys()]);
        expect(source).to.include({ starts: 1, stops: 1 });
      });
    }

    it('starts the source with the first read, not before', async () => {
      const source = new ListSource();
      const stream = make(source);
      await turns();
      expect(source.starts).to.equal(0);
      await indexesOf(stream);
      expect(source.starts).to.equal(1);
    });

    it('leaves a frame to its reader for as long as he likes', async () => {
      const kept: VideoFrame[] = [];
      for await (const frame of make(new ListSource({ frames: 5 }))) kept.push(frame as VideoFrame);
      expect(kept.map((frame) => frame.data()[0])).to.deep.equal([0, 1, 2, 3, 4]);
      for (const frame of kept) frame.release();
    });

    it('makes the source wait for a slow reader, within its budget', async () => {
      const source = new ListSource({ frames: 30, budget: { frames: 3 } });
      const before = frameMemory.blocksInUse;
      let count = 0;
      for await (const frame of make(source)) {
        await turns(6);
        expect(frameMemory.blocksInUse - before).to.be.at.most(3);
        (frame as VideoFrame).release();
        count += 1;
      }
      expect(count).to.equal(30);
    });

    it('stops the source and gives back what waits when its reader has enough', async () => {
      const source = new ListSource({ frames: 500, end: 'never' });
      expect(await indexesOf(make(source), 3)).to.deep.equal([0, 1, 2]);
      await turns();
      expect(source.stops).to.equal(1);
    });

    it('fails with what the source fails with, after every frame that came before', async () => {
      const failure = new Error('the cable is out');
      const seen: number[] = [];
      const read = async (): Promise<void> => {
        for await (const frame of make(new ListSource({ frames: 4, end: failure }))) {
          seen.push((frame as VideoFrame).index);
          (frame as VideoFrame).release();
          await turns();
        }
      };
      expect(await rejectionOf(read())).to.equal(failure);
      expect(seen).to.deep.equal([0, 1, 2, 3]);
    });
  });
}

describe('toReadable', () => {
  expectNothingLeft();

  it('gives back what it has read ahead when it is destroyed', async () => {
    for (const highWaterMark of [1, 2, 5]) {
      const source = new ListSource({ frames: 50, budget: { frames: 8 } });
      const stream = toReadable(source, { as: 'frames', highWaterMark });
      await new Promise((resolve) => stream.once('readable', resolve));
      await turns(20);
      const own = stream.read() as VideoFrame;
      stream.destroy();
      await closed(stream);
      expect(own.data()[0]).to.equal(0);
      own.release();
      expect(source.stops).to.equal(1);
      expect(source.run?.budget.framesOut).to.equal(0);
    }
  });

  it('gives back everything when it is destroyed while it waits for a frame', async () => {
    for (const as of ['frames', 'bytes'] as const) {
      const source = new ListSource({ frames: 0, end: 'never' });
      const stream = toReadable(source, { as });
      stream.resume();
      await turns();
      const failure = new Error('enough');
      const failed = new Promise((resolve) => stream.once('error', resolve));
      stream.destroy(failure);
      expect(await failed).to.equal(failure);
      await turns();
      expect(source.stops).to.equal(1);
    }
  });

  it('hands frames to listeners as they come', async () => {
    const seen: number[] = [];
    const stream = toReadable(new ListSource({ frames: 20 }), { as: 'frames' });
    stream.on('data', (frame: VideoFrame) => {
      seen.push(frame.index);
      frame.release();
      if (seen.length === 10) stream.destroy();
    });
    await closed(stream);
    expect(seen).to.deep.equal([...Array(10).keys()]);
  });

  it('writes the bytes of frames to a file, all views one after the other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'giftgrab-core-'));
    try {
      const path = join(folder, 'frames.raw');
      const edited = filter((frame) => {
        if (frame.stereoCount > 1) frame.data(1).fill(200);
        return frame;
      });
      const source = new ListSource({ frames: 3, cols: 2, rows: 1, stereoCount: 2 });
      await pipeline(toReadable(source.pipe(edited), { as: 'bytes' }), createWriteStream(path));
      expect([...readFileSync(path)]).to.deep.equal([
        0, 0, 200, 200, 1, 1, 200, 200, 2, 2, 200, 200,
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('feeds another program, which is slower, without losing a byte', async () => {
    const program = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
    const source = new ListSource({ frames: 200, cols: 64, rows: 512, budget: { frames: 2 } });
    const output = buffer(program.stdout);
    await pipeline(toReadable(source, { as: 'bytes' }), program.stdin);
    const bytes = await output;
    expect(bytes.length).to.equal(200 * 64 * 512);
    expect([0, 1, 100, 199].map((i) => bytes[i * 64 * 512])).to.deep.equal([0, 1, 100, 199]);
  });

  it('waits for a writer that does not take the bytes', async () => {
    const source = new ListSource({ frames: 50, cols: 128, rows: 1024 });
    const release: (() => void)[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, callback) => void release.push(callback),
    });
    const stream = toReadable(source, { as: 'bytes' });
    stream.pipe(slow);
    await turns(30);
    // Those that wait are loans of the budget; the stream and the writer have a copy each.
    expect(release.length).to.equal(1);
    expect(source.run?.budget.framesOut).to.equal(8);
    expect(source.run?.emitted).to.be.at.most(11);
    slow.destroy();
    stream.destroy();
    await closed(stream);
  });

  it('refuses options that break their rules', () => {
    const make = (options: unknown) => () =>
      toReadable(new ListSource(), options as ToReadableOptions);
    expect(make({ as: 'pixels' })).to.throw(InvalidOptionError, '"frames", "bytes"');
    expect(make({ as: 'frames', highWaterMark: 0 })).to.throw(InvalidOptionError, 'highWaterMark');
    expect(make({ as: 'frames', objectMode: true })).to.throw(InvalidOptionError, 'objectMode');
  });
});

describe('toReadableStream', () => {
  expectNothingLeft();

  it('gives the bytes of frames, as a Response takes them', async () => {
    const stream = toReadableStream(new ListSource({ frames: 30 }), { as: 'bytes' });
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    expect([...bytes]).to.deep.equal(bytesOf(30));
  });

  it('gives back everything when it is cancelled, also while a read waits', async () => {
    for (const end of ['never', 'complete'] as const) {
      const source = new ListSource({ frames: end === 'never' ? 0 : 50, end });
      const reader = toReadableStream(source, { as: 'frames' }).getReader();
      const pending = reader.read();
      if (end === 'complete') (await pending).value?.release();
      await turns();
      await reader.cancel();
      expect(source.stops).to.equal(1);
      if (end === 'never') expect(await pending).to.include({ done: true });
    }
  });

  it('gives back a frame that comes together with the cancellation', async () => {
    const source = new ListSource({ frames: 50 });
    const reader = toReadableStream(source, { as: 'frames' }).getReader();
    (await reader.read()).value?.release();
    await turns(5);
    const pending = reader.read();
    await reader.cancel();
    expect(await pending).to.include({ done: true });
  });

  it('refuses options that break their rules', () => {
    const make = (options: unknown) => () =>
      toReadableStream(new ListSource(), options as { as: 'bytes' });
    expect(make({ as: 'pixels' })).to.throw(InvalidOptionError, '"frames", "bytes"');
    expect(make({ as: 'bytes', highWaterMark: 3 })).to.throw(InvalidOptionError, 'highWaterMark');
  });
});

describe('frameBytes', () => {
  it('copies all views, to memory of the caller', () => {
    const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 2, rows: 1, stereoCount: 2 });
    frame.data(1).fill(7);
    const bytes = frameBytes(frame);
    frame.data(0).fill(1);
    expect([...bytes]).to.deep.equal([0, 0, 7, 7]);
  });
});
