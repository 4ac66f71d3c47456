import { from, throwError, type Observable } from 'rxjs';
import {
  convertFrame,
  filter,
  FrameReleasedError,
  GiftGrabError,
  InvalidOptionError,
  Rational,
  SourceError,
  Timestamp,
  VideoFrame,
  type ColourSpace,
} from '@giftgrab/core';
import { expect } from 'chai';
import sharp from 'sharp';
import { expectNothingLeft } from '../../../core/test/support/quiet';
import { chart } from '../../src/display/chart';
import { display } from '../../src/display/display';
import { animationFrames } from '../support/animation-frames';
import { collectShown, type ShownBundle } from '../support/shown';

const COLOURS: readonly ColourSpace[] = ['BGRA', 'RGB24', 'GRAY8', 'UYVY', 'I420', 'NV12'];

/** A frame of one grey, with a time in milliseconds. */
function grey(value: number, ms = 0, colour: ColourSpace = 'BGRA'): VideoFrame {
  const pts = new Timestamp(ms, new Rational(1, 1000));
  const frame = VideoFrame.alloc({ colour, cols: 60, rows: 40, pts });
  frame.data().fill(value);
  return frame;
}

const png = (bundle: ShownBundle | undefined): Uint8Array => bundle?.['image/png'] as Uint8Array;

describe('display', () => {
  const shown = collectShown();
  expectNothingLeft();

  before(() => {
    // Tables that conversions make once, and keep.
    for (const colour of COLOURS) convertFrame(grey(0, 0, colour), 'RGB24').release();
  });

  it('shows a frame of any layout as a PNG', async () => {
    for (const colour of COLOURS) {
      await display(grey(128, 0, colour));
      const { data, info } = await sharp(png(shown.at(-1)))
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(info, colour).to.include({ format: 'raw', width: 60, height: 40, channels: 3 });
      for (const channel of [0, 1, 2]) expect(data[channel], colour).to.be.within(126, 132);
    }
    expect(shown.at(-1)?.['text/plain']).to.equal('picture, 60×40');
  });

  it('makes pictures smaller, never larger, and JPEG of them on demand', async () => {
    await display(grey(9), { cols: 30 });
    await display(grey(9), { cols: 300, format: 'jpeg' });
    expect(await sharp(png(shown[0])).metadata()).to.include({ width: 30, height: 20 });
    const jpeg = shown[1]?.['image/jpeg'] as Uint8Array;
    expect(await sharp(jpeg).metadata()).to.include({ format: 'jpeg', width: 60, height: 40 });
  });

  it('shows several frames, and the eyes of one, beside each other', async () => {
    const pair = VideoFrame.alloc({ colour: 'GRAY8', cols: 20, rows: 10, stereoCount: 2 });
    pair.data(1).fill(255);
    await display([grey(50), pair]);
    const { data, info } = await sharp(png(shown[0])).raw().toBuffer({ resolveWithObject: true });
    expect(info).to.include({ width: 60 + 8 + 40, height: 40 });
    const at = (col: number, row: number): number | undefined => data[(row * info.width + col) * 3];
    expect([at(0, 0), at(64, 0), at(70, 5), at(95, 5), at(70, 20)]).to.deep.equal([
      50, 255, 0, 255, 255,
    ]);
  });

  it('shows things in the order in which that was asked for, and holds what is lent meanwhile', async () => {
    const large = VideoFrame.alloc({ colour: 'BGRA', cols: 2000, rows: 1500 });
    const lent = grey(7).retain();
    const work = [display(large), display(chart({ series: [] })), display(lent)];
    lent.release();
    await Promise.all(work);
    expect(shown.map((bundle) => bundle['text/plain'])).to.deep.equal([
      'picture, 480×360',
      'chart, 640×320',
      'picture, 60×40',
    ]);
  });

  it('draws a chart as SVG, and as a picture of the same size', async () => {
    const series = [{ type: 'bar' as const, data: [3, 1, 2] }];
    const bars = chart(
      { title: { text: 'Bars' }, xAxis: { data: ['a', 'b', 'c'] }, yAxis: {}, series },
      { cols: 300, rows: 200 },
    );
    await display(bars);
    await display(bars);
    expect(shown[0]?.['image/svg+xml']).to.match(/^<svg width="300" height="200"/);
    expect(shown[0]?.['image/svg+xml']).to.include('Bars');
    expect(await sharp(png(shown[0])).metadata()).to.include({ width: 300, height: 200 });
    expect(Object.keys(shown[0] ?? {})[0]).to.equal('image/svg+xml');
  });

  it('shows the first seconds of a stream, at a rate that is enough, and leaves it', async () => {
    let taken = 0;
    const frames = (function* () {
      for (;;) yield grey(taken * 4, taken++ * 20); // 50 a second
    })();
    await display(from(frames).pipe(filter((frame) => frame)), { seconds: 1, cols: 30 });
    const pictures = await animationFrames(png(shown[0]));
    expect(pictures.map(({ durationMs }) => durationMs)).to.deep.equal(Array(10).fill(100));
    expect(pictures.map(({ pixels }) => Math.round((pixels[0] ?? 0) / 20))).to.deep.equal([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
    expect(pictures[0]).to.include({ cols: 30, rows: 20 });
    expect(shown[0]?.['text/plain']).to.equal('animation of 10 pictures, 30×20');
  });

  it('shows what there is of a stream that ends before, and fails as it fails', async () => {
    const three = [0, 40, 500].map((ms) => grey(1, ms));
    await display(from(three), { seconds: 9, frameRate: 25 });
    const pictures = await animationFrames(png(shown[0]));
    expect(pictures.map(({ durationMs }) => durationMs)).to.deep.equal([40, 460, 40]);
    const broken = new Error('unplugged');
    expect(
      await failureOf(
        display(
          throwError(() => broken),
          { seconds: 1 },
        ),
      ),
    ).to.equal(broken);
    const none = await failureOf(display(from([]) as Observable<VideoFrame>, { seconds: 1 }));
    expect(none).to.be.instanceOf(SourceError);
  });

  it('refuses what it cannot show, and options that break their rule', async () => {
    const wrong: readonly Promise<void>[] = [
      display('text' as never),
      display([]),
      display(grey(0), { cols: 0 }),
      display(grey(0), { format: 'gif' as 'png' }),
      display(grey(0), { width: 3 } as never),
      display(from([grey(0)]), {} as never),
      display(from([grey(0)]), { seconds: 61 }),
      display(from([grey(0)]), { seconds: 1, frameRate: 0 }),
      display(from([grey(0)]), { seconds: 1, cols: 1.5 }),
    ];
    for (const work of wrong) expect(await failureOf(work)).to.be.instanceOf(InvalidOptionError);
    expect(() => chart({}, { cols: 5000 })).to.throw(InvalidOptionError, /cols/);
    expect(() => chart({}, { width: 5 } as never)).to.throw(InvalidOptionError, /chart option/);
    const released = grey(0).retain();
    released.release();
    expect(await failureOf(display(released))).to.be.instanceOf(FrameReleasedError);
    expect(shown).to.deep.equal([]);
  });
});

describe('display outside of a notebook', () => {
  it('says what to do', async () => {
    const error = await failureOf(display(grey(0)));
    expect(error).to.be.instanceOf(GiftGrabError).and.include({ code: 'NOTEBOOK' });
    expect((error as Error).message).to.match(/giftgrab-notebook my\.ipynb/);
  });
});

function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}
