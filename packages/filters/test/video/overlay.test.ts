import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilterError, InvalidOptionError, Rational, Timestamp, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import { renderText } from '../../src/overlay/rgba-picture';
import { drawText, overlay, timestampOverlay } from '../../src';
import { oneThrough } from '../support/streams';

const rect = (fill: string, size = 4): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">` +
  `<rect width="${size}" height="${size}" fill="${fill}"/></svg>`;

function grey(colour: 'BGRA' | 'RGB24' | 'I420' | 'NV12' | 'UYVY' | 'GRAY16'): VideoFrame {
  const frame = VideoFrame.alloc({ colour, cols: 12, rows: 8 });
  frame.samples().fill(colour === 'GRAY16' ? 1000 : 100);
  return frame;
}

const pixel = (frame: VideoFrame, row: number, col: number): number[] => {
  const array = frame.array();
  return Array.from({ length: array.shape[2] ?? 1 }, (_, i) => array.get(row, col, i));
};

describe('overlay', () => {
  it('draws the colours it was given, and leaves the rest and alpha alone', async () => {
    const image = rect('rgb(255,128,0)');
    const bgra = await oneThrough(overlay({ image, x: 2, y: 1 }), grey('BGRA'));
    expect(pixel(bgra, 1, 2)).to.deep.equal([0, 128, 255, 100]);
    expect(pixel(bgra, 4, 5)).to.deep.equal([0, 128, 255, 100]);
    expect(pixel(bgra, 5, 5)).to.deep.equal([100, 100, 100, 100]);
    expect(pixel(bgra, 1, 1)).to.deep.equal([100, 100, 100, 100]);
    const rgb = await oneThrough(overlay({ image }), grey('RGB24'));
    expect(pixel(rgb, 0, 0)).to.deep.equal([255, 128, 0]);
  });

  it('draws in YUV what it draws in BGRA', async () => {
    for (const colour of ['I420', 'NV12', 'UYVY'] as const) {
      const out = await oneThrough(overlay({ image: rect('red'), x: 4, y: 2 }), grey(colour));
      const lumaAt = (row: number, col: number): number =>
        out.planes()[0]?.get(row, col, colour === 'UYVY' ? 1 : 0) ?? -1;
      expect(lumaAt(2, 4), colour).to.be.closeTo(82, 2);
      expect(lumaAt(1, 4), colour).to.equal(100);
      expect(lumaAt(2, 3), colour).to.equal(100);
      const [u, v] =
        colour === 'I420'
          ? [out.planes()[1]?.get(1, 2, 0), out.planes()[2]?.get(1, 2, 0)]
          : colour === 'NV12'
            ? [out.planes()[1]?.get(1, 2, 0), out.planes()[1]?.get(1, 2, 1)]
            : [out.planes()[0]?.get(2, 4, 0), out.planes()[0]?.get(2, 5, 0)];
      expect(u, colour).to.be.closeTo(90, 2);
      expect(v, colour).to.be.closeTo(240, 2);
    }
  });

  it('mixes where it is translucent, in 16 bits too', async () => {
    const image = rect('rgb(255 255 255 / 0.5)');
    const bgra = await oneThrough(overlay({ image }), grey('BGRA'));
    expect(pixel(bgra, 0, 0)[0]).to.be.closeTo(178, 1);
    const half = await oneThrough(overlay({ image: rect('white'), opacity: 0.5 }), grey('GRAY16'));
    expect(pixel(half, 0, 0)[0]).to.be.closeTo((1000 + 65_535) / 2, 200);
  });

  it('cuts off what lies outside, on every side', async () => {
    for (const [x, y] of [
      [-2, -2],
      [10, 6],
      [-3, 7],
      [100, 0],
      [0, -50],
    ] as const) {
      for (const colour of ['BGRA', 'I420', 'UYVY'] as const) {
        const out = await oneThrough(overlay({ image: rect('white'), x, y }), grey(colour));
        expect(out.rows).to.equal(8);
        const inside = x > -4 && x < 12 && y > -4 && y < 8;
        expect([...out.data()].some((value) => value !== 100)).to.equal(inside);
      }
    }
  });

  it('takes a size, and the bytes of a picture', async () => {
    const image = Buffer.from(rect('white', 2));
    const out = await oneThrough(overlay({ image, cols: 6, rows: 5 }), grey('BGRA'));
    expect(pixel(out, 4, 5)).to.deep.equal([255, 255, 255, 100]);
    expect(pixel(out, 5, 5)).to.deep.equal([100, 100, 100, 100]);
  });

  it('fails with a FilterError when there is no such picture', async () => {
    for (const image of ['/nowhere/logo.png', '<svg', Buffer.from('no picture')]) {
      const failure = await oneThrough(overlay({ image }), grey('BGRA')).catch((e: unknown) => e);
      expect(failure).to.be.instanceOf(FilterError);
      expect((failure as FilterError).cause).to.be.instanceOf(InvalidOptionError);
    }
  });

  it('tries again for the next subscription', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'overlay-'));
    const image = join(folder, 'logo.svg');
    const operator = overlay({ image });
    const failure = await oneThrough(operator, grey('BGRA')).catch((e: unknown) => e);
    expect(failure).to.be.instanceOf(FilterError);
    await writeFile(image, rect('white'));
    expect(pixel(await oneThrough(operator, grey('BGRA')), 0, 0)[0]).to.equal(255);
    await rm(folder, { recursive: true });
  });

  it('refuses impossible options when it is made', () => {
    expect(() => overlay({ image: '' })).to.throw(InvalidOptionError, /image/);
    expect(() => overlay({ image: 'a', x: 0.5 })).to.throw(InvalidOptionError, /x/);
    expect(() => overlay({ image: 'a', opacity: 2 })).to.throw(InvalidOptionError, /opacity/);
    expect(() => overlay({ image: 'a', cols: 0 })).to.throw(InvalidOptionError, /cols/);
    expect(() => drawText({ text: ' ' })).to.throw(InvalidOptionError, /text/);
    expect(() => drawText({ text: 'a', size: 1 })).to.throw(InvalidOptionError, /size/);
    expect(() => drawText({ text: 'a', colour: 7 as never })).to.throw(
      InvalidOptionError,
      /colour/,
    );
    expect(() => timestampOverlay({ show: [] })).to.throw(InvalidOptionError, /show/);
    expect(() => timestampOverlay({ show: 'date' as never })).to.throw(InvalidOptionError, /show/);
  });
});

describe('text', () => {
  before(async function () {
    const look = { size: 10, colour: 'white', background: undefined, font: 'sans-serif' };
    const error: unknown = await renderText('a', look).catch((reason: unknown) => reason);
    // Says so in one line: install a font, for example fonts-dejavu-core.
    if (error instanceof Error && error.message.includes('no fonts')) this.skip();
  });

  function screen(time: { index?: number; pts?: Timestamp } = {}): VideoFrame {
    return VideoFrame.alloc({ colour: 'GRAY8', cols: 240, rows: 40, ...time });
  }

  /** Columns that something is drawn in. */
  function inked(frame: VideoFrame): number[] {
    const array = frame.array();
    const columns = Array.from({ length: frame.cols }, (_, col) => col);
    return columns.filter((col) =>
      Array.from({ length: frame.rows }, (_, row) => array.get(row, col, 0)).some((v) => v > 60),
    );
  }

  it('is drawn where it was wanted, signs of XML included', async () => {
    const look = { size: 20, x: 40, y: 4 };
    const short = inked(await oneThrough(drawText({ text: 'a', ...look }), screen()));
    const long = inked(await oneThrough(drawText({ text: '<b>&c', ...look }), screen()));
    expect(Math.min(...short)).to.be.within(40, 60);
    expect(Math.max(...long)).to.be.greaterThan(Math.max(...short) + 20);
  });

  it('has a background as wide as it is', async () => {
    const options = { text: 'abc', size: 20, x: 10, y: 0, background: 'white', colour: 'white' };
    const columns = inked(await oneThrough(drawText(options), screen()));
    expect(columns[0]).to.equal(10);
    expect(columns.length).to.be.within(25, 80);
    expect(columns.at(-1)).to.equal(9 + columns.length);
  });

  it('shows the number of each frame', async () => {
    const operator = timestampOverlay({ show: 'index', size: 20, x: 0, y: 0 });
    const one = await oneThrough(operator, screen({ index: 1 }));
    const again = await oneThrough(operator, screen({ index: 1 }));
    const two = await oneThrough(operator, screen({ index: 2 }));
    expect([...one.data()]).to.deep.equal([...again.data()]);
    expect([...one.data()]).not.to.deep.equal([...two.data()]);
    const many = await oneThrough(operator, screen({ index: 1_234_567 }));
    expect(Math.max(...inked(many))).to.be.greaterThan(Math.max(...inked(one)) + 40);
  });

  it('shows the time in the stream, or dashes', async () => {
    const operator = timestampOverlay({ size: 20, x: 0, y: 0 });
    const pts = new Timestamp(3_723_004, new Rational(1, 1000));
    const timed = await oneThrough(operator, screen({ pts }));
    const untimed = await oneThrough(operator, screen());
    expect(inked(timed).length).to.be.greaterThan(inked(untimed).length);
  });
});
