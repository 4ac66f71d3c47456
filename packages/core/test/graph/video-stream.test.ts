import { expect } from 'chai';
import { map, Observable } from 'rxjs';
import { ObserverError, FilterError } from '../../src/errors';
import { VideoFrame } from '../../src/frames/video-frame';
import { filter } from '../../src/graph/filter';
import type { FrameObserver } from '../../src/graph/branch-guard';
import { VideoStream } from '../../src/graph/video-stream';
import { ListSource } from '../support/list-source';
import { expectNothingLeft, turns, warningsOf } from '../support/quiet';
import { Recorder } from '../support/recorder';

describe('VideoStream', () => {
  expectNothingLeft();

  describe('attach and detach', () => {
    it('gives an observer each frame once, in order [O1]', async () => {
      const source = new ListSource({ frames: 5 });
      const recorder = new Recorder();
      source.attach(recorder);
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal([0, 1, 2, 3, 4]);
      expect(recorder.ending).to.equal('complete');
    });

    it('is idempotent [O2, quirk 7]', async () => {
      const source = new ListSource();
      const recorder = new Recorder();
      const first = source.attach(recorder);
      expect(source.attach(recorder)).to.equal(first);
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal([0, 1, 2]);
    });

    it('takes the detaching of a stranger for nothing [O3, quirk 7]', async () => {
      const source = new ListSource();
      await source.detach(new Recorder());
      expect(source.starts).to.equal(0);
    });

    it('knows who is attached, until detach or the end [O5]', async () => {
      const source = new ListSource();
      const recorder = new Recorder();
      expect(source.attached(recorder)).to.equal(false);
      source.attach(recorder);
      expect(source.attached(recorder)).to.equal(true);
      await source.detach(recorder);
      expect(source.attached(recorder)).to.equal(false);
      source.attach(recorder);
      await recorder.ended;
      await turns();
      expect(source.attached(recorder)).to.equal(false);
    });

    it('lets an unsubscribed attachment go', () => {
      const source = new ListSource();
      const recorder = new Recorder();
      source.attach(recorder).unsubscribe();
      expect(source.attached(recorder)).to.equal(false);
    });

    it('gives nothing after detach, and resolves when the source has stopped [O3]', async () => {
      const source = new ListSource({ frames: 100, end: 'never' });
      const recorder = new Recorder();
      source.attach(recorder);
      await turns(5);
      const seen = recorder.indexes.length;
      await source.detach(recorder);
      expect(source.stops).to.equal(1);
      await turns(5);
      expect(recorder.indexes.length).to.equal(seen);
      expect(recorder.ending).to.equal(undefined);
    });

    it('may be detached from inside its own next [quirk 6]', async () => {
      const source = new ListSource({ frames: 5 });
      const other = new Recorder();
      let detached: Promise<void> | undefined;
      const recorder = new Recorder((frame) => {
        if (frame.index === 1) detached = source.detach(recorder);
      });
      source.attach(recorder);
      source.attach(other);
      await other.ended;
      await detached;
      expect(recorder.indexes).to.deep.equal([0, 1]);
      expect(other.indexes).to.deep.equal([0, 1, 2, 3, 4]);
    });

    it('may await its own detach inside an asynchronous next [quirk 6]', async () => {
      const source = new ListSource({ frames: 5, end: 'never' });
      let after = false;
      const observer: FrameObserver = {
        next: async () => {
          await source.detach(observer);
          after = true;
        },
      };
      source.attach(observer);
      await source.finished;
      await turns();
      expect(after).to.equal(true);
    });

    for (const order of ['before', 'after'] as const) {
      it(`may detach another that was attached ${order} it [quirk 6]`, async () => {
        const source = new ListSource({ frames: 4 });
        const victim = new Recorder();
        const recorder = new Recorder((frame) => {
          if (frame.index === 1) void source.detach(victim);
        });
        if (order === 'before') source.attach(victim);
        source.attach(recorder);
        if (order === 'after') source.attach(victim);
        await recorder.ended;
        expect(recorder.indexes).to.deep.equal([0, 1, 2, 3]);
        expect(victim.indexes).to.deep.equal(order === 'before' ? [0, 1] : [0]);
      });
    }

    it('may attach another inside next, which gets the frames from the next one on [quirk 6]', async () => {
      const source = new ListSource({ frames: 4 });
      const late = new Recorder();
      const recorder = new Recorder((frame) => {
        if (frame.index === 1) source.attach(late);
      });
      source.attach(recorder);
      await recorder.ended;
      expect(late.indexes).to.deep.equal([2, 3]);
      expect(late.ending).to.equal('complete');
    });

    it('may be attached again inside its own next, without missing a frame', async () => {
      const source = new ListSource({ frames: 4 });
      const keeper = new Recorder();
      const recorder = new Recorder((frame) => {
        if (frame.index !== 1) return;
        void source.detach(recorder);
        source.attach(recorder);
      });
      source.attach(keeper);
      source.attach(recorder);
      await keeper.ended;
      expect(recorder.indexes).to.deep.equal([0, 1, 2, 3]);
    });

    it('may be attached again inside its own complete, for another run', async () => {
      const source = new ListSource({ frames: 2 });
      const seen: number[] = [];
      let runs = 0;
      const observer: FrameObserver = {
        next: (frame) => seen.push(frame.index),
        complete: () => {
          runs += 1;
          if (runs < 3) source.attach(observer);
        },
      };
      source.attach(observer);
      while (runs < 3) await turns(1);
      expect(seen).to.deep.equal([0, 1, 0, 1, 0, 1]);
      expect(source.starts).to.equal(3);
    });

    it('drops an observer without a trace of it on the other side [quirk 8]', async () => {
      const source = new ListSource({ frames: 3 });
      const [a, b] = [new Recorder(), new Recorder()];
      source.attach(a);
      source.attach(b);
      await source.detach(a);
      await b.ended;
      expect(a.indexes).to.deep.equal([]);
      expect(b.indexes).to.deep.equal([0, 1, 2]);
    });
  });

  describe('branches', () => {
    it('ends the branch of an observer that throws, and no other [X4, quirk 6]', async () => {
      const source = new ListSource({ frames: 4 });
      const broken = new Recorder((frame) => {
        if (frame.index === 1) throw new Error('no disk');
      });
      const other = new Recorder();
      source.attach(broken);
      source.attach(other);
      await other.ended;
      expect(broken.indexes).to.deep.equal([0, 1]);
      expect(broken.failure).to.be.instanceOf(ObserverError);
      expect(broken.failure).to.have.property('frameIndex', 1);
      expect((broken.failure as Error).message).to.contain('no disk');
      expect(other.indexes).to.deep.equal([0, 1, 2, 3]);
    });

    it('ends the branch of an asynchronous observer that rejects, and no other', async () => {
      const source = new ListSource({ frames: 20 });
      const other = new Recorder();
      const errors: unknown[] = [];
      source.attach({
        next: async (frame) => {
          await turns(1);
          if (frame.index === 1) throw new Error('no disk');
        },
        error: (error) => errors.push(error),
      });
      source.attach(other);
      await other.ended;
      expect(errors).to.have.lengthOf(1);
      expect(errors[0]).to.be.instanceOf(ObserverError);
      expect(other.indexes).to.have.lengthOf(20);
    });

    it('ends the branch of a filter that throws, and no other', async () => {
      const source = new ListSource({ frames: 4 });
      const [filtered, other] = [new Recorder(), new Recorder()];
      source
        .pipe(
          filter((frame) => {
            if (frame.index === 2) throw new Error('no light');
            return frame;
          }),
        )
        .subscribe(filtered);
      source.attach(other);
      await other.ended;
      expect(filtered.indexes).to.deep.equal([0, 1]);
      expect(filtered.failure).to.be.instanceOf(FilterError);
      expect(filtered.failure).to.have.property('frameIndex', 2);
      expect(other.indexes).to.deep.equal([0, 1, 2, 3]);
    });

    it('warns of a failure that no error() is there to hear', async () => {
      const codes = await warningsOf(async () => {
        const source = new ListSource();
        source.subscribe(() => {
          throw new Error('nobody hears');
        });
        await source.finished;
      });
      expect(codes).to.deep.equal(['BRANCH_FAILED']);
    });

    it('survives observers that throw in error() and complete()', async () => {
      const codes = await warningsOf(async () => {
        const other = new Recorder();
        const source = new ListSource();
        source.subscribe({
          complete: () => {
            throw new Error('in complete');
          },
        });
        source.subscribe(other);
        await other.ended;
        const failing = new ListSource({ end: new Error('broken') });
        failing.subscribe({
          error: () => {
            throw new Error('in error');
          },
        });
        await failing.finished.catch(() => undefined);
      });
      expect(codes).to.deep.equal(['BRANCH_FAILED', 'BRANCH_FAILED']);
    });

    it('stops a source that sends without end to an observer that throws at once', () => {
      const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 2, rows: 2 });
      let sent = 0;
      const endless = new VideoStream((subscriber) => {
        while (!subscriber.closed && sent < 1000) {
          sent += 1;
          subscriber.next(frame);
        }
      });
      const recorder = new Recorder(() => {
        throw new Error('enough');
      });
      endless.subscribe(recorder);
      expect(sent).to.equal(1);
    });

    it('keeps a frame valid until an asynchronous next is done with it', async () => {
      const source = new ListSource({ frames: 6 });
      const bytes: number[] = [];
      let completedAfter = -1;
      const observer: FrameObserver = {
        next: async (frame) => {
          await turns(4);
          bytes.push(frame.data()[0] ?? -1);
        },
        complete: () => (completedAfter = bytes.length),
      };
      source.subscribe(observer);
      await source.finished;
      while (completedAfter < 0) await turns(1);
      expect(bytes).to.deep.equal([0, 1, 2, 3, 4, 5]);
      expect(completedAfter).to.equal(6);
    });

    it('reports a failure after unsubscribing inside next, and gives nothing more', async () => {
      const source = new ListSource({ frames: 4, end: 'never' });
      const seen: number[] = [];
      const errors: unknown[] = [];
      const subscription = source.subscribe({
        next: (frame: VideoFrame) => {
          seen.push(frame.index);
          subscription.unsubscribe();
          throw new Error('late');
        },
        error: (error: unknown) => errors.push(error),
      });
      await source.finished;
      expect(seen).to.deep.equal([0]);
      expect(errors).to.have.lengthOf(1);
    });

    it('guards what plain operators make of frames, whatever it is', async () => {
      const source = new ListSource();
      const seen: unknown[] = [];
      const errors: unknown[] = [];
      const numbers = source.pipe(map((frame) => (frame.index === 2 ? null : frame.index)));
      const note = async (value: unknown): Promise<void> => {
        await turns(1);
        seen.push(value);
      };
      // eslint-disable-next-line @typescript-eslint/no-misused-promises -- that it is one is what is tested
      numbers.subscribe((value) => note(value));
      numbers.subscribe({
        next: () => {
          throw new Error('not this');
        },
        error: (error: unknown) => errors.push(error),
      });
      await source.finished;
      await turns();
      expect(numbers).to.be.instanceOf(Observable);
      expect(seen).to.deep.equal([0, 1, null]);
      expect(errors).to.have.lengthOf(1);
      expect(errors[0]).to.be.instanceOf(ObserverError);
    });
  });

  describe('fan-out', () => {
    const brighten = filter((frame) => {
      const data = frame.data();
      data.fill((data[0] ?? 0) + 100);
      return frame;
    });

    for (const order of ['writer first', 'writer last'] as const) {
      it(`shows no branch what another writes, ${order} [quirk 9]`, async () => {
        const source = new ListSource({ frames: 3 });
        const [edited, plain] = [new Recorder(), new Recorder()];
        if (order === 'writer first') source.pipe(brighten).subscribe(edited);
        source.attach(plain);
        if (order === 'writer last') source.pipe(brighten).subscribe(edited);
        await source.finished;
        expect(edited.firstBytes).to.deep.equal([100, 101, 102]);
        expect(plain.firstBytes).to.deep.equal([0, 1, 2]);
      });
    }

    it('shows no branch what others write, with three of them, one asynchronous [quirk 9]', async () => {
      const source = new ListSource({ frames: 5 });
      const slow = filter(async (frame) => {
        await turns(2);
        frame.data().fill((frame.data()[0] ?? 0) + 50);
        return frame;
      });
      const [a, b, c] = [new Recorder(), new Recorder(), new Recorder()];
      source.pipe(slow).subscribe(a);
      source.pipe(brighten).subscribe(b);
      source.attach(c);
      await Promise.all([a.ended, b.ended, c.ended]);
      expect(a.firstBytes).to.deep.equal([50, 51, 52, 53, 54]);
      expect(b.firstBytes).to.deep.equal([100, 101, 102, 103, 104]);
      expect(c.firstBytes).to.deep.equal([0, 1, 2, 3, 4]);
    });

    it('lets the last branch edit in place: the same memory, no copy', async () => {
      const source = new ListSource({ frames: 1 });
      const addresses: unknown[] = [];
      source.subscribe((frame) => addresses.push(frame.address));
      source
        .pipe(
          filter((frame) => {
            frame.data().fill(9);
            return frame;
          }),
        )
        .subscribe((frame) => addresses.push(frame.address));
      await source.finished;
      expect(addresses[0]).to.be.a('number');
      expect(addresses[1]).to.equal(addresses[0]);
    });

    it('gives each branch a meta of its own', async () => {
      const source = new ListSource({ frames: 1 });
      const seen: unknown[] = [];
      const tagged = source.pipe(
        filter((frame) => {
          frame.meta['tag'] = 'a';
          return frame;
        }),
      );
      tagged.subscribe((frame) => seen.push(frame.meta['tag']));
      source.subscribe((frame) => seen.push(frame.meta['tag']));
      await source.finished;
      expect(seen).to.deep.equal(['a', undefined]);
    });

    it('keeps the order in every branch when one releases an old frame inside next', async () => {
      const source = new ListSource({ frames: 20, budget: { frames: 2 } });
      const held: VideoFrame[] = [];
      const holder = new Recorder((frame) => {
        held.push(frame.retain());
        if (held.length > 1) held.shift()?.release();
      });
      const other = new Recorder();
      source.attach(holder);
      source.attach(other);
      await other.ended;
      for (const frame of held) frame.release();
      expect(other.indexes).to.deep.equal([...Array(20).keys()]);
      expect(holder.indexes).to.deep.equal([...Array(20).keys()]);
    });
  });
});
