import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect } from 'chai';
import { GiftGrabError, InvalidOptionError } from '../../src/errors';
import { Deferred } from '../../src/deferred';
import { VideoFrame } from '../../src/frames/video-frame';
import { VideoTarget, type TargetReport } from '../../src/graph/video-target';
import { toReadable } from '../../src/streams/to-readable';
import { toReadableStream } from '../../src/streams/to-readable-stream';
import { toWritable } from '../../src/streams/to-writable';
import { toWritableStream } from '../../src/streams/to-writable-stream';
import { ListSource } from '../support/list-source';
import { expectNothingLeft, turns } from '../support/quiet';
import { rejectionOf } from '../support/rejection-of';

/** Writes down frames, each when it is let. */
class ListTarget extends VideoTarget {
  readonly firstBytes: number[] = [];
  gate: Deferred<void> | undefined;
  failAt = Infinity;
  mostWaiting = 0;
  endings = 0;

  protected override async write(frame: VideoFrame): Promise<void> {
    this.mostWaiting = Math.max(this.mostWaiting, this.stats.framesIn - this.stats.framesOut);
    await this.gate?.promise;
    await turns(1);
    if (this.firstBytes.length === this.failAt) throw new GiftGrabError('DISK_FULL', 'No room.');
    this.firstBytes.push(frame.data()[0] ?? -1);
  }

  protected override async finalise(): Promise<TargetReport> {
    this.endings += 1;
    return { frames: this.firstBytes.length, dropped: 0 };
  }

  /** Fails without having been written to. */
  breakDown(error: unknown): void {
    this.fail(error);
  }
}

/** A loan of the pool. */
async function loans(count: number): Promise<VideoFrame[]> {
  const frames: VideoFrame[] = [];
  const source = new ListSource({ frames: count, budget: { frames: count + 2 } });
  source.subscribe((frame) => frames.push(frame.retain()));
  await source.finished;
  return frames;
}

const ways = {
  'toWritable, from a pipeline': (source: ListSource, target: ListTarget) =>
    pipeline(toReadable(source, { as: 'frames' }), toWritable(target)),
  'toWritableStream, from pipeTo': (source: ListSource, target: ListTarget) =>
    toReadableStream(source, { as: 'frames' }).pipeTo(toWritableStream(target)),
};

for (const [name, run] of Object.entries(ways)) {
  describe(name, () => {
    expectNothingLeft();

    for (const frames of [0, 1, 40]) {
      it(`gives ${frames} frames to the target and closes it`, async () => {
        const target = new ListTarget();
        await run(new ListSource({ frames }), target);
        expect(await target.finished).to.deep.equal({ frames, dropped: 0 });
        expect(target.firstBytes).to.deep.equal([...Array(frames).keys()]);
        expect(target.endings).to.equal(1);
      });
    }

    it('makes the source wait for the target', async () => {
      const target = new ListTarget();
      target.gate = new Deferred();
      const source = new ListSource({ frames: 40 });
      const done = run(source, target);
      await turns(20);
      expect(source.run?.budget.framesOut).to.equal(8);
      expect(source.run?.emitted).to.equal(8);
      target.gate.resolve();
      await done;
      expect(target.firstBytes.length).to.equal(40);
      expect(target.mostWaiting).to.equal(1);
    });

    it('fails with what the target fails with, and stops the source', async () => {
      const target = new ListTarget();
      target.failAt = 3;
      const source = new ListSource({ frames: 100, end: 'never' });
      expect(await rejectionOf(run(source, target))).to.have.property('code', 'DISK_FULL');
      expect(await rejectionOf(target.finished)).to.have.property('code', 'DISK_FULL');
      await turns();
      expect(source.stops).to.equal(1);
    });

    it('fails with what the target fails with between two frames', async () => {
      const target = new ListTarget();
      const source = new ListSource({ frames: 2, end: 'never' });
      const done = rejectionOf(run(source, target));
      await turns(10);
      target.breakDown(new GiftGrabError('FFMPEG', 'It has died.'));
      expect(await done).to.have.property('code', 'FFMPEG');
      await turns();
      expect(source.stops).to.equal(1);
    });

    it('ends the target with what the source fails with, and all frames that came before', async () => {
      const failure = new Error('the cable is out');
      const target = new ListTarget();
      const source = new ListSource({ frames: 5, end: failure });
      expect(await rejectionOf(run(source, target))).to.equal(failure);
      expect(await rejectionOf(target.finished)).to.equal(failure);
      expect(target.firstBytes).to.deep.equal([0, 1, 2, 3, 4]);
      expect(target.endings).to.equal(1);
    });
  });
}

describe('toWritable', () => {
  expectNothingLeft();

  it('takes frames over, and leaves those in ordinary memory alone', async () => {
    const target = new ListTarget();
    const [loan] = await loans(1);
    const own = VideoFrame.alloc({ colour: 'GRAY8', cols: 4, rows: 2 });
    await pipeline(Readable.from([loan, own, own]), toWritable(target));
    expect(loan?.released).to.equal(true);
    expect(own.released).to.equal(false);
    expect(target.firstBytes).to.deep.equal([0, 0, 0]);
  });

  it('gives back what waits when it is destroyed, and refuses what comes then', async () => {
    const frames = await loans(5);
    const target = new ListTarget();
    target.gate = new Deferred();
    const stream = toWritable(target);
    const errors: unknown[] = [];
    stream.on('error', (error) => errors.push(error));
    for (const frame of frames.slice(0, 4)) stream.write(frame);
    stream.destroy();
    stream.write(frames[4]);
    target.gate.resolve();
    expect(await rejectionOf(target.finished)).to.have.property('code', 'ABORTED');
    expect(frames.map((frame) => frame.released)).to.deep.equal(Array(5).fill(true));
    // The one that was under way.
    expect(target.firstBytes).to.deep.equal([0]);
  });

  it('refuses what is no frame', async () => {
    const target = new ListTarget();
    const error = await rejectionOf(pipeline(Readable.from(['text']), toWritable(target)));
    expect(error).to.be.instanceOf(InvalidOptionError).with.property('option', 'chunk');
    expect(await rejectionOf(target.finished)).to.equal(error);
  });
});

describe('toWritableStream', () => {
  expectNothingLeft();

  it('gives back what waits when it is aborted, and refuses what comes then', async () => {
    const frames = await loans(5);
    const target = new ListTarget();
    target.gate = new Deferred();
    const writer = toWritableStream(target).getWriter();
    const writes = frames.slice(0, 4).map((frame) => writer.write(frame).catch(() => 'refused'));
    await turns();
    const aborted = writer.abort('enough');
    await rejectionOf(writer.write(frames[4]!));
    target.gate.resolve();
    await aborted;
    expect(await Promise.all(writes)).to.deep.equal([undefined, 'refused', 'refused', 'refused']);
    const error = await rejectionOf(target.finished);
    expect(error).to.include({ code: 'ABORTED', cause: 'enough' });
    expect(frames.map((frame) => frame.released)).to.deep.equal(Array(5).fill(true));
    await writer.closed.catch(() => undefined);
  });

  it('refuses what is no frame', async () => {
    const target = new ListTarget();
    const writer = toWritableStream(target).getWriter();
    writer.closed.catch(() => undefined);
    const error = await rejectionOf(writer.write('text' as unknown as VideoFrame));
    expect(error).to.be.instanceOf(InvalidOptionError);
    await target.close();
  });
});
