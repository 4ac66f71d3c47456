import fc from 'fast-check';
import type { ArrayFilterSpec } from '../../src/array-filter';
import { BOUNDARY_MODES } from '../../src/arrays/boundary';
import { shapeOf, zeros, type SampleArray } from '../../src/arrays/sample-array';
import { boxSpec } from '../../src/windows/box-spec';
import { extremumSpec } from '../../src/windows/extremum-spec';
import { erodeAndDilate } from '../../src/windows/morphology-spec';
import { rankedSpec } from '../../src/windows/ranked';
import type { WindowOptions } from '../../src/windows/window';
import { cutAt, runInBands } from '../support/bands';
import { expectAlike, inFrameMemory } from '../support/golden';

type Parts = Pick<ArrayFilterSpec<WindowOptions>, 'plan' | 'reference'>;

/** Noise of a few levels, so that neighbours are often equal, or of all. */
function noise(
  shape: number[],
  dtype: 'uint8' | 'uint16',
  seed: number,
  levels: number,
): SampleArray {
  const array = inFrameMemory(zeros({ dtype, shape }));
  let state = seed;
  for (let i = 0; i < array.data.length; i += 1) {
    state = (state * 48_271) % 2_147_483_647;
    array.data[i] = (state >> 4) % levels;
  }
  return array;
}

const window = fc
  .record({ rows: fc.integer({ min: 1, max: 9 }), cols: fc.integer({ min: 1, max: 18 }) })
  .chain(({ rows, cols }) =>
    fc.record({
      size: fc.constant([rows, cols, 1]),
      origin: fc.tuple(originFor(rows), originFor(cols), fc.constant(0)),
      mode: fc.tuple(aMode(), aMode(), fc.constant('nearest' as const)),
      cval: fc.integer({ min: 0, max: 255 }),
    }),
  );

function originFor(length: number): fc.Arbitrary<number> {
  return fc.integer({ min: -(length >> 1), max: (length - 1) >> 1 });
}

function aMode(): fc.Arbitrary<(typeof BOUNDARY_MODES)[number]> {
  return fc.constantFrom(...BOUNDARY_MODES);
}

const picture = fc.record({
  rows: fc.integer({ min: 1, max: 14 }),
  cols: fc.integer({ min: 1, max: 40 }),
  channels: fc.integer({ min: 1, max: 5 }),
  seed: fc.integer({ min: 1, max: 2_147_483_646 }),
  levels: fc.constantFrom(3, 256),
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
});

/** Whether the kernels, in any bands, write the bits that plain TypeScript does, and nothing around them. */
function checkKernels(
  parts: Parts,
  options: WindowOptions,
  {
    rows,
    cols,
    channels,
    seed,
    levels,
    cuts,
  }: typeof picture extends fc.Arbitrary<infer T> ? T : never,
  dtype: 'uint8' | 'uint16' = 'uint8',
): void {
  const input = noise([rows, cols, channels], dtype, seed, levels);
  const shape = shapeOf(input);
  const plan = parts.plan?.(shape, shape, options);
  if (plan === undefined) throw new Error('There are no kernels for it.');
  const output = runInBands(plan, input, cutAt(cuts));
  const expected = zeros(shape);
  parts.reference(input, expected, options);
  expectAlike(output, expected, 0, JSON.stringify(options));
}

describe('Kernels over windows', () => {
  for (const which of ['minimum', 'maximum'] as const) {
    it(`find the ${which} of any rectangle`, () => {
      fc.assert(fc.property(picture, window, (p, w) => checkKernels(extremumSpec(which), w, p)));
    });
  }

  for (const size of [3, 5]) {
    it(`find medians of ${size} × ${size}, also of 16 bits`, () => {
      const dtype = fc.constantFrom('uint8' as const, 'uint16' as const);
      const spec = rankedSpec<WindowOptions>((_, count) => count >> 1);
      const origins = fc.tuple(originFor(size), originFor(size), fc.constant(0));
      fc.assert(
        fc.property(picture, window, origins, dtype, (p, w, origin, type) => {
          checkKernels(spec, { ...w, size: [size, size, 1], origin }, p, type);
        }),
      );
    });
  }

  it('find any rank of any rectangle', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(picture, window, share, (p, w, part) => {
        checkKernels(
          rankedSpec<WindowOptions>((_, count) => Math.floor(part * (count - 1))),
          w,
          p,
        );
      }),
    );
  });

  it('find medians and extremes of any footprint', () => {
    const bit = fc.constantFrom(0, 1);
    const footprint = fc
      .array(
        fc.array(fc.array(bit, { minLength: 1, maxLength: 1 }), { minLength: 4, maxLength: 4 }),
        {
          minLength: 1,
          maxLength: 5,
        },
      )
      .filter((rows) => rows.flat(2).includes(1));
    const specs = [
      rankedSpec<WindowOptions>((_, count) => count >> 1),
      extremumSpec('minimum'),
      extremumSpec('maximum'),
    ];
    fc.assert(
      fc.property(picture, footprint, fc.constantFrom(...specs), aMode(), (p, f, spec, mode) => {
        checkKernels(spec, { footprint: f, mode, cval: 9 }, p);
      }),
    );
  });

  it('average any rectangle', () => {
    const narrow = picture.filter(({ channels }) => channels <= 8);
    fc.assert(fc.property(narrow, window, (p, w) => checkKernels(boxSpec, w, p)));
  });

  it('erode and dilate one after the other', () => {
    const specs = [
      erodeAndDilate(['erosion', 'dilation']),
      erodeAndDilate(['dilation'], ['erosion']),
      erodeAndDilate([], ['erosion', 'dilation']),
      erodeAndDilate(['dilation', 'erosion'], []),
    ];
    fc.assert(
      fc.property(picture, window, fc.constantFrom(...specs), (p, w, spec) => {
        checkKernels(spec, w, p);
      }),
    );
  });
});
