import { InvalidOptionError, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { convolve1d, correlate1d, type Correlate1dOptions } from '../../src';
import { shapeOf, zeros, type SampleArray } from '../../src/arrays/sample-array';
import {
  expectAlike,
  goldenCases,
  hasSciPy,
  liveCases,
  titleOf,
  variantsOf,
  type Golden,
} from '../support/golden';

const FILTERS: Record<string, typeof correlate1d> = { correlate1d, convolve1d };

function expectGolden({ cases }: Golden): void {
  for (const each of cases) {
    const filter = FILTERS[each.function] ?? correlate1d;
    const options = each.options as unknown as Correlate1dOptions;
    for (const [place, input] of variantsOf(each.input)) {
      // Sums in SciPy's order: not even fractions differ.
      expectAlike(filter(input, options), each.output, 0, `${titleOf(each)} in ${place}`);
      const output = zeros(shapeOf(each.output));
      expect(filter(input, { ...options, output })).to.equal(output);
      expectAlike(output, each.output, 0, `${titleOf(each)} in ${place} to an array`);
    }
    const both = variantsOf(each.input)[1]?.[1] as SampleArray;
    filter(both, { ...options, output: both });
    expectAlike(both, each.output, 0, `${titleOf(each)} in place`);
  }
}

describe('correlate1d and convolve1d', () => {
  const golden = goldenCases('correlate1d');

  it(`are SciPy's (${golden.title})`, () => {
    expectGolden(golden);
  });

  (hasSciPy ? it : it.skip)('are those of the SciPy of this machine', () => {
    expectGolden(liveCases('correlate1d', 20));
  });

  it('convolve with weights turned round', () => {
    const samples = fc.array(fc.integer({ min: -999, max: 999 }), { minLength: 1, maxLength: 20 });
    const list = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(samples, list, (line, weights) => {
        const input = ndarray(Float64Array.from(line), [line.length]);
        const origin = weights.length % 2 === 0 ? -1 : 0;
        const convolved = convolve1d(input, { weights });
        const turned = [...weights].reverse();
        expectAlike(convolved, correlate1d(input, { weights: turned, origin }), 0, 'turned');
      }),
    );
  });

  it('filter the columns of a frame, not its channels', () => {
    const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 3, rows: 1 });
    frame.data().set([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]);
    const out = correlate1d(frame, { weights: [1, 0, 0], mode: 'nearest' });
    expect([...out.data()]).to.deep.equal([10, 20, 30, 40, 10, 20, 30, 40, 50, 60, 70, 80]);
    out.release();
    expect(() => correlate1d(frame, { weights: [1], axis: 2 })).to.throw(InvalidOptionError);
    frame.release();
  });

  it('refuse options that no array could make right', () => {
    const wrong: Partial<Correlate1dOptions>[] = [
      { weights: [] },
      { weights: [1, Number.NaN] },
      { weights: 'abc' as unknown as number[] },
      { axis: 0.5 },
      { mode: 'edge' as 'wrap' },
      { cval: Number.NaN },
      { origin: 2 },
      { origin: -2 },
      { weights: [1, 2], origin: 1 },
    ];
    for (const filter of Object.values(FILTERS)) {
      for (const options of wrong) {
        const text = JSON.stringify(options);
        expect(() => filter({ weights: [1, 2, 3], ...options }), text).to.throw(InvalidOptionError);
      }
      const array = ndarray(new Uint8Array(6), [2, 3]);
      expect(() => filter(array, { weights: [1], axis: 2 })).to.throw(InvalidOptionError);
      expect(() => filter(array, { weights: [1], axis: -3 })).to.throw(InvalidOptionError);
    }
  });
});
