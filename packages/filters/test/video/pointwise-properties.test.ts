import { expect } from 'chai';
import fc from 'fast-check';
import ndarray from 'ndarray';
import * as filters from '../../src';
import type { SampleArray } from '../../src/arrays/sample-array';
import { BOUNDARY_MODES } from '../../src/arrays/boundary';
import { inBands, repeatable } from '../support/in-bands';
import { inFrameMemory, maxDifference } from '../support/golden';

type ArrayFunction = (input: SampleArray, options: object) => SampleArray;

const small = fc.integer({ min: 0, max: 20 });
const value = fc.integer({ min: -300, max: 300 });

const CALLS: Readonly<Record<string, fc.Arbitrary<object>>> = {
  addSaturating: fc.record({ value }),
  ellipticalMask: fc.record({
    row: value,
    col: value,
    rowRadius: fc.integer({ min: 1, max: 400 }),
    colRadius: fc.integer({ min: 1, max: 400 }),
  }),
  flip: fc.record({ axis: fc.constantFrom('horizontal', 'vertical', 'both') }),
  gamma: fc.record({ gamma: fc.double({ min: 0.01, max: 100, noNaN: true }) }),
  invert: fc.constant({}),
  lookupTable: fc.record({
    table: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 256 }),
  }),
  multiply: fc.record({ factor: fc.double({ min: 0, max: 300, noNaN: true }) }),
  pad: fc.record({
    top: small,
    right: small,
    bottom: small,
    left: small,
    mode: fc.constantFrom(...BOUNDARY_MODES),
  }),
  rotate90: fc.record({ turns: fc.integer({ min: -9, max: 9 }) }),
  threshold: fc.record({ above: value, high: value, low: value }),
};

/** Bytes that kernels can reach, and the same with an axis more, which they do not know. */
function pictures(
  rows: number,
  cols: number,
  channels: number,
  seed: number,
): readonly [SampleArray, SampleArray] {
  const random = repeatable(seed);
  const bytes = Uint8Array.from({ length: rows * cols * channels }, () => random() * 256);
  const picture = inFrameMemory(ndarray(bytes, [rows, cols, channels]));
  return [picture, ndarray(bytes, [rows, cols, channels, 1])];
}

describe('kernels of single samples', () => {
  for (const [name, options] of Object.entries(CALLS)) {
    it(`give what plain TypeScript does: ${name}`, () => {
      const call = filters[name as keyof typeof filters] as unknown as ArrayFunction;
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 24 }),
          fc.integer({ min: 1, max: 70 }),
          fc.integer({ min: 1, max: 5 }),
          fc.integer({ min: 1, max: 1_000_000 }),
          options,
          (rows, cols, channels, seed, chosen) => {
            const [picture, plain] = pictures(rows, cols, channels, seed);
            const expected = call(plain, chosen);
            const wanted = expected.pick(null, null, null, 0);
            expect(maxDifference(call(picture, chosen), wanted)).to.equal(0);
            inBands(repeatable(seed), () =>
              expect(maxDifference(call(picture, chosen), wanted)).to.equal(0),
            );
          },
        ),
        { numRuns: 60 },
      );
    });
  }

  it('never write beyond the end of a row', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(...Object.keys(CALLS).filter((name) => !/pad|rotate90/.test(name))),
        (cols, channels, name) => {
          const [larger] = pictures(3, cols + 9, channels, 5);
          const [picture] = pictures(3, cols, channels, 6);
          larger.data.fill(77);
          const output = larger.lo(0, 4, 0).hi(3, cols, channels);
          const [sample] = fc.sample(CALLS[name] ?? fc.constant({}), { numRuns: 1, seed: cols });
          const call = filters[name as keyof typeof filters] as unknown as ArrayFunction;
          call(picture, { ...sample, output });
          for (const beside of [larger.hi(3, 4, channels), larger.lo(0, cols + 4, 0)]) {
            for (let row = 0; row < 3; row += 1) {
              for (let col = 0; col < (beside.shape[1] ?? 0); col += 1) {
                expect(beside.get(row, col, 0), name).to.equal(77);
              }
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
