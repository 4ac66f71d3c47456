import { convertFrame, FilterError, InvalidOptionError, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { firstValueFrom, map, of } from 'rxjs';
import * as filters from '../../src';
import { gaussianFilter, type GaussianFilterOptions } from '../../src';
import { BOUNDARY_MODES } from '../../src/arrays/boundary';
import { shapeOf, type SampleArray } from '../../src/arrays/sample-array';
import { gaussianSteps } from '../../src/gaussian/gaussian-options';
import { gaussianPlan } from '../../src/gaussian/gaussian-plan';
import { gaussianReference } from '../../src/gaussian/gaussian-reference';
import { runInBands, WHOLE } from '../support/bands';
import {
  cropOf,
  expectAlike,
  goldenCases,
  hasSciPy,
  inFrameMemory,
  liveCases,
  maxDifference,
  titleOf,
  variantsOf,
  type Golden,
  type GoldenCase,
} from '../support/golden';
import { noise, noiseArray, testPictures } from '../support/pictures';

/** Rounding to nearest, and a little for the kernels: their worst case is larger, but noise is far from it. */
const FAST = 0.55;

/** Sums of other weights: the last bit of an exponential is not the same everywhere. */
const RELATIVE = 1e-12;

function toleranceOf({ options, input, output }: GoldenCase): number {
  if (shapeOf(input).dtype !== shapeOf(output).dtype) return FAST;
  const { dtype } = shapeOf(output);
  if (dtype === 'float32') return 1e-6;
  if (dtype === 'float64') return RELATIVE;
  // A sum next to a whole number may fall on its other side where the last bit of an exponential differs.
  return options['precision'] === 'scipy' || options['rounding'] === 'scipy' ? 1 : FAST;
}

function expectGolden({ cases }: Golden): void {
  for (const each of cases) {
    const filter = filters[each.function as 'gaussianFilter'];
    const options = each.options as unknown as GaussianFilterOptions;
    const tolerance = toleranceOf(each);
    const isFast = tolerance === FAST;
    const expectGood = (actual: SampleArray, what: string): void => {
      if (isFast) expect(maxDifference(actual, each.output), what).to.be.at.most(tolerance);
      else expectAlike(actual, each.output, tolerance, what);
    };
    for (const [place, input] of variantsOf(each.input)) {
      expectGood(filter(input, options), `${titleOf(each)} in ${place}`);
    }
    const both = inFrameMemory(each.input);
    expectGood(filter(both, { ...options, output: both }), `${titleOf(each)} in place`);
  }
}

describe('gaussianFilter and its relatives', () => {
  const golden = goldenCases('gaussian');

  it(`are SciPy's (${golden.title})`, () => {
    expectGolden(golden);
  });

  it("are within a level of SciPy's bytes where fast kernels round as it does", () => {
    const ofBytes = golden.cases.filter(
      ({ options, output }) =>
        options['precision'] === 'scipy' && shapeOf(output).dtype === 'uint8',
    );
    expect(ofBytes).not.to.deep.equal([]);
    for (const each of ofBytes) {
      const filter = filters[each.function as 'gaussianFilter'];
      const options = { ...each.options, precision: 'fast', rounding: 'scipy' };
      const actual = filter(each.input, options as unknown as GaussianFilterOptions);
      expectAlike(actual, each.output, 1, titleOf(each));
    }
  });

  (hasSciPy ? it : it.skip)('are those of the SciPy of this machine', () => {
    expectGolden(liveCases('gaussian', 21));
  });
});

/** Bytes and options that kernels can work with. */
const problems = fc.record({
  shape: fc.tuple(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 5 }),
  ),
  seed: fc.integer({ min: 1, max: 1e6 }),
  sigma: fc.tuple(sigmas(), sigmas(), fc.constant(0)),
  mode: fc.tuple(
    fc.constantFrom(...BOUNDARY_MODES),
    fc.constantFrom(...BOUNDARY_MODES),
    fc.constant('reflect' as const),
  ),
  cval: fc.integer({ min: 0, max: 255 }),
});

function sigmas(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.constant(0),
    fc.double({ min: 0.1, max: 3, noNaN: true }),
    fc.double({ min: 3, max: 25, noNaN: true }),
  );
}

describe('gaussianFilter', () => {
  it('is within a level of what cutting fractions off after each axis gives', () => {
    const check = (input: SampleArray, options: GaussianFilterOptions): void => {
      const exact = gaussianFilter(input, { ...options, precision: 'scipy' });
      const fast = gaussianFilter(input, { ...options, rounding: 'scipy' });
      expect(maxDifference(fast, exact), JSON.stringify(options)).to.be.at.most(1);
    };
    for (const [, picture] of testPictures(90, 110)) {
      for (const sigma of [
        [5, 15],
        [1, 1],
        [1, 10],
        [5, 1],
        [0, 8],
        [2, 0],
      ]) {
        check(picture, { sigma });
      }
    }
    fc.assert(
      fc.property(problems, ({ shape, seed, ...options }) => {
        check(inFrameMemory(noiseArray(shape, seed)), options);
      }),
      { numRuns: 60 },
    );
  });

  it('is within the error that kernels are allowed of the exact Gaussian', () => {
    fc.assert(
      fc.property(problems, ({ shape, seed, ...options }) => {
        const input = noiseArray(shape, seed);
        const exact = gaussianFilter(input, { ...options, output: 'float64' });
        const fast = gaussianFilter(inFrameMemory(input), options);
        expect(maxDifference(fast, exact)).to.be.at.most(0.85);
      }),
      { numRuns: 60 },
    );
  });

  it('has kernels that cut fractions off exactly as plain TypeScript does', () => {
    fc.assert(
      fc.property(problems, fc.boolean(), ({ shape, seed, ...rest }, isFlat) => {
        const options = { ...rest, precision: 'scipy' } as const;
        const input = noiseArray(shape, seed);
        // Sums next to whole numbers are the hard ones.
        if (isFlat) input.data.fill(seed % 256);
        const output = noiseArray(shape, 1);
        gaussianReference(input, output, gaussianSteps(options, 3));
        expectAlike(gaussianFilter(inFrameMemory(input), options), output, 0, 'exact');
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same bits for any split into bands of rows', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
    const precision = fc.constantFrom('fast' as const, 'scipy' as const);
    fc.assert(
      fc.property(problems, precision, cuts, ({ shape, seed, ...options }, how, lengths) => {
        const input = noiseArray(shape, seed);
        const steps = gaussianSteps({ ...options, precision: how }, 3);
        const plan = gaussianPlan(shapeOf(input), shapeOf(input), steps);
        if (plan === undefined) {
          expect(steps.passes).to.deep.equal([]);
          return;
        }
        let next = 0;
        const cut = (): number => lengths[next++ % lengths.length] ?? 1;
        const whole = runInBands(plan, input, WHOLE);
        expectAlike(runInBands(plan, input, cut), whole, 0, 'bands');
      }),
      { numRuns: 60 },
    );
  });

  it('keeps flat areas as they are', () => {
    for (const sigma of [0.4, 1, 2.5, 4, 7, 15, 40, [5, 15], [1, 9]]) {
      for (let level = 0; level < 256; level += 17) {
        const input = ndarray(new Uint8Array(30 * 21).fill(level), [30, 21]);
        const { data } = gaussianFilter(input, { sigma });
        expect(
          data.every((value) => value === level),
          `${sigma} ${level}`,
        ).to.equal(true);
      }
    }
  });

  it('leaves axes with a sigma of 1e-15 alone', () => {
    const input = noiseArray([5, 6, 3], 4);
    expectAlike(gaussianFilter(input, { sigma: 1e-15 }), input, 0, 'all');
    expectAlike(gaussianFilter(input, { sigma: [0, 0, 1e-16] }), input, 0, 'each');
  });

  it('keeps views of other strides apart from what lies around them', () => {
    const crop = cropOf(noiseArray([20, 30, 4], 9));
    gaussianFilter(crop, { sigma: [5, 15, 0], output: crop });
    const around = crop.data.filter((value) => value === 77);
    expect(around.length).to.be.at.least(23 * 33 * 7 - 20 * 30 * 4);
  });

  it('filters rows and columns of a frame, and chroma by as much less as it has samples', () => {
    const packed = noise({ colour: 'BGRA', cols: 40, rows: 30 });
    const planar = convertFrame(packed, 'I420');
    const blurred = gaussianFilter(packed, { sigma: 4 });
    const expected = gaussianFilter(packed.array(), { sigma: [4, 4, 0] });
    expectAlike(blurred.array(), expected, 0, 'BGRA');
    const smooth = gaussianFilter(planar, { sigma: [4, 8] });
    const [y, u] = planar.planes() as [SampleArray, SampleArray];
    expectAlike(smooth.planes()[0] as SampleArray, gaussianFilter(y, { sigma: [4, 8, 0] }), 0, 'Y');
    expectAlike(smooth.planes()[1] as SampleArray, gaussianFilter(u, { sigma: [2, 4, 0] }), 0, 'U');
    for (const frame of [packed, planar, blurred, smooth]) frame.release();
  });

  it('filters ten-bit frames, and refuses UYVY', async () => {
    const deep = noise({ colour: 'I420P10', cols: 8, rows: 6 });
    const blurred = gaussianFilter(deep, { sigma: 1 });
    const [y] = deep.planes() as [SampleArray];
    const expected = gaussianFilter(y, { sigma: [1, 1, 0] });
    expectAlike(blurred.planes()[0] as SampleArray, expected, 0, 'Y');
    deep.release();
    blurred.release();
    const frame = VideoFrame.alloc({ colour: 'UYVY', cols: 4, rows: 2 });
    const stream = of(frame).pipe(
      gaussianFilter({ sigma: 1 }),
      map(() => 'filtered'),
    );
    const error: unknown = await firstValueFrom(stream).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(FilterError);
  });

  it('refuses options that no array could make right', () => {
    const wrong: Partial<GaussianFilterOptions>[] = [
      { sigma: -1 },
      { sigma: Number.NaN },
      { sigma: [1, Infinity] },
      { sigma: undefined as unknown as number },
      { sigma: '3' as unknown as number },
      { order: -1 },
      { order: [0, 1.5] },
      { radius: -2 },
      { truncate: -1 },
      { truncate: Number.NaN },
      { mode: 'edge' as 'wrap' },
      { cval: Number.NaN },
      { precision: 'exact' as 'fast' },
      { rounding: 'down' as 'nearest' },
      { size: 3 } as Partial<GaussianFilterOptions>,
    ];
    for (const options of wrong) {
      const text = JSON.stringify(options);
      expect(() => gaussianFilter({ sigma: 1, ...options }), text).to.throw(InvalidOptionError);
    }
    const array = noiseArray([2, 3], 1);
    expect(() => gaussianFilter(array, { sigma: [1, 1, 1] })).to.throw(InvalidOptionError);
    expect(() => gaussianFilter(array, { sigma: 1, mode: ['wrap'] })).to.throw(InvalidOptionError);
  });
});
