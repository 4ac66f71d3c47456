import { expect } from 'chai';
import fc from 'fast-check';
import { frameShape, Rational, Timestamp, VideoFrame } from '@giftgrab/core';
import { DeviceTimeline } from '../../src/devices/device-timeline';
import { expectNothingLeft } from '../support/quiet';

const SHAPE = frameShape({ colour: 'GRAY8', cols: 2, rows: 1 });

describe('the timeline of a device', () => {
  expectNothingLeft();

  const connection = fc.record({
    timeBase: fc.constantFrom(new Rational(1, 90_000), new Rational(1, 1000), new Rational(1, 30)),
    hasTimes: fc.boolean(),
    start: fc.integer({ min: -1e6, max: 1e9 }),
    // How many numbers and ticks lie between one frame and the next, and how long it takes to come.
    steps: fc.array(
      fc.record({
        skipped: fc.nat(3),
        ticks: fc.integer({ min: 1, max: 1e6 }),
        waitMs: fc.nat(1e6),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  });

  it('leaves the first connection as it is, and always rises afterwards', () => {
    fc.assert(
      fc.property(fc.array(connection, { minLength: 1, maxLength: 4 }), (connections) => {
        const timeline = new DeviceTimeline();
        let nowMs = 0;
        let lastIndex = -1;
        let lastSeconds = Number.NEGATIVE_INFINITY;
        connections.forEach(({ timeBase, hasTimes, start, steps }, which) => {
          if (which > 0) timeline.beginAgain();
          let [index, ticks] = [0, start];
          steps.forEach(({ skipped, ticks: passed, waitMs }, i) => {
            nowMs += waitMs;
            const pts = hasTimes ? new Timestamp(ticks, timeBase) : undefined;
            const frame = VideoFrame.lend(SHAPE, { index, pts, capturedMs: nowMs });
            const placed = timeline.place(frame);
            if (which === 0) expect(placed).to.equal(frame);
            expect(placed.index).to.be.greaterThan(lastIndex);
            if (which > 0 && i === 0) expect(placed.index).to.equal(lastIndex + 2);
            expect(placed.pts === undefined).to.equal(!hasTimes);
            if (placed.pts !== undefined) {
              expect(placed.pts.seconds).to.be.greaterThan(lastSeconds);
              lastSeconds = placed.pts.seconds;
            }
            lastIndex = placed.index;
            if (placed !== frame) placed.release();
            frame.release();
            index += 1 + skipped;
            ticks += passed;
          });
        });
      }),
    );
  });

  it('goes on after a gap by as much as was waited', () => {
    const timeline = new DeviceTimeline();
    const milliseconds = new Rational(1, 1000);
    const place = (
      index: number,
      ticks: number,
      timeBase: Rational,
      capturedMs: number,
    ): string => {
      const pts = new Timestamp(ticks, timeBase);
      using frame = VideoFrame.lend(SHAPE, { index, pts, capturedMs });
      const placed = timeline.place(frame);
      const text = `${placed.index} ${String(placed.pts)}`;
      if (placed !== frame) placed.release();
      return text;
    };
    expect(place(0, 500, milliseconds, 10)).to.equal('0 500 × 1/1000 s');
    expect(place(1, 540, milliseconds, 50)).to.equal('1 540 × 1/1000 s');
    timeline.beginAgain();
    const finer = new Rational(1, 90_000);
    expect(place(0, 7 * 90_000, finer, 3050)).to.equal('3 3540 × 1/1000 s');
    expect(place(2, 7 * 90_000 + 9000, finer, 3060)).to.equal('5 3640 × 1/1000 s');
  });
});
