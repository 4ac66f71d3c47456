import { expect } from 'chai';
import {
  ColourSpace,
  convertFrame,
  frameMemory,
  InvalidOptionError,
  OutOfRangeError,
  pipelineOf,
  Rational,
  SourceSizeChangedError,
  Timestamp,
  VideoFrame,
  VideoTarget,
  type FrameInit,
  type TargetReport,
  type VideoSource,
} from '@giftgrab/core';
import { fromFrames, stereoSource, testPattern, type StereoSourceOptions } from '@giftgrab/sources';
import { failureOf } from '../../ffmpeg/test/support/failure';

const MS = new Rational(1, 1000);
const SIZE = { colour: 'GRAY8', cols: 6, rows: 4 } as const;

/** A source of frames at times in milliseconds, each filled with a number. */
function at(
  times: readonly (number | undefined)[],
  value: number,
  init: Partial<FrameInit> = {},
): VideoSource {
  const frames = times.map((ms, index) => {
    const pts = ms === undefined ? undefined : new Timestamp(ms, MS);
    const frame = VideoFrame.alloc({ ...SIZE, index, pts, capturedMs: ms ?? 0, ...init });
    frame.data().fill(value + index);
    return frame;
  });
  return fromFrames(frames, { frameRate: 25 });
}

interface Seen {
  readonly index: number;
  readonly ms: number | undefined;
  readonly capturedMs: number;
  readonly values: readonly number[];
}

/** What a source of stereo frames gives, to its end. */
async function seenOf(source: VideoSource): Promise<Seen[]> {
  const seen: Seen[] = [];
  source.subscribe({
    next: (frame) => {
      expect(frame.stereoCount).to.equal(2);
      const [left = -1, right = -1] = [frame.data(0)[0], frame.data(1)[0]];
      seen.push({
        index: frame.index,
        ms: frame.pts && frame.pts.seconds * 1000,
        capturedMs: frame.captured.monotonicMs,
        values: [left, right],
      });
    },
    error: () => undefined,
  });
  await source.finished.catch(() => undefined);
  return seen;
}

const pattern = (frames = Infinity, options = {}): VideoSource =>
  testPattern({ cols: 64, rows: 32, frames, pace: 'asap', ...options });

describe('stereoSource', () => {
  let blocks: number;
  beforeEach(() => (blocks = frameMemory.blocksInUse));
  afterEach(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(frameMemory.blocksInUse, 'frames left in the pool').to.be.at.most(blocks);
  });

  it('makes one frame of two views of one moment [TC42]', async () => {
    const source = stereoSource(at([0, 40, 80], 10), at([3, 41, 84], 100));
    const seen = await seenOf(source);
    expect(seen).to.deep.equal([
      { index: 0, ms: 0, capturedMs: 3, values: [10, 100] },
      { index: 1, ms: 40, capturedMs: 41, values: [11, 101] },
      { index: 2, ms: 80, capturedMs: 84, values: [12, 102] },
    ]);
    expect(await source.finished).to.include({ ended: 'complete', frames: 3, dropped: 0 });
  });

  it('has views that differ and are equally long, as arrays too; data() is the left one [TC42]', async () => {
    for (const colour of Object.values(ColourSpace)) {
      const source = stereoSource(at([0], 10, { colour }), at([0], 100, { colour }));
      expect(source).to.include({ colour, cols: 6, rows: 4 });
      const frame = await source.getFrame();
      if (frame === undefined) throw new Error('No frame came.');
      expect(frame.dataLength(0)).to.equal(frame.dataLength(1));
      expect(frame.data()).to.deep.equal(frame.data(0));
      expect(frame.data(0)).to.not.deep.equal(frame.data(1));
      if (frame.shape.format.planes.length === 1) {
        expect(frame.array(1).shape).to.deep.equal([4, 6, frame.array(0).shape[2]]);
        frame.array(1).set(3, 2, 0, 7);
        expect(frame.array(1).get(3, 2, 0)).to.equal(7);
      }
      expect(() => frame.data(2)).to.throw(OutOfRangeError);
      frame.release();
      await source.close();
    }
  });

  it('leaves out frames without a partner, with a gap in the index, and counts them', async () => {
    const source = stereoSource(at([0, 40, 80, 160], 10), at([0, 80, 120, 160], 100));
    const seen = await seenOf(source);
    expect(seen.map(({ index, values }) => [index, ...values])).to.deep.equal([
      [0, 10, 100],
      [2, 12, 101],
      [3, 13, 103],
    ]);
    expect(await source.finished).to.include({ frames: 3, dropped: 2 });
  });

  it('pairs by a tolerance, by the time of capture, and with offsets, as told', async () => {
    const pairs = async (options: StereoSourceOptions): Promise<number> =>
      (await seenOf(stereoSource(at([0, 40], 10), at([15, 55], 100), options))).length;
    expect(await pairs({})).to.equal(2);
    expect(await pairs({ toleranceMs: 14 })).to.equal(0);
    expect(await pairs({ toleranceMs: 1, offsetsMs: [15, 0] })).to.equal(2);
    const untimed = stereoSource(at([undefined], 10), at([undefined], 100), { clock: 'captured' });
    expect(await seenOf(untimed)).to.have.lengthOf(1);
    const timeless = stereoSource(at([undefined], 10), at([undefined], 100));
    timeless.subscribe({ error: () => undefined });
    expect(String(await failureOf(timeless.finished))).to.include('no time in its stream');
  });

  it('states the slower rate of the two', () => {
    const rate = (a: object, b: object): string =>
      String(stereoSource(pattern(1, a), pattern(1, b)).frameRate);
    expect(rate({ frameRate: 50 }, { frameRate: 25 })).to.equal('25/1');
    expect(rate({ frameRate: 29.97 }, { frameRate: 29.97 })).to.equal('30000/1001');
    const unknown = fromFrames([VideoFrame.alloc(SIZE)]);
    expect(stereoSource(unknown, unknown).frameRate).to.equal(undefined);
  });

  it('shows both views in the colours of the left one', async () => {
    const colorimetry = { matrix: 'bt709', range: 'full' } as const;
    const left = at([0], 100, { colour: 'I420', colorimetry });
    const right = at([0], 100, { colour: 'I420' });
    const frame = await stereoSource(left, right).getFrame();
    expect(frame?.colorimetry).to.deep.equal(colorimetry);
    const given = await right.getFrame();
    const wanted = given && convertFrame(given, 'I420', { colorimetry });
    expect([...(frame?.data(1) ?? [])]).to.deep.equal([...(wanted?.data() ?? [])]);
    for (const each of [frame, given, wanted]) each?.release();
  });

  it('refuses what cannot be a pair, when it is called [TC42]', () => {
    const left = at([0], 10);
    const refused = (right: unknown, options = {}): (() => unknown) => {
      return () => stereoSource(left, right as VideoSource, options);
    };
    expect(refused(at([0], 1, { cols: 8 }))).to.throw(InvalidOptionError, /6×4 GRAY8.*"8×4 GRAY8"/);
    expect(refused(at([0], 1, { colour: 'BGRA' }))).to.throw(InvalidOptionError, 'BGRA');
    expect(refused(undefined)).to.throw(InvalidOptionError, 'right');
    expect(refused(left, { toleranceMs: -1 })).to.throw(InvalidOptionError, 'toleranceMs');
    expect(refused(left, { tolerance: 1 })).to.throw(InvalidOptionError, 'toleranceMs');
    expect(refused(left, { policy: 'wait' })).to.throw(InvalidOptionError, 'policy');
    expect(refused(left, { clock: 'wall' })).to.throw(InvalidOptionError, 'clock');
  });

  it('delivers a part of both views', async () => {
    const source = stereoSource(pattern(3, { colour: 'I420' }), pattern(3, { colour: 'I420' }));
    source.setSubFrame(2, 4, 20, 10);
    expect(source).to.include({ cols: 20, rows: 10 });
    const frame = await source.getFrame();
    expect(frame).to.include({ cols: 20, rows: 10, stereoCount: 2 });
    frame?.release();
    await source.close();
  });

  it('fails when a side changes its size', async () => {
    const [left, right] = [pattern(9), pattern(9)];
    const source = stereoSource(left, right);
    right.setSubFrame(0, 0, 32, 32);
    source.subscribe({ error: () => undefined });
    const failure = await failureOf(source.finished);
    expect(failure).to.be.instanceOf(SourceSizeChangedError);
    expect(failure.message).to.match(
      /Frame 0 of the right source is 32×32 BGRA, but .* 64×32 BGRA/,
    );
  });

  it('ends with the first side that ends, and can be started again', async () => {
    const source = stereoSource(pattern(4), pattern(7));
    for (let run = 0; run < 2; run += 1) {
      expect(await seenOf(source)).to.have.lengthOf(4);
      expect(await source.finished).to.include({ ended: 'complete', frames: 4 });
    }
  });

  for (const side of [0, 1]) {
    it(`fails with the side ${side} that fails, and lets the other go`, async () => {
      const aborter = new AbortController();
      const sides = [pattern(), pattern()];
      sides[side] = pattern(Infinity, { signal: aborter.signal });
      const [left, right] = sides;
      const source = stereoSource(left!, right!);
      const frames = await new Promise<number>((resolve) => {
        let count = 0;
        source.subscribe({
          next: () => {
            count += 1;
            if (count === 5) aborter.abort();
          },
          error: () => resolve(count),
        });
      });
      expect(frames).to.be.at.least(5);
      expect(await failureOf(source.finished)).to.have.property('code', 'ABORTED');
      expect((await sides[1 - side]!.finished).ended).to.equal('stopped');
    });

    it(`ends when the side ${side} is closed`, async () => {
      const sides = [pattern(), pattern()];
      const source = stereoSource(sides[0]!, sides[1]!);
      let count = 0;
      source.subscribe(() => {
        count += 1;
        if (count === 5) void sides[side]!.close();
      });
      expect((await source.finished).ended).to.equal('complete');
    });
  }

  it('leaves both sides open when it is closed, and stops them', async () => {
    const [left, right] = [pattern(), pattern()];
    const source = stereoSource(left, right);
    await new Promise<void>((resolve) => source.subscribe(() => resolve()));
    await source.close();
    expect([left.closed, right.closed]).to.deep.equal([false, false]);
    expect((await left.finished).ended).to.equal('stopped');
    expect((await right.finished).ended).to.equal('stopped');
  });

  it('waits for a slow target, with few frames in memory', async () => {
    const source = stereoSource(pattern(200), pattern(200), { budget: { frames: 2 } });
    const target = new SlowTarget();
    source.attach(target);
    expect(await target.finished).to.include({ frames: 200 });
    // What both sources have out, what waits for a partner, and the pairs.
    expect(target.most).to.be.at.most(2 * (8 + 8) + 2 * 2 + 2);
  });

  it('gives everything back when it is left while it waits for room', async () => {
    const source = stereoSource(pattern(), pattern(), { budget: { frames: 2 } });
    const kept: VideoFrame[] = [];
    const subscription = source.subscribe((frame) => void kept.push(frame.retain()));
    for (let i = 0; i < 50; i += 1) await new Promise((resolve) => setImmediate(resolve));
    subscription.unsubscribe();
    expect(kept).to.have.lengthOf(2);
    for (const frame of kept) frame.release();
    expect((await source.finished).ended).to.equal('stopped');
  });

  it('shows in the pipeline, behind both sides', async () => {
    const [left, right] = [pattern(Infinity, { name: 'L' }), pattern(Infinity, { name: 'R' })];
    const source = stereoSource(left, right, { name: 'eyes' });
    await new Promise<void>((resolve) => source.subscribe(() => resolve()));
    const { nodes, links } = pipelineOf(left).stats;
    const names = new Map(nodes.map(({ id, name }) => [id, name]));
    expect(links.map(({ from, to }) => [names.get(from), names.get(to)])).to.deep.include.members([
      ['L', 'syncByTime'],
      ['R', 'syncByTime'],
      ['syncByTime', 'eyes'],
      ['eyes', 'observer'],
    ]);
    await source.close();
  });

  it('gives its frames one by one [S3]', async () => {
    const source = stereoSource(pattern(5), pattern(5));
    const indexes: number[] = [];
    for await (const frame of source) indexes.push(frame.index);
    expect(indexes).to.deep.equal([0, 1, 2, 3, 4]);
  });
});

/** A target that takes its time, and notes how much memory is out meanwhile. */
class SlowTarget extends VideoTarget {
  most = 0;
  readonly #before = frameMemory.blocksInUse;

  protected override async write(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    this.most = Math.max(this.most, frameMemory.blocksInUse - this.#before);
  }

  protected override finalise(): Promise<TargetReport> {
    return Promise.resolve({ frames: this.stats.framesOut, dropped: 0 });
  }
}
