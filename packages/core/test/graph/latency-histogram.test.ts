import { expect } from 'chai';
import fc from 'fast-check';
import { LatencyHistogram } from '../../src/graph/latency-histogram';

const A_MICROSECOND_MS = 0.001;
const TWELVE_DAYS_MS = 2 ** 30;

function histogramOf(values: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** The smallest value that a part of all does not exceed. */
function exactPercentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(part * sorted.length)) - 1] ?? Number.NaN;
}

describe('LatencyHistogram', () => {
  const latency = fc.double({ min: A_MICROSECOND_MS, max: TWELVE_DAYS_MS / 2, noNaN: true });

  it('gives every percentile within 2 % of the exact one', () => {
    fc.assert(
      fc.property(
        fc.array(latency, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, part) => {
          const exact = exactPercentile(values, part);
          expect(histogramOf(values).percentile(part)).to.be.closeTo(exact, exact * 0.02);
        },
      ),
    );
  });

  it('gives count, minimum, mean and maximum exactly', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1 }), (values) => {
        const figures = histogramOf(values).figures();
        const sum = values.reduce((a, b) => a + b, 0);
        expect(figures).to.include({
          count: values.length,
          minMs: Math.min(...values),
          maxMs: Math.max(...values),
        });
        expect(figures?.meanMs).to.equal(sum / values.length);
      }),
    );
  });

  it('has percentiles that rise, between the minimum and the maximum, whatever it was given', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 1 }), (values) => {
        const figures = histogramOf(values).figures();
        if (figures === undefined) return;
        const { minMs, p50Ms, p99Ms, maxMs } = figures;
        expect([minMs, p50Ms, p99Ms, maxMs]).to.deep.equal(
          [minMs, p50Ms, p99Ms, maxMs].sort((a, b) => a - b),
        );
      }),
    );
  });

  it('leaves out what is no finite number', () => {
    const histogram = histogramOf([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(histogram.count).to.equal(0);
    expect(histogram.figures()).to.equal(undefined);
    expect(histogram.percentile(0.5)).to.equal(0);
  });

  it('takes frames from the future, and zero', () => {
    const figures = histogramOf([-5, 0, 0]).figures();
    expect(figures).to.include({ count: 3, minMs: -5, maxMs: 0, p99Ms: 0 });
  });
});
