import { expect } from 'chai';
import * as fc from 'fast-check';
import { InvalidOptionError } from '../../src/errors';
import { ColourSpace } from '../../src/frames/colour-space';
import { bitsPerPixel, frameShape, requiredDataLength } from '../../src/frames/frame-shape';
import { blackOf, pictureLayout, pixelFormat, pixelFormatOf } from '../../src/frames/pixel-formats';

interface Row {
  readonly pixFmt: string;
  readonly fourcc: string;
  /** Bytes of 4×2, 5×3 and 1×1 pixels, as ffmpeg's rawvideo has them. */
  readonly bytes: readonly [number, number, number];
  readonly bits: number;
  /** The first sample of each plane when black. */
  readonly black: readonly number[];
  readonly blackFull: readonly number[];
}

const table: Record<ColourSpace, Row> = {
  BGRA: {
    pixFmt: 'bgra',
    fourcc: 'BGRA',
    bytes: [32, 60, 4],
    bits: 32,
    black: [0],
    blackFull: [0],
  },
  I420: {
    pixFmt: 'yuv420p',
    fourcc: 'I420',
    bytes: [12, 27, 3],
    bits: 12,
    black: [16, 128, 128],
    blackFull: [0, 128, 128],
  },
  UYVY: {
    pixFmt: 'uyvy422',
    fourcc: 'UYVY',
    bytes: [16, 36, 4],
    bits: 16,
    black: [128],
    blackFull: [128],
  },
  GRAY8: { pixFmt: 'gray', fourcc: 'Y800', bytes: [8, 15, 1], bits: 8, black: [0], blackFull: [0] },
  GRAY16: {
    pixFmt: 'gray16le',
    fourcc: 'Y1\0\x10',
    bytes: [16, 30, 2],
    bits: 16,
    black: [0],
    blackFull: [0],
  },
  RGB24: {
    pixFmt: 'rgb24',
    fourcc: 'RGB\x18',
    bytes: [24, 45, 3],
    bits: 24,
    black: [0],
    blackFull: [0],
  },
  NV12: {
    pixFmt: 'nv12',
    fourcc: 'NV12',
    bytes: [12, 27, 3],
    bits: 12,
    black: [16, 128],
    blackFull: [0, 128],
  },
  I420P10: {
    pixFmt: 'yuv420p10le',
    fourcc: 'Y3\x0b\x0a',
    bytes: [24, 54, 6],
    bits: 24,
    black: [64, 512, 512],
    blackFull: [0, 512, 512],
  },
};

const colours = Object.values(ColourSpace);

describe('the pixel-format table', () => {
  it('has a row for every colour space [E1]', () => {
    expect(colours).to.have.members(Object.keys(table));
    expect(colours.slice(0, 3)).to.deep.equal(['BGRA', 'I420', 'UYVY']);
  });

  for (const colour of colours) {
    const row = table[colour];

    it(`knows ${colour} as ffmpeg and containers do [E1]`, () => {
      const format = pixelFormat(colour);
      expect(format.pixFmt).to.equal(row.pixFmt);
      expect(String.fromCharCode(...format.fourcc)).to.equal(row.fourcc);
      expect(pixelFormatOf(row.pixFmt)).to.equal(format);
      expect(pixelFormatOf(format.pixFmtFull)).to.equal(format);
    });

    it(`computes the size of ${colour}, odd sizes rounded up [F9, F10]`, () => {
      const sizes = [
        [4, 2],
        [5, 3],
        [1, 1],
      ] as const;
      const bytes = sizes.map(([cols, rows]) => requiredDataLength({ colour, cols, rows }));
      expect(bytes).to.deep.equal(row.bytes);
      expect(bitsPerPixel(colour)).to.equal(row.bits);
      expect(requiredDataLength({ colour, cols: 4, rows: 2, stereoCount: 3 })).to.equal(bytes[0]);
      expect(frameShape({ colour, cols: 4, rows: 2, stereoCount: 3 }).byteLength).to.equal(
        3 * row.bytes[0],
      );
    });

    it(`knows the black of ${colour} in both ranges [quirk 2]`, () => {
      const { planes } = pixelFormat(colour);
      expect(planes.map((plane) => blackOf(plane, 'limited')[0])).to.deep.equal(row.black);
      expect(planes.map((plane) => blackOf(plane, 'full')[0])).to.deep.equal(row.blackFull);
    });
  }

  it('lays planes one after the other without gaps, in any size', () => {
    const side = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(fc.constantFrom(...colours), side, side, (colour, cols, rows) => {
        const { planes, byteLength } = pictureLayout(pixelFormat(colour), cols, rows);
        let offset = 0;
        for (const plane of planes) {
          expect(plane.offset).to.equal(offset);
          expect(plane.byteLength).to.equal(plane.stride * plane.rows);
          offset += plane.byteLength;
        }
        expect(byteLength).to.equal(offset);
        expect(planes[0]).to.include({ cols, rows });
        for (const chroma of planes.slice(1)) {
          expect(chroma).to.include({ cols: Math.ceil(cols / 2), rows: Math.ceil(rows / 2) });
        }
      }),
    );
  });

  it('refuses a colour it does not know, and says which it does [X1]', () => {
    expect(() => pixelFormat('RGBX' as never)).to.throw(InvalidOptionError, 'BGRA, I420, UYVY');
    expect(() => pixelFormat('i420' as never)).to.throw(InvalidOptionError, 'Did you mean "I420"?');
    expect(() => pixelFormat(undefined as never)).to.throw(InvalidOptionError, 'undefined');
    expect(pixelFormatOf('yuv444p')).to.equal(undefined);
  });
});

describe('frameShape', () => {
  it('refuses sizes that cannot be [X1, F9]', () => {
    for (const wrong of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 32_769, '4']) {
      const side = wrong as number;
      expect(() => frameShape({ colour: 'BGRA', cols: side, rows: 2 })).to.throw(
        InvalidOptionError,
        'cols',
      );
      expect(() => requiredDataLength({ colour: 'BGRA', cols: 2, rows: side })).to.throw(
        InvalidOptionError,
        'rows',
      );
    }
    expect(() => frameShape({ colour: 'BGRA', cols: 2, rows: 2, stereoCount: 0 })).to.throw(
      InvalidOptionError,
      'stereoCount',
    );
  });
});
