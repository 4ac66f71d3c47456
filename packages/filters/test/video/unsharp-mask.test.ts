import { InvalidOptionError, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { gaussianFilter, unsharpMask, type UnsharpMaskOptions } from '../../src';
import { shapeOf, zeros, type SampleArray } from '../../src/arrays/sample-array';
import { filterNamed } from '../../src/registry';
import { sharpen } from '../../src/sharpen/sharpen';
import { cutAt, runInBands } from '../support/bands';
import { expectAlike, inFrameMemory } from '../support/golden';
import { noiseArray } from '../support/pictures';
import { noiseFrame, oneThrough } from '../support/streams';

/** The blur of the kernels, sharpened in TypeScript. */
function expected(input: SampleArray, sigma: number, amount: number, threshold: number) {
  const output = zeros(shapeOf(input));
  sharpen(input, gaussianFilter(input, { sigma: [sigma, sigma, 0] }), output, {
    amount,
    threshold,
  });
  return output;
}

describe('unsharpMask', () => {
  it('adds what a blurred picture lacks, in any bands', () => {
    const someCase = fc.record({
      rows: fc.integer({ min: 1, max: 14 }),
      cols: fc.integer({ min: 1, max: 40 }),
      channels: fc.integer({ min: 1, max: 4 }),
      sigma: fc.constantFrom(0.8, 1, 2.5, 6),
      amount: fc.double({ min: 0, max: 63, noNaN: true }),
      threshold: fc.constantFrom(0, 2.5, 40, 300),
      cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
      seed: fc.integer({ min: 1, max: 999_999 }),
    });
    fc.assert(
      fc.property(someCase, (each) => {
        const { rows, cols, channels, sigma, amount, threshold, cuts, seed } = each;
        const input = noiseArray([rows, cols, channels], seed);
        const options = { sigma, amount, threshold };
        const plan = filterNamed('unsharpMask').plan?.(shapeOf(input), shapeOf(input), options);
        if (plan === undefined) throw new Error('There is no plan.');
        const wanted = expected(input, sigma, amount, threshold);
        expectAlike(runInBands(plan, input, cutAt(cuts)), wanted, 0, 'in bands');
        const place = inFrameMemory(input);
        expectAlike(unsharpMask(place, { ...options, output: place }), wanted, 0, 'in place');
      }),
      { numRuns: 60 },
    );
  });

  it('is the same of arrays, frames and in streams', async () => {
    const options = { sigma: 2, amount: 1.5, threshold: 3 };
    for (const colour of ['BGRA', 'GRAY16'] as const) {
      const frame = noiseFrame({ colour, cols: 19, rows: 7 });
      const array = unsharpMask(frame.array(), options);
      const filtered = unsharpMask(frame, options);
      const streamed = await oneThrough(unsharpMask(options), frame);
      expectAlike(filtered.array(), array, 0, `${colour} frame`);
      expectAlike(streamed.array(), array, 0, `${colour} in a stream`);
      for (const each of [frame, filtered]) each.release();
    }
  });

  it('stops at what a sample can hold', () => {
    const frame = VideoFrame.alloc({ colour: 'I420P10', cols: 4, rows: 2 });
    frame.samples().fill(1000).fill(20, 0, 4);
    const sharp = unsharpMask(frame, { sigma: 1, amount: 20 });
    expect([...sharp.samples().subarray(0, 8)]).to.deep.equal([0, 0, 0, 0, 1023, 1023, 1023, 1023]);
    for (const each of [frame, sharp]) each.release();
  });

  it('sharpens fractions without limits', () => {
    const edge = ndarray(Float32Array.of(0, 0, 1, 1), [1, 4]);
    const blurred = gaussianFilter(edge, { sigma: 1 });
    const sharp = unsharpMask(edge, { sigma: 1, amount: 2 });
    expect(sharp.get(0, 3)).to.be.closeTo(3 - 2 * blurred.get(0, 3), 1e-6);
    expect(sharp.get(0, 1)).to.be.below(0);
  });

  it('refuses options that no array could make right', () => {
    const wrong: readonly Partial<UnsharpMaskOptions>[] = [
      { sigma: -1 },
      { sigma: [1, Number.NaN] },
      { amount: -0.1 },
      { amount: 64 },
      { amount: Number.NaN },
      { threshold: -1 },
      { threshold: '3' as unknown as number },
    ];
    for (const options of wrong) {
      const text = JSON.stringify(options);
      expect(() => unsharpMask({ sigma: 1, ...options }), text).to.throw(InvalidOptionError);
    }
    const array = ndarray(new Uint8Array(6), [2, 3]);
    expect(() => unsharpMask(array, { sigma: [1, 1, 1] })).to.throw(InvalidOptionError);
  });
});
