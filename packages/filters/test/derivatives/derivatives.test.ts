import { InvalidOptionError, UnsupportedFormatError, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { laplace, prewitt, sobel } from '../../src';
import type { ArrayFilterSpec } from '../../src/array-filter';
import { BOUNDARY_MODES } from '../../src/arrays/boundary';
import { shapeOf, zeros, type DType } from '../../src/arrays/sample-array';
import type { DerivativeOptions } from '../../src/derivatives/derivative-options';
import { filterNamed } from '../../src/registry';
import { cutAt, runInBands } from '../support/bands';
import { expectAlike } from '../support/golden';
import { noiseArray } from '../support/pictures';
import { noiseFrame, oneThrough } from '../support/streams';

const NAMES = ['sobel', 'prewitt', 'laplace'] as const;
const FILTERS = { sobel, prewitt, laplace };
const SIGNED = ['wrap', 'absolute', 'offset'] as const;

const aMode = fc.constantFrom(...BOUNDARY_MODES);
const aCase = fc.record({
  name: fc.constantFrom(...NAMES),
  rows: fc.integer({ min: 1, max: 12 }),
  cols: fc.integer({ min: 1, max: 40 }),
  channels: fc.integer({ min: 1, max: 5 }),
  axis: fc.constantFrom(0, 1),
  mode: fc.tuple(aMode, aMode, fc.constant('nearest' as const)),
  kind: fc.constantFrom<[DType, (typeof SIGNED)[number]]>(
    ['int16', 'wrap'],
    ['uint8', 'wrap'],
    ['uint8', 'absolute'],
    ['uint8', 'offset'],
  ),
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
  seed: fc.integer({ min: 1, max: 999_999 }),
});

describe('Derivatives', () => {
  it('are those of plain TypeScript in kernels, whatever the bands', () => {
    fc.assert(
      fc.property(aCase, ({ name, rows, cols, channels, axis, mode, kind, cuts, seed }) => {
        const spec = filterNamed(name) as ArrayFilterSpec<DerivativeOptions>;
        const input = noiseArray([rows, cols, channels], seed);
        const [dtype, signed] = kind;
        const along = name === 'laplace' ? { cval: seed % 256 } : { axis };
        const options = { axes: [0, 1], mode, signed, ...along };
        const shape = { dtype, shape: input.shape };
        const plan = spec.plan?.(shapeOf(input), shape, options);
        if (plan === undefined) throw new Error('There is no plan.');
        const expected = zeros(shape);
        spec.reference(input, expected, options);
        expectAlike(runInBands(plan, input, cutAt(cuts), shape), expected, 0, name);
      }),
      { numRuns: 300 },
    );
  });

  it('are the same of arrays, frames and in streams', async () => {
    for (const name of NAMES) {
      for (const signed of SIGNED) {
        const frame = noiseFrame({ colour: 'BGRA', cols: 19, rows: 7 });
        const array = FILTERS[name](frame.array(), { signed, axes: [0, 1] });
        const filtered = FILTERS[name](frame, { signed });
        const streamed = await oneThrough(FILTERS[name]({ signed }), frame);
        expectAlike(filtered.array(), array, 0, `${name} ${signed} of a frame`);
        expectAlike(streamed.array(), array, 0, `${name} ${signed} in a stream`);
        for (const each of [frame, filtered]) each.release();
      }
    }
  });

  it('have their size, or lie around the middle, in whatever a sample can hold', () => {
    const step = ndarray(Uint8Array.of(200, 200, 100, 100, 0), [1, 5]);
    expect([...sobel(step, { signed: 'absolute' }).data]).to.deep.equal([0, 255, 255, 255, 255]);
    const slope = ndarray(Uint8Array.of(9, 9, 12, 9, 9), [1, 5]);
    expect([...laplace(slope, { signed: 'absolute' }).data]).to.deep.equal([0, 3, 6, 3, 0]);
    expect([...laplace(slope, { signed: 'offset' }).data]).to.deep.equal([128, 129, 125, 129, 128]);
    const floats = laplace(slope, { signed: 'offset', output: 'float32' });
    expect([...floats.data]).to.deep.equal([0, 1.5, -3, 1.5, 0]);
    const frame = VideoFrame.alloc({ colour: 'I420P10', cols: 4, rows: 2 });
    frame.samples().fill(500).fill(1000, 0, 2);
    const deep = prewitt(frame, { signed: 'offset' });
    expect([...deep.samples().subarray(0, 4)]).to.deep.equal([512, 12, 12, 512]);
    const sizes = sobel(frame, { signed: 'absolute' });
    expect([...sizes.samples().subarray(0, 4)]).to.deep.equal([0, 1023, 1023, 0]);
    for (const each of [frame, deep, sizes]) each.release();
  });

  it('go along the axes that are asked for', () => {
    const cube = ndarray(Float64Array.of(1, 2, 4, 8, 16, 32, 64, 128), [2, 2, 2]);
    const one = laplace(cube, { axes: [-1] });
    expect([...one.data]).to.deep.equal([1, -1, 4, -4, 16, -16, 64, -64]);
    const two = sobel(cube, { axis: 0, axes: [0], mode: 'nearest' });
    expect([...two.data]).to.deep.equal([15, 30, 60, 120, 15, 30, 60, 120]);
  });

  it('refuse options that no array could make right', () => {
    const wrong: readonly object[] = [
      { signed: 'both' },
      { mode: 'edge' },
      { cval: Number.NaN },
      { axes: [0, 0] },
      { axes: 1 },
      { axes: [0.5] },
      { weights: [1] },
    ];
    for (const name of NAMES) {
      for (const options of wrong) {
        expect(() => FILTERS[name](options), JSON.stringify(options)).to.throw(InvalidOptionError);
      }
      const array = ndarray(new Uint8Array(6), [2, 3]);
      for (const options of [{ axes: [2] }, { axes: [0, -2] }, { mode: ['wrap'] as const }]) {
        expect(() => FILTERS[name](array, options)).to.throw(InvalidOptionError);
      }
      const frame = VideoFrame.alloc({ colour: 'UYVY', cols: 4, rows: 2 });
      expect(() => FILTERS[name](frame)).to.throw(UnsupportedFormatError);
      frame.release();
    }
    expect(() => sobel({ axis: 0.5 })).to.throw(InvalidOptionError);
    const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 4, rows: 2 });
    expect(() => sobel(frame, { axis: 2 })).to.throw(InvalidOptionError);
    frame.release();
  });
});
