import { expect } from 'chai';
import * as fc from 'fast-check';
import { Rational } from '../src/rational';
import { Timestamp } from '../src/timestamp';

const positive = fc.integer({ min: 1, max: 1_000_000 });
const timeBase = fc.tuple(positive, positive).map(([num, den]) => new Rational(num, den));
const ticks = fc.integer({ min: -(2 ** 45), max: 2 ** 45 });

describe('Timestamp', () => {
  it('converts to the nearest tick of any time base, halves away from zero', () => {
    fc.assert(
      fc.property(ticks, timeBase, timeBase, (count, from, to) => {
        const converted = new Timestamp(count, from).inTicksOf(to);
        fc.pre(Number.isSafeInteger(converted));
        // |exact - converted| <= 1/2, in whole numbers: |2 (n - c d)| <= d.
        const numerator = BigInt(count) * BigInt(from.num) * BigInt(to.den);
        const denominator = BigInt(from.den) * BigInt(to.num);
        const twice = 2n * (numerator - BigInt(converted) * denominator);
        const distance = twice < 0n ? -twice : twice;
        expect(distance <= denominator).to.equal(true);
        if (distance === denominator) {
          expect(Math.abs(converted)).to.be.greaterThan(Math.abs((count * from.value) / to.value));
        }
      }),
    );
  });

  it('comes back from a finer time base as it was', () => {
    fc.assert(
      fc.property(ticks, timeBase, fc.integer({ min: 1, max: 100 }), (count, base, factor) => {
        const finer = new Rational(base.num, base.den * factor);
        const there = new Timestamp(count, base).inTicksOf(finer);
        expect(there).to.equal(count * factor === 0 ? there : count * factor);
        expect(new Timestamp(there, finer).inTicksOf(base)).to.equal(count);
      }),
    );
  });

  it('rounds halves away from zero', () => {
    const half = new Rational(1, 2);
    const one = new Rational(1);
    expect([1, 3, -1, -3].map((n) => new Timestamp(n, half).inTicksOf(one))).to.deep.equal([
      1, 2, -1, -2,
    ]);
  });

  it('gives seconds as the nearest number, or the one beside it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), positive, (count, den) => {
        const { seconds } = new Timestamp(count, new Rational(1, den));
        expect(Math.abs(seconds - count / den)).to.be.at.most(Math.abs(count / den) * 2 ** -52);
      }),
    );
  });

  it('says what it is', () => {
    expect(String(new Timestamp(1001, new Rational(1, 30000)))).to.equal('1001 × 1/30000 s');
  });
});
