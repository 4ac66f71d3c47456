import { InvalidOptionError, UnsupportedFormatError, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import fc from 'fast-check';
import ndarray from 'ndarray';
import {
  centerOfMass,
  histogram,
  label,
  mean,
  standardDeviation,
  variance,
  type SampleArray,
} from '../../src';
import { isInteger, shapeOf, zeros } from '../../src/arrays/sample-array';
import { valuesOf } from '../../src/measure/picture-samples';
import { flatten, type Nested } from '../../src/windows/nested';
import {
  expectAlike,
  goldenCases,
  hasSciPy,
  liveCases,
  titleOf,
  variantsOf,
  type Golden,
  type GoldenCase,
} from '../support/golden';
import { noiseFrame } from '../support/streams';

type Numbers = number | ArrayLike<number> | readonly (number | ArrayLike<number>)[];
type Measure = (array: SampleArray, options: object) => Numbers;
const MEASURES = { centerOfMass, histogram, mean, standardDeviation, variance };

function flat(numbers: Numbers): number[] {
  if (typeof numbers === 'number') return [numbers];
  return Array.from(numbers as ArrayLike<Numbers>).flatMap(flat);
}

/** Sums of fractions are rounded in another order, and those of `float32` in more bits than NumPy's. */
function toleranceOf({ function: name, input }: GoldenCase): number {
  const { dtype } = shapeOf(input);
  if (name === 'histogram') return 0;
  return dtype === 'float32' ? 1e-4 : isInteger(dtype) ? 1e-13 : 1e-11;
}

function expectMeasured(golden: GoldenCase): void {
  const { labels: lists, ...options } = golden.options as { labels?: Nested<number> };
  const tolerance = toleranceOf(golden);
  for (const [place, input] of variantsOf(golden.input)) {
    const title = `${titleOf(golden)} in ${place}`;
    if (golden.function === 'label') {
      const { labels, count } = label(input, options);
      expectAlike(labels, golden.output, 0, title);
      expect(count, title).to.equal(Math.max(...valuesOf(golden.output)));
      continue;
    }
    const labels = lists && labelArray(lists);
    const measure = MEASURES[golden.function as keyof typeof MEASURES] as unknown as Measure;
    const actual = flat(measure(input, { ...options, ...(labels && { labels }) }));
    const expected = [...valuesOf(golden.output)];
    expect(actual.length, title).to.equal(expected.length);
    expected.forEach((value, i) => {
      if (Number.isNaN(value)) expect(actual[i], title).to.be.NaN;
      else expect(actual[i], title).to.be.closeTo(value, tolerance * Math.max(1, Math.abs(value)));
    });
  }
}

function labelArray(lists: Nested<number>): SampleArray {
  const { shape, values } = flatten('labels', lists);
  return ndarray(Int32Array.from(values), [...shape]);
}

/** Numbers features by walking through each from its first sample. */
function labelByWalking(cols: number, pixels: readonly boolean[], isCross: boolean): number[] {
  const labels = pixels.map(() => 0);
  let count = 0;
  pixels.forEach((pixel, start) => {
    if (!pixel || labels[start] !== 0) return;
    count += 1;
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (pixels[at] !== true || labels[at] !== 0) continue;
      labels[at] = count;
      for (const dy of [-1, 0, 1]) {
        for (const dx of [-1, 0, 1]) {
          const x = (at % cols) + dx;
          if (x >= 0 && x < cols && !(isCross && dx !== 0 && dy !== 0)) {
            open.push(at + dy * cols + dx);
          }
        }
      }
    }
  });
  return labels;
}

describe('Measurements', () => {
  const check = ({ cases }: Golden): void => cases.forEach(expectMeasured);
  const golden = goldenCases('measurements');
  it(`are what ${golden.title} gave`, () => check(golden));
  (hasSciPy ? it : it.skip)("are what this machine's SciPy gives", () => {
    check(liveCases('measurements', 9));
  });

  it('label features of any shape', () => {
    const bits = fc.array(fc.boolean(), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), bits, fc.boolean(), (cols, all, isCross) => {
        const rows = Math.ceil(all.length / cols);
        const pixels = Array.from({ length: rows * cols }, (_, i) => all[i] === true);
        const array = ndarray(Uint8Array.from(pixels, Number), [rows, cols]);
        const square = [1, 1, 1];
        const { labels } = label(array, isCross ? {} : { structure: [square, square, square] });
        expect([...labels.data]).to.deep.equal(labelByWalking(cols, pixels, isCross));
      }),
    );
  });

  it('label a comb as one, from either side', () => {
    const comb = zeros({ dtype: 'uint8', shape: [40, 401] });
    for (let y = 0; y < 40; y += 1) {
      for (let x = 0; x < 401; x += 1) comb.set(y, x, y === 39 || x % 2 === 0 ? 1 : 0);
    }
    expect(label(comb).count).to.equal(1);
    expect(label(comb.step(-1, 1)).count).to.equal(1);
  });

  it('are those of the first view of a frame', () => {
    const frame = noiseFrame({ colour: 'BGRA', cols: 9, rows: 5, stereoCount: 2 });
    const array = frame.array();
    expect(mean(frame)).to.equal(mean(array));
    expect(standardDeviation(frame)).to.equal(Math.sqrt(variance(array)));
    expect(centerOfMass(frame)).to.deep.equal(centerOfMass(array)).and.to.have.length(3);
    const bins = { min: 0, max: 256, bins: 16 };
    expect([...histogram(frame, bins)]).to.deep.equal([...histogram(array, bins)]);
    const { labels, count } = label(frame);
    expect(labels.shape).to.deep.equal([5, 9, 4]);
    const index = Array.from({ length: count }, (_, i) => i + 1);
    expect(centerOfMass(frame, { labels, index })).to.have.length(count);
    frame.release();
    const planar = VideoFrame.alloc({ colour: 'I420', cols: 4, rows: 2 });
    for (const measure of [mean, variance, standardDeviation, centerOfMass, label]) {
      expect(() => measure(planar)).to.throw(UnsupportedFormatError);
    }
    planar.release();
  });

  it('are of nothing where there is nothing', () => {
    const empty = ndarray(new Uint8Array(0), [0, 3]);
    expect(mean(empty)).to.be.NaN;
    expect(label(empty)).to.include({ count: 0 });
    const array = ndarray(Uint8Array.of(1, 2), [2]);
    const labels = ndarray(Uint8Array.of(1, 1), [2]);
    const counts = histogram(array, { min: 0, max: 4, bins: 2, labels, index: [5, 1] });
    expect(counts.map((each) => [...each])).to.deep.equal([
      [0, 0],
      [1, 1],
    ]);
    expect(mean(array, { labels, index: [] })).to.deep.equal([]);
  });

  it('refuse options that cannot be right', () => {
    const array = ndarray(new Uint8Array(6), [2, 3]);
    const bins = { min: 0, max: 1, bins: 2 };
    const calls: (() => unknown)[] = [
      () => mean({} as SampleArray),
      () => mean(array, { index: 1 }),
      () => mean(array, { labels: ndarray(new Uint8Array(6), [3, 2]) }),
      () => variance(array, { labels: array, index: ['1'] as unknown as number[] }),
      () => histogram(array, { ...bins, bins: 0 }),
      () => histogram(array, { ...bins, max: 0 }),
      () => histogram(array, { ...bins, min: -Infinity }),
      () => histogram(array, { ...bins, max: Number.NaN }),
      () => label(array, { structure: [1, 1, 1] }),
      () => label(array, { structure: [[1, 1, 1]] }),
      () =>
        label(array, {
          structure: [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 0],
          ],
        }),
    ];
    for (const call of calls) expect(call, String(call)).to.throw(InvalidOptionError);
  });
});
