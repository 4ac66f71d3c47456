import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Deferred, InvalidOptionError, TargetError, VideoFrame } from '@giftgrab/core';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { expect } from 'chai';
import { byteWriter, type ByteWriterOptions } from '../src';
import { blocksInUse } from './support/numbered-frames';
import { PooledSource } from './support/pooled-source';
import { failureOf } from '../../ffmpeg/test/support/failure';
import { temporaryFolder } from './support/temporary-folder';

const SPEC = { colour: 'UYVY', cols: 31, rows: 16 } as const;
const FRAME_BYTES = 2 * 32 * 16;

const pattern = (frames: number) => new PooledSource({ ...SPEC, frames });
const patternBytes = (frames: number): Buffer => pattern(0).bytes(frames);

/** A stream of Node that takes what it is given when it is let. */
class GatedWritable extends Writable {
  readonly gate = new Deferred<void>();
  chunks = 0;

  override _write(_chunk: unknown, _encoding: string, callback: (error?: Error) => void): void {
    this.chunks += 1;
    void this.gate.promise.then(() => callback());
  }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('byteWriter', () => {
  const file = temporaryFolder();
  let blocks = 0;
  beforeEach(() => (blocks = blocksInUse()));
  afterEach(async () => {
    await turns(5);
    expect(blocksInUse(), 'frames left in the pool').to.be.at.most(blocks);
  });

  for (const frames of [0, 1, 40]) {
    it(`writes ${frames} frames to a file and reports`, async () => {
      const path = file(`${frames}.raw`);
      const writer = byteWriter(createWriteStream(path));
      pattern(frames).attach(writer);
      expect(await writer.finished).to.deep.equal({
        frames,
        dropped: 0,
        bytes: frames * FRAME_BYTES,
      });
      expect(readFileSync(path).equals(patternBytes(frames))).to.equal(true);
    });
  }

  it('goes through another program and comes back the same', async () => {
    const program = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
    const writer = byteWriter(program.stdin);
    pattern(300).attach(writer);
    const output = buffer(program.stdout);
    expect(await writer.finished).to.include({ frames: 300 });
    expect((await output).equals(patternBytes(300))).to.equal(true);
  });

  it('feeds an ffmpeg that reads raw video, and reads what it makes of it', async () => {
    const { path } = await locateFfmpeg();
    const format = ['-f', 'rawvideo', '-pix_fmt', 'uyvy422', '-s', '32x16'];
    const args = [
      '-v',
      'error',
      ...format,
      '-i',
      '-',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'yuv422p',
      '-',
    ];
    const program = spawn(path, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const writer = byteWriter(program.stdin);
    const source = new PooledSource({ ...SPEC, cols: 32, frames: 50 });
    source.attach(writer);
    const planar = await buffer(program.stdout);
    expect(await writer.finished).to.include({ frames: 50 });
    // The same samples, sorted into planes: luma fills the first half of each frame.
    const luma = planar.filter((_, i) => i % 1024 < 512);
    expect(planar.length).to.equal(50 * 1024);
    expect(Buffer.from(luma).equals(source.bytes(50).filter((_, i) => i % 2 === 1))).to.equal(true);
  });

  it('gives streams that pass bytes on a copy, so that none changes on its way', async () => {
    const through = new PassThrough({ highWaterMark: 1 << 24 });
    const writer = byteWriter(through);
    pattern(100).attach(writer);
    await writer.finished;
    expect((await buffer(through)).equals(patternBytes(100))).to.equal(true);
  });

  it('writes to a stream of the Web', async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = byteWriter(writable);
    pattern(40).attach(writer);
    const seen = await buffer(readable);
    expect(await writer.finished).to.include({ frames: 40, bytes: 40 * FRAME_BYTES });
    expect(seen.equals(patternBytes(40))).to.equal(true);
  });

  it('writes the views of a frame one after the other', async () => {
    const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 2, rows: 1, stereoCount: 2 });
    frame.data(1).fill(7);
    const through = new PassThrough();
    const writer = byteWriter(through);
    await writer.append(frame);
    await writer.close();
    expect([...(await buffer(through))]).to.deep.equal([0, 0, 7, 7]);
  });

  it('makes the source wait for a slow reader', async () => {
    const slow = new GatedWritable();
    const source = new PooledSource({ ...SPEC, frames: 50, budget: { frames: 3 } });
    const writer = byteWriter(slow);
    source.attach(writer);
    await turns(30);
    expect(slow.chunks).to.equal(1);
    expect(source.given).to.equal(3);
    expect(blocksInUse() - blocks).to.be.at.most(3);
    slow.gate.resolve();
    expect(await writer.finished).to.include({ frames: 50 });
  });

  it('fails when the reader goes, and lets go of the frame it was writing', async () => {
    const program = spawn('head', ['-c', '5000'], { stdio: ['pipe', 'ignore', 'inherit'] });
    const writer = byteWriter(program.stdin);
    const source = new PooledSource({ colour: 'BGRA', cols: 640, rows: 480 });
    source.attach(writer);
    const error = await failureOf(writer.finished);
    expect(error).to.be.instanceOf(TargetError).with.property('code', 'TARGET_CLOSED');
    expect(error).to.have.property('message').that.includes('has gone');
    await source.close();
  });

  it('fails with what the stream was destroyed with, also between two frames', async () => {
    for (const hasFrame of [true, false]) {
      const stream = new GatedWritable();
      const writer = byteWriter(stream);
      const cause = Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
      const appended = hasFrame ? writer.append(VideoFrame.alloc(SPEC)) : Promise.reject(cause);
      appended.catch(() => undefined);
      await turns(3);
      stream.destroy(cause);
      expect(await failureOf(writer.finished)).to.include({ code: 'DISK_FULL', cause });
      await failureOf(appended);
    }
  });

  it('fails when the stream is closed before its end', async () => {
    const stream = new GatedWritable();
    const writer = byteWriter(stream);
    stream.destroy();
    expect(await failureOf(writer.finished)).to.have.property('code', 'TARGET_CLOSED');
  });

  it('fails with what a stream of the Web fails with', async () => {
    const cause = new Error('no such bucket');
    const failing = new WritableStream<Uint8Array>({ write: () => Promise.reject(cause) });
    const writer = byteWriter(failing);
    pattern(5).attach(writer);
    expect(await failureOf(writer.finished)).to.include({ code: 'TARGET', cause });
    let fail: (error: Error) => void = () => undefined;
    const idle = byteWriter(
      new WritableStream<Uint8Array>({
        start: (controller) => void (fail = (e) => controller.error(e)),
      }),
    );
    fail(cause);
    expect(await failureOf(idle.finished)).to.have.property('cause', cause);
  });

  it('fails with what the source fails with, not with what becomes of the stream', async () => {
    const failure = new Error('the cable is out');
    let aborted: unknown;
    const web = new WritableStream<Uint8Array>({ abort: (reason) => void (aborted = reason) });
    const node = new PassThrough();
    for (const stream of [node, web]) {
      const writer = byteWriter(stream);
      new PooledSource({ ...SPEC, frames: 3, failure }).attach(writer);
      expect(await failureOf(writer.finished)).to.equal(failure);
      expect(writer.stats.framesOut).to.equal(3);
    }
    expect(aborted).to.equal(failure);
    expect(node.errored).to.equal(failure);
  });

  it('leaves the stream open when it is told to', async () => {
    const node = new PassThrough();
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const read = buffer(readable);
    for (const stream of [node, writable]) {
      for (let i = 0; i < 2; i += 1) {
        const writer = byteWriter(stream, { end: false });
        pattern(2).attach(writer);
        expect(await writer.finished).to.include({ frames: 2 });
      }
    }
    expect(node.writable).to.equal(true);
    expect(node.listenerCount('close') + node.listenerCount('error')).to.be.at.most(2);
    node.end();
    await writable.close();
    const expected = Buffer.concat([patternBytes(2), patternBytes(2)]);
    expect((await buffer(node)).equals(expected)).to.equal(true);
    expect((await read).equals(expected)).to.equal(true);
  });

  it('refuses a frame of another size', async () => {
    const writer = byteWriter(new PassThrough().resume());
    await writer.append(VideoFrame.alloc(SPEC));
    const error = await failureOf(writer.append(VideoFrame.alloc({ ...SPEC, rows: 17 })));
    expect(error).to.have.property('code', 'TARGET_FRAME_MISMATCH');
    expect(error)
      .to.have.property('message')
      .that.matches(/31×17 UYVY.*31×16 UYVY/);
    expect(await writer.close()).to.include({ frames: 1 });
  });

  it('ends with ABORTED when its signal is, also before it begins', async () => {
    const aborter = new AbortController();
    const running = byteWriter(new PassThrough().resume(), { signal: aborter.signal });
    await running.append(VideoFrame.alloc(SPEC));
    aborter.abort();
    const late = byteWriter(new PassThrough().resume(), { signal: aborter.signal });
    for (const finished of [running.finished, late.finished].map(failureOf)) {
      expect(await finished).to.have.property('code', 'ABORTED');
    }
  });

  it('may be one branch among others', async () => {
    const source = pattern(3);
    const writers = [
      byteWriter(new PassThrough().resume()),
      byteWriter(new PassThrough().resume()),
    ];
    for (const writer of writers) source.attach(writer);
    for (const writer of writers) expect(await writer.finished).to.include({ frames: 3 });
  });

  it('refuses what breaks its rules when it is made', () => {
    const make =
      (stream: unknown, options: unknown = {}) =>
      () =>
        byteWriter(stream as Writable, options as ByteWriterOptions);
    expect(make('out.raw')).to.throw(InvalidOptionError, /Writable/);
    expect(make(undefined)).to.throw(InvalidOptionError, /Writable/);
    expect(make(new PassThrough(), { end: 'yes' })).to.throw(InvalidOptionError, /end/);
    expect(make(new PassThrough(), { close: true })).to.throw(InvalidOptionError, /close/);
    const ended = new PassThrough();
    ended.end();
    expect(make(ended)).to.throw(TargetError, /ended/);
    const locked = new WritableStream();
    locked.getWriter();
    expect(make(locked)).to.throw(TargetError, /locked/);
  });
});
