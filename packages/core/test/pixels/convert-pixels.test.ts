import { expect } from 'chai';
import * as fc from 'fast-check';
import { UnsupportedFormatError } from '../../src/errors';
import { type Colorimetry, ColourSpace } from '../../src/frames/colour-space';
import { pixelFormat } from '../../src/frames/pixel-formats';
import { canConvert, conversionRoute, convertPixels } from '../../src/pixels/convert-pixels';
import { exactConversion } from './oracle';
import { byteLengthOf, convertIn, testKernels } from './test-memory';

const COLOURS = Object.values(ColourSpace);
const PAIRS = COLOURS.flatMap((from) => COLOURS.map((to) => [from, to] as const));
const DIRECT = PAIRS.filter(([from, to]) => conversionRoute(from, to)?.length === 2);
const SEVERAL = PAIRS.filter(([from, to]) => (conversionRoute(from, to)?.length ?? 0) > 2);

const anyColorimetry = fc.record({
  matrix: fc.constantFrom('bt601', 'bt709', 'bt2020', 'unspecified'),
  range: fc.constantFrom('limited', 'full'),
}) as fc.Arbitrary<Colorimetry>;
const anySize = fc.oneof(
  fc.record({ cols: fc.integer({ min: 1, max: 70 }), rows: fc.integer({ min: 1, max: 40 }) }),
  fc.constantFrom(
    { cols: 1, rows: 1 },
    { cols: 3, rows: 2 },
    { cols: 2, rows: 1 },
    { cols: 401, rows: 301 },
  ),
);

const kernels = testKernels();

/** Noise that does not depend on the run; 10-bit samples stay 10-bit. */
function noise(colour: ColourSpace, cols: number, rows: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(byteLengthOf(colour, cols, rows));
  let state = seed | 1;
  for (let i = 0; i < bytes.length; i++) {
    state = Math.imul(state, 1664525) + 1013904223;
    bytes[i] = state >>> 24;
    if (pixelFormat(colour).bitDepth === 10 && i % 2 === 1) bytes[i] = (state >>> 24) & 3;
  }
  return bytes;
}

function samplesOf(colour: ColourSpace, bytes: Uint8Array): ArrayLike<number> {
  if (pixelFormat(colour).bytesPerSample === 1) return bytes;
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}

/** How far a sample may be from the exact value, rounding included. */
function toleranceOf(from: ColourSpace, to: ColourSpace, index: number): number {
  // Green gives way by half a level where swscale's is furthest off.
  if (pixelFormat(from).isYuv && to === 'BGRA' && index % 4 === 1) return 1.06;
  // Repeating the top bits, as ffmpeg does, is not quite a multiplication by 1023/255.
  if (to === 'I420P10') return 0.78;
  return 0.56;
}

describe('convertPixels', () => {
  it('knows a way between any two formats', () => {
    for (const [from, to] of PAIRS) expect(canConvert(from, to), `${from} to ${to}`).to.equal(true);
  });

  it('throws UnsupportedFormatError for a format that it does not know', () => {
    const from = { colour: 'CMYK' as ColourSpace, cols: 2, rows: 2, ptr: 0 };
    const to = { colour: ColourSpace.BGRA, cols: 2, rows: 2, ptr: 0 };
    const colorimetry: Colorimetry = { matrix: 'bt601', range: 'full' };
    expect(() => convertPixels(kernels, from, to, colorimetry))
      .to.throw(UnsupportedFormatError)
      .with.property('message')
      .that.includes('CMYK');
    expect(canConvert('CMYK' as ColourSpace, ColourSpace.BGRA)).to.equal(false);
    expect(canConvert(ColourSpace.BGRA, 'CMYK' as ColourSpace)).to.equal(false);
  });

  it('keeps YUV in YUV as long as it can', () => {
    expect(conversionRoute('UYVY', 'GRAY8')).to.deep.equal(['UYVY', 'I420', 'GRAY8']);
    expect(conversionRoute('NV12', 'UYVY')).to.deep.equal(['NV12', 'I420', 'UYVY']);
    expect(conversionRoute('NV12', 'RGB24')).to.deep.equal(['NV12', 'I420', 'BGRA', 'RGB24']);
  });

  for (const [from, to] of DIRECT) {
    it(`computes ${from} to ${to} as exactly as 8 bits allow, whatever the size, matrix and range`, () => {
      fc.assert(
        fc.property(
          ...([anySize, anyColorimetry, fc.integer(), fc.integer({ min: 0, max: 31 })] as const),
          ({ cols, rows }, colorimetry, seed, misalign) => {
            const bytes = noise(from, cols, rows, seed);
            const output = convertIn(kernels, {
              ...{ from, to, bytes, cols, rows, colorimetry, misalign },
            });
            const exact = exactConversion(from, to, bytes, cols, rows, colorimetry);
            const actual = samplesOf(to, output);
            expect(actual.length).to.equal(exact.length);
            for (let i = 0; i < exact.length; i++) {
              const error = Math.abs(actual[i]! - exact[i]!);
              if (error > toleranceOf(from, to, i)) {
                expect.fail(`sample ${i} is ${actual[i]} instead of ${exact[i]}`);
              }
            }
          },
        ),
        { numRuns: 25 },
      );
    });
  }

  it('gives the same bytes however the rows are split', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PAIRS),
        anySize,
        anyColorimetry,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
        fc.integer(),
        ([from, to], { cols, rows }, colorimetry, fractions, seed) => {
          const bytes = noise(from, cols, rows, seed);
          const splits = fractions.map((f) => Math.round(f * rows)).sort((a, b) => a - b);
          const conversion = { from, to, bytes, cols, rows, colorimetry };
          const whole = convertIn(kernels, conversion);
          const parts = convertIn(kernels, { ...conversion, splits, misalign: 3 });
          expect(Buffer.compare(whole, parts)).to.equal(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  for (const [from, to] of SEVERAL) {
    it(`converts ${from} to ${to} as its steps do one after the other`, () => {
      const route = conversionRoute(from, to) ?? [];
      fc.assert(
        fc.property(anySize, anyColorimetry, fc.integer(), ({ cols, rows }, colorimetry, seed) => {
          let bytes = noise(from, cols, rows, seed);
          const size = { cols, rows, colorimetry };
          const output = convertIn(kernels, { from, to, bytes, ...size });
          for (const [index, next] of route.slice(1).entries()) {
            bytes = convertIn(kernels, { from: route[index]!, to: next, bytes, ...size });
          }
          expect(Buffer.compare(output, bytes)).to.equal(0);
        }),
        { numRuns: 8 },
      );
    });
  }

  const MATRICES = ['bt601', 'bt709', 'bt2020', 'unspecified'] as const;
  const colorimetries = MATRICES.flatMap((matrix) =>
    (['limited', 'full'] as const).map((range) => ({ matrix, range })),
  );

  it('keeps greys grey, black black and white white in every matrix and range', () => {
    for (const colorimetry of colorimetries) {
      const greys = Uint8Array.from({ length: 256 * 4 * 2 }, (_, i) =>
        i % 4 === 3 ? 255 : (i >> 2) & 255,
      );
      const size = { cols: 256, rows: 2, colorimetry };
      for (const to of ['I420', 'UYVY', 'NV12', 'I420P10'] as const) {
        const yuv = convertIn(kernels, { from: 'BGRA', to, bytes: greys, ...size });
        const back = convertIn(kernels, { from: to, to: 'BGRA', bytes: yuv, ...size });
        for (let grey = 0; grey < 256; grey++) {
          const [b, g, r] = back.subarray(4 * grey);
          expect([b, g], `${to} ${grey}`).to.deep.equal([r, r]);
          expect(b).to.be.within(grey - 1, grey + 1);
        }
        expect(back[0]).to.equal(0);
        expect(back[4 * 255]).to.equal(255);
        if (to !== 'I420') continue;
        const isFull = colorimetry.range === 'full';
        expect([yuv[0], yuv[255]]).to.deep.equal(isFull ? [0, 255] : [16, 235]);
        expect(yuv.subarray(512).every((sample) => sample === 128)).to.equal(true);
      }
    }
  });

  it('brings 8-bit luma back unchanged from 10 and from 16 bits', () => {
    for (const colorimetry of colorimetries) {
      const bytes = noise('I420', 33, 17, 7);
      const size = { cols: 33, rows: 17, colorimetry };
      const wide = convertIn(kernels, { from: 'I420', to: 'I420P10', bytes, ...size });
      const back = convertIn(kernels, { from: 'I420P10', to: 'I420', bytes: wide, ...size });
      expect(Buffer.compare(back, bytes)).to.equal(0);
      const grey = noise('GRAY8', 33, 17, 9);
      const deep = convertIn(kernels, { from: 'GRAY8', to: 'GRAY16', bytes: grey, ...size });
      const shallow = convertIn(kernels, { from: 'GRAY16', to: 'GRAY8', bytes: deep, ...size });
      expect(Buffer.compare(shallow, grey)).to.equal(0);
    }
  });
});
