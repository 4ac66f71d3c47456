import { InvalidOptionError, Rational, Timestamp, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import { Observable } from 'rxjs';
import { everyNth, limitFrameRate } from '../../src';
import { allThrough, streamOf } from '../support/streams';

describe('filters that drop frames', () => {
  it('everyNth keeps one of n from an offset on', async () => {
    const operator = everyNth({ n: 3, offset: 1 });
    const out = await allThrough(operator, streamOf({ colour: 'GRAY8', cols: 1, rows: 1 }, 8));
    expect(out.map(({ index }) => index)).to.deep.equal([1, 4, 7]);
    expect(operator.stats).to.include({ framesIn: 8, framesOut: 3, framesDropped: 5 });
  });

  /** The seconds at which frames come out, of those at which they go in. */
  async function limited(frameRate: number, seconds: readonly number[]): Promise<number[]> {
    const shape = { colour: 'GRAY8', cols: 1, rows: 1 } as const;
    const source = new Observable<VideoFrame>((subscriber) => {
      for (const [index, second] of seconds.entries()) {
        const pts = new Timestamp(Math.round(second * 1000), new Rational(1, 1000));
        subscriber.next(VideoFrame.alloc({ ...shape, index, pts }));
      }
      subscriber.complete();
    });
    const out = await allThrough(limitFrameRate({ frameRate }), source);
    return out.map(({ pts }) => pts?.seconds ?? -1);
  }

  const steady = (rate: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => i / rate);

  it('limitFrameRate keeps the mean rate, whatever the rate of the source', async () => {
    expect((await limited(15, steady(30, 300))).length).to.equal(150);
    expect((await limited(24, steady(25, 250))).length).to.be.within(239, 241);
    expect((await limited(10, steady(60, 600))).length).to.be.within(99, 101);
    expect((await limited(30, steady(30, 100))).length).to.equal(100);
    expect((await limited(50, steady(25, 100))).length).to.equal(100);
  });

  it('limitFrameRate starts anew after a gap and when time jumps back', async () => {
    expect(await limited(1, [0, 0.5, 10, 10.5, 11, 0, 0.4, 1])).to.deep.equal([0, 10, 11, 0, 1]);
  });

  it('limitFrameRate goes by the time of capture where there is no other', async () => {
    const source = new Observable<VideoFrame>((subscriber) => {
      for (const capturedMs of [1000, 1040, 1080, 1120]) {
        subscriber.next(VideoFrame.alloc({ colour: 'GRAY8', cols: 1, rows: 1, capturedMs }));
      }
      subscriber.complete();
    });
    const operator = limitFrameRate({ frameRate: 12.5 });
    expect((await allThrough(operator, source)).length).to.equal(2);
    expect(operator.stats.framesDropped).to.equal(2);
  });

  it('refuse what is impossible', () => {
    expect(() => everyNth({ n: 0 })).to.throw(InvalidOptionError, /n/);
    expect(() => everyNth({ n: 2, offset: 2 })).to.throw(InvalidOptionError, /offset/);
    expect(() => limitFrameRate({ frameRate: 0 })).to.throw(InvalidOptionError, /frameRate/);
  });
});
