import { expect } from 'chai';
import { GiftGrabError, InvalidOptionError, OutOfRangeError, SourceError } from '../../src/errors';
import type { ColourSpace } from '../../src/frames/colour-space';
import { VideoFrame } from '../../src/frames/video-frame';
import { frameShape } from '../../src/frames/frame-shape';
import type { RunTeardown, SourceRun } from '../../src/graph/source-run';
import { VideoSource } from '../../src/graph/video-source';
import { ListSource, type ListSourceOptions } from '../support/list-source';
import { expectNothingLeft, turns, warningsOf } from '../support/quiet';
import { rejectionOf } from '../support/rejection-of';
import { Recorder } from '../support/recorder';

/** A source that does what a function says. */
class CustomSource extends VideoSource {
  readonly #begin: (run: SourceRun) => RunTeardown;

  constructor(begin: (run: SourceRun) => RunTeardown, signal?: AbortSignal) {
    super({ colour: 'GRAY8', cols: 4, rows: 2 }, signal === undefined ? {} : { signal });
    this.#begin = begin;
  }

  protected override start(run: SourceRun): RunTeardown {
    return this.#begin(run);
  }
}

describe('VideoSource', () => {
  expectNothingLeft();

  it('says what it is [S1, S2, S4]', () => {
    const source = new ListSource({ colour: 'I420', cols: 6, rows: 4 });
    expect(source).to.include({ colour: 'I420', cols: 6, rows: 4, closed: false, warmupFrames: 0 });
    expect(String(source.frameRate)).to.equal('25/1');
  });

  it('refuses impossible values when it is made', () => {
    const make = (options: unknown) => () => new ListSource(options as ListSourceOptions);
    expect(make({ cols: 0 })).to.throw(InvalidOptionError, 'cols');
    expect(make({ rows: 1.5 })).to.throw(InvalidOptionError, 'rows');
    expect(make({ colour: 'bgra' })).to.throw(InvalidOptionError, '"BGRA"');
    expect(make({ warmupFrames: -1 })).to.throw(InvalidOptionError, 'warmupFrames');
    expect(make({ subFrame: { x: 1, y: 0, cols: 9, rows: 1 } })).to.throw(OutOfRangeError);
  });

  describe('runs', () => {
    it('starts with the first subscriber, once for all, and gives each the first frame', async () => {
      const source = new ListSource();
      const recorders = [new Recorder(), new Recorder(), new Recorder()];
      expect(source.starts).to.equal(0);
      for (const recorder of recorders) source.attach(recorder);
      await Promise.all(recorders.map((recorder) => recorder.ended));
      expect(source.starts).to.equal(1);
      for (const { indexes } of recorders) expect(indexes).to.deep.equal([0, 1, 2]);
    });

    it('stops with the last subscriber, and can be started again', async () => {
      const source = new ListSource({ frames: 50, end: 'never' });
      for (let round = 1; round <= 3; round += 1) {
        const [a, b] = [new Recorder(), new Recorder()];
        source.attach(a);
        source.attach(b);
        await turns(6);
        await source.detach(a);
        expect(source.stops).to.equal(round - 1);
        await source.detach(b);
        expect(source.stops).to.equal(round);
        expect(b.indexes[0]).to.equal(0);
      }
      expect(source.starts).to.equal(3);
    });

    it('does not start a new run before the last one is gone', async () => {
      const log: string[] = [];
      const source = new CustomSource(() => {
        log.push('start');
        return async () => {
          await turns(4);
          log.push('stopped');
        };
      });
      source.subscribe().unsubscribe();
      const first = source.subscribe();
      await turns();
      first.unsubscribe();
      const second = source.subscribe();
      await turns(10);
      second.unsubscribe();
      await source.settled();
      expect(log).to.deep.equal(['start', 'stopped', 'start', 'stopped']);
    });

    it('reports how a run ended', async () => {
      const source = new ListSource({ frames: 4, warmupFrames: 1 });
      source.subscribe();
      const report = await source.finished;
      expect(report).to.deep.equal({
        ended: 'complete',
        frames: 3,
        warmup: 1,
        dropped: 0,
        reclaimed: 0,
        damaged: 0,
      });
      expect(await source.finished).to.equal(report);
      source.subscribe().unsubscribe();
      expect(await source.finished).to.include({ ended: 'stopped', frames: 0 });
    });

    it('has finished even for those who ask when it is over', async () => {
      const source = new ListSource();
      const recorder = new Recorder();
      source.attach(recorder);
      await recorder.ended;
      await turns();
      expect(await source.finished).to.include({ ended: 'complete', frames: 3 });
    });

    it('hands its error to every subscriber and to finished', async () => {
      const broken = new SourceError('The camera is gone.');
      const source = new ListSource({ end: broken });
      const [a, b] = [new Recorder(), new Recorder()];
      source.attach(a);
      source.attach(b);
      expect(await rejectionOf(source.finished)).to.equal(broken);
      expect(a.failure).to.equal(broken);
      expect(b.failure).to.equal(broken);
      expect(a.indexes).to.deep.equal([0, 1, 2]);
    });

    it('fails when start() throws, and may succeed the next time', async () => {
      let isBroken = true;
      const source = new CustomSource((run) => {
        if (isBroken) throw new SourceError('No such camera.');
        const immediate = setImmediate(() => run.complete());
        return () => clearImmediate(immediate);
      });
      const recorder = new Recorder();
      source.attach(recorder);
      expect(await rejectionOf(source.finished)).to.be.instanceOf(SourceError);
      expect(recorder.failure).to.be.instanceOf(SourceError);
      isBroken = false;
      source.attach(recorder);
      expect(await source.finished).to.include({ ended: 'complete' });
    });

    it('is torn down, and waited for, when it fails before start() returns', async () => {
      let isStopped = false;
      const source = new CustomSource((run) => {
        run.error(new SourceError('At once.'));
        return async () => {
          await turns();
          isStopped = true;
        };
      });
      source.attach(new Recorder());
      await rejectionOf(source.finished);
      await turns(1);
      await source.settled();
      expect(isStopped).to.equal(true);
    });

    it('fails, and loses no frame, when what it sends is not what it said', async () => {
      const shape = frameShape({ colour: 'GRAY8', cols: 2, rows: 2 });
      const source = new CustomSource((run) => {
        const immediate = setImmediate(() => run.emit(VideoFrame.lend(shape, {}, run.budget)));
        return () => clearImmediate(immediate);
      });
      source.setSubFrame(2, 0, 2, 2);
      source.attach(new Recorder());
      expect(await rejectionOf(source.finished)).to.be.instanceOf(OutOfRangeError);
    });

    it('warns when it does not stop cleanly, and settles', async () => {
      const codes = await warningsOf(async () => {
        const source = new CustomSource(() => () => {
          throw new Error('stuck');
        });
        const subscription = source.subscribe();
        await turns();
        subscription.unsubscribe();
        await source.settled();
      });
      expect(codes).to.deep.equal(['TEARDOWN_FAILED']);
    });

    it('throws warm-up frames away, in each run [S7, quirk 23]', async () => {
      const source = new ListSource({ frames: 5, warmupFrames: 2 });
      for (let round = 0; round < 2; round += 1) {
        const recorder = new Recorder();
        source.attach(recorder);
        await recorder.ended;
        expect(recorder.indexes).to.deep.equal([2, 3, 4]);
      }
      const pulled = await source.getFrame();
      expect(pulled?.index).to.equal(2);
      pulled?.release();
      await source.close();
    });
  });

  describe('pulling', () => {
    it('gives frames one by one, then undefined [S3]', async () => {
      const source = new ListSource({ frames: 2 });
      const indexes: unknown[] = [];
      for (let i = 0; i < 4; i += 1) {
        const frame = await source.getFrame();
        indexes.push(frame?.index);
        frame?.release();
      }
      expect(indexes).to.deep.equal([0, 1, undefined, undefined]);
    });

    it('steals no frame from those who subscribe [quirk 4]', async () => {
      const source = new ListSource({ frames: 4 });
      const recorder = new Recorder();
      source.attach(recorder);
      const pulled = [await source.getFrame(), await source.getFrame()];
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal([0, 1, 2, 3]);
      expect(pulled.map((frame) => frame?.index)).to.deep.equal([0, 1]);
      for (const frame of pulled) frame?.release();
      await source.close();
    });

    it('keeps a pulled frame valid until it is released', async () => {
      const source = new ListSource({ frames: 5, budget: { frames: 3 } });
      const first = await source.getFrame();
      const second = await source.getFrame();
      await turns();
      expect(first?.data()[0]).to.equal(0);
      expect(second?.data()[0]).to.equal(1);
      first?.release();
      second?.release();
      await source.close();
    });

    it('rejects with the error of the source', async () => {
      const broken = new SourceError('The camera is gone.');
      const source = new ListSource({ frames: 0, end: broken });
      expect(await rejectionOf(source.getFrame())).to.equal(broken);
      expect(await rejectionOf(source.getFrame())).to.equal(broken);
    });

    it('loops over all frames, each valid for its turn', async () => {
      const source = new ListSource({ frames: 20, budget: { frames: 2 } });
      const bytes: number[] = [];
      let last: VideoFrame | undefined;
      for await (const frame of source) {
        expect(last?.released ?? true).to.equal(true);
        bytes.push(frame.data()[0] ?? -1);
        last = frame;
        await turns(1);
      }
      expect(bytes).to.deep.equal([...Array(20).keys()]);
    });

    it('loops in runs of their own, which end with the loop', async () => {
      const source = new ListSource({ frames: 9, end: 'never' });
      for (let round = 1; round <= 2; round += 1) {
        for await (const frame of source) if (frame.index === 2) break;
        expect(source.stops).to.equal(round);
      }
      expect(
        await rejectionOf(
          (async () => {
            for await (const frame of source) throw new Error(`at ${frame.index}`);
          })(),
        ),
      ).to.have.property('message', 'at 0');
      expect(source.stops).to.equal(3);
    });

    it('ends loops and pulls when the source is closed', async () => {
      const source = new ListSource({ frames: 2, end: 'never' });
      const loop = (async () => {
        let count = 0;
        for await (const frame of source) count += frame.cols > 0 ? 1 : 0;
        return count;
      })();
      await turns(10);
      const pulls = Promise.all([source.getFrame(), source.getFrame(), source.getFrame()]);
      await turns(10);
      await source.close();
      expect(await loop).to.equal(2);
      const frames = await pulls;
      expect(frames[2]).to.equal(undefined);
      for (const frame of frames) frame?.release();
      expect(source.stops).to.equal(2);
    });
  });

  describe('sub-frames', () => {
    it('delivers the part that was asked for, and says its size [S5, TC15]', async () => {
      const source = new ListSource({
        cols: 8,
        rows: 8,
        subFrame: { x: 2, y: 2, cols: 4, rows: 3 },
      });
      expect([source.cols, source.rows]).to.deep.equal([4, 3]);
      const sizes: string[] = [];
      source.subscribe((frame) => sizes.push(`${frame.cols}x${frame.rows}`));
      await source.finished;
      expect(sizes).to.deep.equal(['4x3', '4x3', '4x3']);
    });

    it('changes while frames flow, and back [S5, S6, TC16, quirk 22]', async () => {
      const source = new ListSource({ frames: 6, cols: 8, rows: 8 });
      const sizes: string[] = [];
      source.subscribe((frame) => {
        sizes.push(`${frame.cols}x${frame.rows}`);
        if (frame.index === 1) source.setSubFrame(1, 2, 3, 4);
        if (frame.index === 3) source.getFullFrame();
      });
      await source.finished;
      expect(sizes).to.deep.equal(['8x8', '8x8', '3x4', '3x4', '8x8', '8x8']);
    });

    it('delivers the right pixels, of every view, to subscribers and to pulls', async () => {
      const source = new CustomSource((run) => {
        const shape = frameShape({ colour: 'GRAY8', cols: 4, rows: 2, stereoCount: 2 });
        const immediate = setImmediate(() => {
          const frame = VideoFrame.lend(shape, {}, run.budget);
          frame.data(0).set([0, 1, 2, 3, 4, 5, 6, 7]);
          frame.data(1).set([10, 11, 12, 13, 14, 15, 16, 17]);
          run.emit(frame);
          run.complete();
        });
        return () => clearImmediate(immediate);
      });
      source.setSubFrame(1, 0, 2, 2);
      const seen: number[][] = [];
      source.subscribe((frame) => seen.push([...frame.data(0)], [...frame.data(1)]));
      await source.finished;
      const pulled = await source.getFrame();
      expect(seen).to.deep.equal([
        [1, 2, 5, 6],
        [11, 12, 15, 16],
      ]);
      expect([...(pulled?.data(1) ?? [])]).to.deep.equal([11, 12, 15, 16]);
      pulled?.release();
    });

    const corners: [ColourSpace, number, number, boolean][] = [
      ['BGRA', 1, 1, true],
      ['I420', 1, 0, false],
      ['I420', 0, 1, false],
      ['I420', 2, 2, true],
      ['NV12', 2, 1, false],
      ['UYVY', 1, 0, false],
      ['UYVY', 2, 1, true],
    ];
    for (const [colour, x, y, isLegal] of corners) {
      it(`${isLegal ? 'allows' : 'refuses'} a corner at (${x}, ${y}) in ${colour}`, () => {
        const source = new ListSource({ colour, cols: 8, rows: 8 });
        const set = (): void => source.setSubFrame(x, y, 3, 3);
        if (isLegal) expect(set).not.to.throw();
        else expect(set).to.throw(OutOfRangeError, colour);
      });
    }

    it('refuses a region outside the picture, and keeps what was set [quirk 22]', () => {
      const source = new ListSource({ cols: 8, rows: 6 });
      source.setSubFrame(0, 0, 4, 4);
      const regions: [number, number, number, number][] = [
        [0, 0, 9, 1],
        [7, 0, 2, 1],
        [0, 6, 1, 1],
        [-1, 0, 1, 1],
        [0, 0, 0, 1],
        [0, 0, 1.5, 1],
        [Number.NaN, 0, 1, 1],
      ];
      for (const region of regions) {
        expect(() => source.setSubFrame(...region)).to.throw(RangeError);
        expect(() => source.setSubFrame(...region)).to.throw(GiftGrabError as never);
      }
      expect([source.cols, source.rows]).to.deep.equal([4, 4]);
      source.getFullFrame();
      expect([source.cols, source.rows]).to.deep.equal([8, 6]);
    });
  });

  describe('close', () => {
    it('completes every subscriber, stops, and gives back what it holds once', async () => {
      const source = new ListSource({ frames: 100, end: 'never' });
      const [a, b] = [new Recorder(), new Recorder()];
      source.attach(a);
      source.attach(b);
      await turns(6);
      await Promise.all([source.close(), source.close()]);
      await source[Symbol.asyncDispose]();
      expect([a.ending, b.ending]).to.deep.equal(['complete', 'complete']);
      expect(await source.finished).to.include({ ended: 'stopped' });
      expect(source).to.include({ stops: 1, releases: 1, closed: true });
    });

    it('refuses who comes after it', async () => {
      const source = new ListSource();
      await source.close();
      const recorder = new Recorder();
      source.attach(recorder);
      expect(recorder.failure).to.be.instanceOf(SourceError);
      expect(source.attached(recorder)).to.equal(false);
      expect(await rejectionOf(source.getFrame())).to.be.instanceOf(SourceError);
      expect(await rejectionOf(source[Symbol.asyncIterator]().next())).to.be.instanceOf(
        SourceError,
      );
      expect(source.starts).to.equal(0);
    });

    it('settles finished of a source that never ran', async () => {
      const source = new ListSource();
      await source.close();
      expect(await source.finished).to.include({ ended: 'stopped', frames: 0 });
    });

    it('before the run has begun keeps it from beginning', async () => {
      const source = new ListSource();
      const recorder = new Recorder();
      source.attach(recorder);
      await source.close();
      await turns();
      expect(source.starts).to.equal(0);
      expect(recorder.ending).to.equal('complete');
    });

    it('may be called and awaited inside next', async () => {
      const source = new ListSource({ frames: 5, end: 'never' });
      let isClosed = false;
      source.subscribe({
        next: (async () => {
          await source.close();
          isClosed = true;
        }) as () => void,
      });
      await source.finished;
      await turns();
      expect(isClosed).to.equal(true);
    });

    it('refuses one who attaches itself again in complete()', async () => {
      const source = new ListSource({ end: 'never' });
      const errors: unknown[] = [];
      const observer = {
        next: () => undefined,
        complete: () => void source.attach(observer),
        error: (error: unknown) => void errors.push(error),
      };
      source.attach(observer);
      await source.close();
      expect(errors).to.have.lengthOf(1);
    });
  });

  describe('an AbortSignal', () => {
    it('ends the run with an error, everywhere', async () => {
      const aborter = new AbortController();
      const source = new ListSource({ frames: 2, end: 'never', signal: aborter.signal });
      const recorder = new Recorder();
      source.attach(recorder);
      const loop = rejectionOf(
        (async () => {
          for await (const frame of source) expect(frame.cols).to.equal(4);
        })(),
      );
      await turns(8);
      const pulls = [0, 1, 2].map(() => source.getFrame());
      const third = rejectionOf(pulls[2] ?? Promise.resolve());
      for (const pull of pulls.slice(0, 2)) (await pull)?.release();
      aborter.abort(new Error('enough'));
      for (const error of [await rejectionOf(source.finished), await loop, await third]) {
        expect(error).to.be.instanceOf(GiftGrabError).and.include({ code: 'ABORTED' });
        expect(error).to.have.property('cause').with.property('message', 'enough');
      }
      expect(recorder.failure).to.have.property('code', 'ABORTED');
      await source.settled();
      await turns();
      expect(source.stops).to.equal(source.starts);
    });

    it('that was aborted before keeps everything from beginning', async () => {
      const source = new ListSource({ signal: AbortSignal.abort() });
      const recorder = new Recorder();
      source.attach(recorder);
      expect(recorder.failure).to.have.property('code', 'ABORTED');
      expect(await rejectionOf(source.finished)).to.have.property('code', 'ABORTED');
      expect(await rejectionOf(source.getFrame())).to.have.property('code', 'ABORTED');
      expect(source.starts).to.equal(0);
    });

    it('that is aborted before the run begins keeps it from beginning', async () => {
      const aborter = new AbortController();
      const source = new ListSource({ signal: aborter.signal });
      source.attach(new Recorder());
      aborter.abort();
      expect(await rejectionOf(source.finished)).to.have.property('code', 'ABORTED');
      await turns();
      expect(source.starts).to.equal(0);
    });

    it('is let go of when runs end', async () => {
      const { signal } = new AbortController();
      let listeners = 0;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => {
        listeners += 1;
        add(...args);
      };
      signal.removeEventListener = (...args: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...args);
      };
      const source = new ListSource({ signal });
      const recorder = new Recorder();
      source.attach(recorder);
      expect(listeners).to.equal(1);
      await recorder.ended;
      source.subscribe().unsubscribe();
      for await (const frame of source) if (frame.index === 1) break;
      expect(listeners).to.equal(0);
    });
  });
});
