import { expect } from 'chai';
import fc from 'fast-check';
import { Rational } from '@giftgrab/core';
import { StreamTimes } from '../../src/network/stream-times';

describe('the times of a live stream', () => {
  const frame = fc.record({
    pts: fc.integer({ min: 0, max: 1e9 }),
    waitMs: fc.integer({ min: 0, max: 1e6 }),
    // Frames that are made before it comes.
    filled: fc.nat(3),
  });
  const connections = fc.array(
    fc.record({
      timeBase: fc.constantFrom(
        new Rational(1, 90_000),
        new Rational(1, 1000),
        new Rational(1, 30),
      ),
      container: fc.constantFrom('mpegts', 'mpjpeg', 'rtsp'),
      frames: fc.array(frame, { maxLength: 10 }),
    }),
    { minLength: 1, maxLength: 5 },
  );

  it('begin at zero and always rise, whatever each connection says', () => {
    fc.assert(
      fc.property(connections, (all) => {
        const times = new StreamTimes();
        let nowMs = 0;
        let last = -1;
        for (const { timeBase, container, frames } of all) {
          times.begin(timeBase, container, true);
          for (const { pts, waitMs, filled } of frames) {
            for (let i = 1; last >= 0 && i <= filled; i += 1) {
              const made = times.fill(nowMs + (waitMs * i) / (filled + 1));
              expect(made).to.be.greaterThan(last);
              last = made;
            }
            nowMs += waitMs;
            const ticks = times.next(pts, nowMs);
            times.arrived(nowMs);
            if (last === -1) expect(ticks).to.equal(0);
            expect(ticks).to.be.greaterThan(last);
            last = ticks;
          }
        }
      }),
    );
  });

  it('go on after a gap by as much as was waited', () => {
    const times = new StreamTimes();
    times.begin(new Rational(1, 1000), 'mpegts', true);
    for (const [pts, arrivalMs] of [
      [500, 10],
      [540, 50],
    ] as const) {
      times.next(pts, arrivalMs);
      times.arrived(arrivalMs);
    }
    times.begin(new Rational(1, 90_000), 'mpegts', true);
    expect(times.next(90_000 * 7, 3050)).to.equal(40 + 3000);
    expect(times.next(90_000 * 7 + 9000, 3060)).to.equal(40 + 3100);
  });

  it('are those of arrival where the container has none', () => {
    const times = new StreamTimes();
    times.begin(new Rational(1, 25), 'mpjpeg', true);
    expect(
      [
        [0, 100],
        [1, 600.5],
      ].map(([pts = 0, ms = 0]) => times.next(pts, ms)),
    ).to.deep.equal([0, 500_500]);
    expect(String(times.timeBase)).to.equal('1/1000000');
  });

  /** Frames each 40 ms, of which one has another time. */
  const withJump = (to: number, isLive: boolean): number[] => {
    const times = new StreamTimes();
    times.begin(new Rational(1, 1000), 'rtsp', isLive);
    return [0, 40, 80, to, 160, 200].map((pts, i) => {
      const ticks = times.next(pts, i * 40);
      times.arrived(i * 40);
      return ticks;
    });
  };

  it('do not follow a damaged time by hours, ahead or back', () => {
    expect(withJump(5_000_000, true)).to.deep.equal([0, 40, 80, 120, 160, 200]);
    expect(withJump(-5_000_000, true)).to.deep.equal([0, 40, 80, 120, 160, 200]);
  });

  it('follow what may be: a gap in the stream, and a recording that comes faster than its time passes', () => {
    expect(withJump(5000, true).slice(0, 4)).to.deep.equal([0, 40, 80, 5000]);
    expect(withJump(5_000_000, false).slice(0, 4)).to.deep.equal([0, 40, 80, 5_000_000]);
  });
});
