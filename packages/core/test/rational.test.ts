import { expect } from 'chai';
import * as fc from 'fast-check';
import { InvalidOptionError } from '../src/errors';
import { Rational } from '../src/rational';

const integer = fc.integer({ min: -1_000_000, max: 1_000_000 });

describe('Rational', () => {
  it('is in lowest terms, with a positive denominator, and equals its like', () => {
    fc.assert(
      fc.property(integer, integer, fc.integer({ min: 1, max: 1000 }), (num, den, factor) => {
        fc.pre(den !== 0);
        const rational = new Rational(num, den);
        expect(rational.den).to.be.greaterThan(0);
        expect(BigInt(rational.num) * BigInt(den)).to.equal(BigInt(num) * BigInt(rational.den));
        expect(rational.equals(new Rational(num * factor, den * factor))).to.equal(true);
        expect(rational.equals(new Rational(num + Math.sign(den), den))).to.equal(false);
        expect(rational.value).to.equal(num / den === 0 ? rational.value : num / den);
      }),
    );
  });

  it('turns round', () => {
    expect(String(new Rational(30000, 1001).inverse)).to.equal('1001/30000');
    expect(() => new Rational(0).inverse).to.throw(InvalidOptionError, 'den');
  });

  it('refuses what is no fraction', () => {
    for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      expect(() => new Rational(wrong)).to.throw(InvalidOptionError, 'num');
      expect(() => new Rational(1, wrong)).to.throw(InvalidOptionError, 'den');
    }
    expect(() => new Rational(1, 0)).to.throw(InvalidOptionError, 'other than 0');
  });

  describe('from', () => {
    const cases: [number, string][] = [
      [25, '25/1'],
      [23.976, '24000/1001'],
      [29.97, '30000/1001'],
      [59.94, '60000/1001'],
      [119.88, '120000/1001'],
      [29.97002997, '30000/1001'],
      [12.5, '25/2'],
      [7.5, '15/2'],
      [0.5, '1/2'],
      [0.1, '1/10'],
      [0.0001, '1/10000'],
      [1 / 3600, '1/3600'],
    ];
    for (const [number, text] of cases) {
      it(`takes ${number} for ${text} [quirk 12]`, () => {
        expect(String(Rational.from(number))).to.equal(text);
      });
    }

    it('is within the tolerance it promises, for any rate', () => {
      fc.assert(
        fc.property(fc.double({ min: 1e-4, max: 1e5, noNaN: true }), (number) => {
          const { value } = Rational.from(number);
          expect(Math.abs(value - number)).to.be.at.most(Math.max(1e-6 * number, 5e-4));
          expect(value).to.be.greaterThan(0);
        }),
      );
    });

    it('finds every fraction with a small denominator again', () => {
      const part = fc.integer({ min: 1, max: 200 });
      fc.assert(
        fc.property(part, part, (num, den) => {
          const rational = new Rational(num, den);
          expect(Math.abs(Rational.from(num / den).value - rational.value)).to.be.below(5e-4);
        }),
      );
    });

    it('refuses what is not positive and finite', () => {
      for (const wrong of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => Rational.from(wrong)).to.throw(InvalidOptionError, 'positive, finite');
      }
      const rational = new Rational(-1, 3);
      expect(Rational.from(rational)).to.equal(rational);
    });
  });

  it('reads what ffprobe prints, and nothing else', () => {
    expect(String(Rational.parse('30000/1001'))).to.equal('30000/1001');
    expect(String(Rational.parse('16:9'))).to.equal('16/9');
    expect(String(Rational.parse('25'))).to.equal('25/1');
    for (const nonsense of ['0/0', '0/1', '1/0', 'N/A', '', '-1/2', '1/2/3', '1.5', undefined]) {
      expect(Rational.parse(nonsense)).to.equal(undefined);
    }
    expect(Rational.parse('99999999999999999999/1')).to.equal(undefined);
  });
});
