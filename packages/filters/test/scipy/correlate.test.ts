import { InvalidOptionError, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { convolve, correlate, correlate1d, type CorrelateOptions } from '../../src';
import type { ArrayFilterSpec } from '../../src/array-filter';
import { BOUNDARY_MODES } from '../../src/arrays/boundary';
import { shapeOf, zeros } from '../../src/arrays/sample-array';
import { filterNamed } from '../../src/registry';
import { cutAt, runInBands } from '../support/bands';
import { describeGolden } from '../support/describe-golden';
import { expectAlike } from '../support/golden';
import { noiseArray, randomNumbers } from '../support/pictures';
import { noiseFrame, oneThrough } from '../support/streams';

describe('correlate and convolve', () => {
  describeGolden('correlate');

  it('do along one axis what correlate1d does', () => {
    const samples = fc.array(fc.integer({ min: -999, max: 999 }), { minLength: 1, maxLength: 20 });
    const list = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 12 });
    const aMode = fc.constantFrom(...BOUNDARY_MODES);
    fc.assert(
      fc.property(samples, list, aMode, (line, weights, mode) => {
        const input = ndarray(Float64Array.from(line), [line.length]);
        const one = correlate1d(input, { weights, mode, cval: 2.5 });
        expectAlike(correlate(input, { weights, mode, cval: 2.5 }), one, 0, 'one axis');
      }),
    );
  });

  it('are those of plain TypeScript in kernels, whatever the bands', () => {
    const size = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 7 }));
    const aMode = fc.constantFrom(...BOUNDARY_MODES);
    const someCase = fc.record({
      name: fc.constantFrom('correlate', 'convolve'),
      dtype: fc.constantFrom('uint8' as const, 'int16' as const),
      shape: fc.tuple(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
      ),
      size,
      most: fc.constantFrom(1, 9, 200_000),
      mode: fc.tuple(aMode, aMode, aMode),
      cval: fc.integer({ min: 0, max: 255 }),
      cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
      seed: fc.integer({ min: 1, max: 999_999 }),
    });
    fc.assert(
      fc.property(someCase, (each) => {
        const random = randomNumbers(each.seed);
        const [rows, cols] = each.size;
        const weight = (): number => (random() % (2 * each.most + 1)) - each.most;
        const weights = Array.from({ length: rows }, () =>
          Array.from({ length: cols }, () => [weight()]),
        );
        const input = noiseArray(each.shape, each.seed);
        const output = { dtype: each.dtype, shape: [...each.shape] };
        const options = { weights, mode: each.mode, cval: each.cval };
        const spec = filterNamed(each.name) as ArrayFilterSpec<CorrelateOptions>;
        const plan = spec.plan?.(shapeOf(input), output, options);
        if (plan === undefined) throw new Error('There is no plan.');
        const expected = zeros(output);
        spec.reference(input, expected, options);
        expectAlike(runInBands(plan, input, cutAt(each.cuts), output), expected, 0, each.name);
      }),
      { numRuns: 200 },
    );
  });

  it('leave the channels of frames alone', async () => {
    const weights = [
      [1, 0, -1],
      [0, 1, 0],
    ];
    for (const filter of [correlate, convolve]) {
      const frame = noiseFrame({ colour: 'BGRA', cols: 9, rows: 4 });
      const options = { mode: ['wrap', 'nearest'], origin: [0, 1] } as const;
      const array = filter(frame.array(), {
        weights: weights.map((row) => row.map((weight) => [weight])),
        mode: ['wrap', 'nearest', 'reflect'],
        origin: [0, 1, 0],
      });
      const filtered = filter(frame, { weights, ...options });
      const streamed = await oneThrough(filter({ weights, ...options }), frame);
      expectAlike(filtered.array(), array, 0, 'a frame');
      expectAlike(streamed.array(), array, 0, 'in a stream');
      for (const each of [frame, filtered]) each.release();
    }
  });

  it('refuse options that no array could make right', () => {
    const weights = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const wrong: readonly Partial<CorrelateOptions>[] = [
      { weights: [] },
      { weights: [[1, 2], [3]] },
      { weights: [[1, Infinity]] },
      { weights: 'abc' as unknown as number[] },
      { mode: 'edge' as 'wrap' },
      { cval: Number.NaN },
      { origin: 2 },
      { origin: [0.5, 0] },
      { origin: [0, 0, 0] },
    ];
    for (const filter of [correlate, convolve]) {
      for (const options of wrong) {
        const text = JSON.stringify(options);
        expect(() => filter({ weights, ...options }), text).to.throw(InvalidOptionError);
      }
      const array = ndarray(new Uint8Array(6), [6]);
      expect(() => filter(array, { weights })).to.throw(InvalidOptionError);
      const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 4, rows: 2 });
      expect(() => filter(frame, { weights: [1, 2] })).to.throw(InvalidOptionError);
      frame.release();
    }
  });
});
