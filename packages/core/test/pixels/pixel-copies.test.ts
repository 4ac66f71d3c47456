import { expect } from 'chai';
import * as fc from 'fast-check';
import { OutOfRangeError } from '../../src/errors';
import { ColourSpace } from '../../src/frames/colour-space';
import { blackOf, pictureLayout, pixelFormat } from '../../src/frames/pixel-formats';
import { copyPixels } from '../../src/pixels/copy-pixels';
import { fillBlack } from '../../src/pixels/fill-black';
import { padPixels } from '../../src/pixels/pad-pixels';
import { checkRegion } from '../../src/pixels/region';
import { byteLengthOf, convertIn, testKernels } from './test-memory';

const anyColour = fc.constantFrom(...Object.values(ColourSpace));
const anyCols = fc.integer({ min: 1, max: 21 });

/** A picture whose bytes all differ from their neighbours. */
function numbered(colour: ColourSpace, cols: number, rows: number): Uint8Array {
  return Uint8Array.from({ length: byteLengthOf(colour, cols, rows) }, (_, i) => (i * 37) % 251);
}

/** The bytes that stand for one sample of a plane; UYVY as planes of luma and of chroma pairs. */
function sampleAt(
  colour: ColourSpace,
  bytes: Uint8Array,
  cols: number,
  rows: number,
  plane: number,
  x: number,
  y: number,
): number[] {
  const format = pixelFormat(colour);
  const layout = pictureLayout(format, cols, rows).planes[plane]!;
  const size = format.planes[plane]!.channels * format.bytesPerSample;
  const at = layout.offset + y * layout.stride + x * size;
  if (colour !== 'UYVY') return [...bytes.subarray(at, at + size)];
  const pair = layout.offset + y * layout.stride + (x >> 1) * 4;
  return [bytes[at + 1]!, bytes[pair]!, bytes[pair + 2]!];
}

describe('fillBlack', () => {
  it('gives every sample the black of its plane', () => {
    fc.assert(
      fc.property(
        anyColour,
        anyCols,
        anyCols,
        fc.constantFrom('limited' as const, 'full' as const),
        (colour, cols, rows, range) => {
          const format = pixelFormat(colour);
          const bytes = numbered(colour, cols, rows);
          fillBlack(bytes, format, cols, rows, range);
          const expected = format.planes.flatMap((plane, index) => {
            const { byteLength } = pictureLayout(format, cols, rows).planes[index]!;
            const black = blackOf(plane, range);
            const samples = Array.from(
              { length: byteLength / format.bytesPerSample },
              (_, i) => black[i % black.length]!,
            );
            return format.bytesPerSample === 1
              ? samples
              : samples.flatMap((sample) => [sample & 255, sample >> 8]);
          });
          expect([...bytes]).to.deep.equal(expected);
        },
      ),
    );
  });

  it('is what black is converted to', () => {
    const kernels = testKernels();
    for (const colour of Object.values(ColourSpace)) {
      for (const range of ['limited', 'full'] as const) {
        const bytes = new Uint8Array(byteLengthOf(colour, 6, 4));
        fillBlack(bytes, pixelFormat(colour), 6, 4, range);
        const black = new Uint8Array(byteLengthOf('BGRA', 6, 4));
        fillBlack(black, pixelFormat('BGRA'), 6, 4, range);
        const colorimetry = { matrix: 'bt709', range } as const;
        const size = { cols: 6, rows: 4, colorimetry };
        const shown = convertIn(kernels, { from: colour, to: 'BGRA', bytes, ...size });
        const made = convertIn(kernels, { from: 'BGRA', to: colour, bytes: black, ...size });
        expect([...shown]).to.deep.equal([...black]);
        expect([...made]).to.deep.equal([...bytes]);
      }
    }
  });
});

describe('copyPixels', () => {
  it('cuts exactly the samples of a region', () => {
    fc.assert(
      fc.property(
        anyColour,
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
        ...([anyCols, anyCols, anyCols, anyCols] as const),
        (colour, left, top, cols, rows, right, below) => {
          const region = { x: 2 * left, y: 2 * top, cols, rows };
          const srcCols = region.x + cols + right - 1;
          const srcRows = region.y + rows + below - 1;
          const format = pixelFormat(colour);
          const src = numbered(colour, srcCols, srcRows);
          const dst = new Uint8Array(byteLengthOf(colour, cols, rows));
          const [from, to] = [
            pictureLayout(format, srcCols, srcRows),
            pictureLayout(format, cols, rows),
          ];
          copyPixels(
            format,
            { bytes: src, layout: from, ...region },
            { bytes: dst, layout: to, x: 0, y: 0 },
            region,
          );
          for (const [index, plane] of format.planes.entries()) {
            const layout = pictureLayout(format, cols, rows).planes[index]!;
            for (let y = 0; y < layout.rows; y++) {
              for (let x = 0; x < layout.cols; x++) {
                const srcX = x + (region.x >> plane.xShift);
                const srcY = y + (region.y >> plane.yShift);
                expect(sampleAt(colour, dst, cols, rows, index, x, y)).to.deep.equal(
                  sampleAt(colour, src, srcCols, srcRows, index, srcX, srcY),
                );
              }
            }
          }
        },
      ),
    );
  });
});

describe('copyPixels to a place', () => {
  const anyStart = fc.integer({ min: 0, max: 9 });

  it('writes every sample that the place touches, from its place in the picture, and no other', () => {
    fc.assert(
      fc.property(
        anyColour,
        ...([anyCols, anyCols, anyStart, anyStart, anyStart, anyStart] as const),
        (colour, cols, rows, x, y, right, below) => {
          const format = pixelFormat(colour);
          const [dstCols, dstRows] = [x + cols + right, y + rows + below];
          const src = numbered(colour, cols, rows);
          const dst = new Uint8Array(byteLengthOf(colour, dstCols, dstRows)).fill(252);
          copyPixels(
            format,
            { bytes: src, layout: pictureLayout(format, cols, rows), x: 0, y: 0 },
            { bytes: dst, layout: pictureLayout(format, dstCols, dstRows), x, y },
            { cols, rows },
          );
          for (const [index, plane] of format.planes.entries()) {
            const from = pictureLayout(format, cols, rows).planes[index]!;
            const to = pictureLayout(format, dstCols, dstRows).planes[index]!;
            for (let row = 0; row < to.rows; row++) {
              for (let col = 0; col < to.cols; col++) {
                const [left, top] = [x >> plane.xShift, y >> plane.yShift];
                const isTouched =
                  col >= left &&
                  row >= top &&
                  col <= (x + cols - 1) >> plane.xShift &&
                  row <= (y + rows - 1) >> plane.yShift;
                const got = sampleAt(colour, dst, dstCols, dstRows, index, col, row);
                if (colour === 'UYVY') {
                  // Luma of its own; the chroma of a pair goes with the place if the place has part of it.
                  const pairs = (x + cols - 1) >> 1;
                  const isPairTouched =
                    row >= y && row < y + rows && col >> 1 >= x >> 1 && col >> 1 <= pairs;
                  const pair = Math.min((col >> 1) - (x >> 1), (cols - 1) >> 1);
                  const luma = isTouched
                    ? sampleAt(colour, src, cols, rows, 0, col - x, row - y)[0]
                    : 252;
                  const chroma = isPairTouched
                    ? sampleAt(colour, src, cols, rows, 0, 2 * pair, row - y).slice(1)
                    : [252, 252];
                  expect(got).to.deep.equal([luma, ...chroma]);
                  continue;
                }
                const expected = isTouched
                  ? sampleAt(
                      ...([colour, src, cols, rows, index] as const),
                      Math.min(col - left, from.cols - 1),
                      Math.min(row - top, from.rows - 1),
                    )
                  : got.map(() => 252);
                expect(got).to.deep.equal(expected);
              }
            }
          }
        },
      ),
    );
  });
});

describe('checkRegion', () => {
  const picture = { cols: 401, rows: 301 };

  it('accepts the whole picture and odd sizes at an even corner', () => {
    const format = pixelFormat('I420');
    checkRegion({ x: 0, y: 0, ...picture }, picture, format);
    checkRegion({ x: 2, y: 4, cols: 17, rows: 1 }, picture, format);
    checkRegion({ x: 1, y: 3, cols: 17, rows: 1 }, picture, pixelFormat('BGRA'));
    checkRegion({ x: 2, y: 3, cols: 17, rows: 1 }, picture, pixelFormat('UYVY'));
  });

  it('refuses other regions and names one that it accepts', () => {
    const anyNumber = fc.oneof(
      fc.integer({ min: -500, max: 900 }),
      fc.double({ min: -1e9, max: 1e9 }),
      fc.constantFrom(Infinity, -Infinity),
    );
    fc.assert(
      fc.property(
        anyColour,
        fc.record({ x: anyNumber, y: anyNumber, cols: anyNumber, rows: anyNumber }),
        (colour, region) => {
          const format = pixelFormat(colour);
          try {
            checkRegion(region, picture, format);
          } catch (error) {
            expect(error).to.be.instanceOf(OutOfRangeError);
            const { message } = error as Error;
            const found = /nearest that is: (\d+)x(\d+) at \((\d+), (\d+)\)/.exec(message);
            expect(found, message).to.not.equal(null);
            const [, cols, rows, x, y] = found!.map(Number);
            checkRegion({ x: x!, y: y!, cols: cols!, rows: rows! }, picture, format);
            return;
          }
          const { x, y, cols, rows } = region;
          expect([x, y, cols, rows].every(Number.isInteger)).to.equal(true);
          expect(x >= 0 && y >= 0 && cols > 0 && rows > 0).to.equal(true);
          expect(x + cols <= picture.cols && y + rows <= picture.rows).to.equal(true);
        },
      ),
    );
  });

  it('says which rule of the format is broken', () => {
    const region = { x: 3, y: 5, cols: 10, rows: 10 };
    expect(() => checkRegion(region, picture, pixelFormat('NV12'))).to.throw(
      OutOfRangeError,
      /10x10 at \(3, 5\).*NV12 needs even x and y.*10x10 at \(2, 4\)/,
    );
    expect(() => checkRegion(region, picture, pixelFormat('UYVY'))).to.throw(
      OutOfRangeError,
      /UYVY needs an even x.*10x10 at \(2, 5\)/,
    );
  });
});

describe('padPixels', () => {
  it('keeps the picture and repeats its last column and row in every plane', () => {
    fc.assert(
      fc.property(
        anyColour,
        ...([anyCols, anyCols, fc.integer({ min: 0, max: 5 })] as const),
        fc.integer({ min: 0, max: 5 }),
        (colour, cols, rows, moreCols, moreRows) => {
          const format = pixelFormat(colour);
          const newCols = cols + moreCols;
          const newRows = rows + moreRows;
          const src = numbered(colour, cols, rows);
          const dst = new Uint8Array(byteLengthOf(colour, newCols, newRows));
          padPixels(src, dst, format, cols, rows, newCols, newRows);
          for (const index of format.planes.keys()) {
            const from = pictureLayout(format, cols, rows).planes[index]!;
            const to = pictureLayout(format, newCols, newRows).planes[index]!;
            for (let y = 0; y < to.rows; y++) {
              for (let x = 0; x < to.cols; x++) {
                const near = [Math.min(x, from.cols - 1), Math.min(y, from.rows - 1)] as const;
                expect(sampleAt(colour, dst, newCols, newRows, index, x, y)).to.deep.equal(
                  sampleAt(colour, src, cols, rows, index, ...near),
                );
              }
            }
          }
        },
      ),
    );
  });

  it('leaves the chroma of an odd I420 picture as it is', () => {
    const src = numbered('I420', 401, 301);
    const dst = new Uint8Array(byteLengthOf('I420', 402, 302));
    padPixels(src, dst, pixelFormat('I420'), 401, 301, 402, 302);
    const chroma = Buffer.compare(src.subarray(401 * 301), dst.subarray(402 * 302));
    expect(chroma).to.equal(0);
  });

  it('refuses to make a picture smaller', () => {
    const bytes = new Uint8Array(64);
    expect(() => padPixels(bytes, bytes, pixelFormat('GRAY8'), 4, 4, 3, 4)).to.throw(
      OutOfRangeError,
      '4x4 to 3x4',
    );
  });
});
