import { convertFrame, FilterError, InvalidOptionError, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import { Observable, Subject } from 'rxjs';
import {
  absoluteDifference,
  addSaturating,
  blend,
  crop,
  ellipticalMask,
  flip,
  gamma,
  multiply,
  pad,
  rotate90,
  threshold,
} from '../../src';
import { allThrough, noiseFrame, oneThrough, streamOf } from '../support/streams';

/** A frame of one value for each channel: luma and chroma, or blue, green, red, alpha. */
function flat(colour: 'I420' | 'NV12' | 'BGRA' | 'UYVY' | 'I420P10', values: number[]): VideoFrame {
  const frame = VideoFrame.alloc({ colour, cols: 4, rows: 4 });
  if (colour === 'BGRA' || colour === 'UYVY') {
    frame.data().forEach((_, i, all) => (all[i] = values[i % values.length] ?? 0));
    return frame;
  }
  const [luma = 0, chroma = 0] = values;
  frame.samples().fill(chroma).fill(luma, 0, 16);
  return frame;
}

const luma = (frame: VideoFrame): number => frame.samples()[0] ?? -1;
const chroma = (frame: VideoFrame): number => frame.samples().at(-1) ?? -1;

describe('colours of frames', () => {
  it('threshold makes YUV black and white of the limited range, without colour', () => {
    const dark = threshold(flat('I420', [100, 90]), { above: 100 });
    expect([luma(dark), chroma(dark)]).to.deep.equal([16, 128]);
    const bright = threshold(flat('NV12', [101, 90]), { above: 100 });
    expect([luma(bright), chroma(bright)]).to.deep.equal([235, 128]);
    const deep = threshold(flat('I420P10', [900, 90]), { above: 500 });
    expect([luma(deep), chroma(deep)]).to.deep.equal([940, 512]);
    const packed = threshold(flat('UYVY', [70, 120, 200, 20]), { above: 100 });
    expect([...packed.data().slice(0, 4)]).to.deep.equal([128, 235, 128, 16]);
  });

  it('threshold goes by the range of each frame', async () => {
    const operator = threshold({ above: 100 });
    const limited = VideoFrame.alloc({ colour: 'I420', cols: 2, rows: 2 });
    const colorimetry = { matrix: 'bt709', range: 'full' } as const;
    const full = VideoFrame.alloc({ colour: 'I420', cols: 2, rows: 2, colorimetry });
    const out = await allThrough(
      operator,
      new Observable((subscriber) => {
        for (const frame of [limited, full, limited]) subscriber.next(frame);
        subscriber.complete();
      }),
    );
    expect(out.map(luma)).to.deep.equal([16, 0, 16]);
  });

  it('multiply gives the same picture in YUV as in BGRA', () => {
    const bgra = flat('BGRA', [90, 60, 120, 77]);
    const darker = multiply(bgra, { factor: 0.5 });
    expect([...darker.data().slice(0, 4)]).to.deep.equal([45, 30, 60, 77]);
    const yuv = multiply(convertFrame(bgra, 'I420'), { factor: 0.5 });
    const back = convertFrame(yuv, 'BGRA');
    for (let i = 0; i < 3; i += 1) {
      expect(back.data()[i]).to.be.closeTo(darker.data()[i] ?? 0, 2);
    }
  });

  it('black and white stay so under gamma; chroma and alpha stay as they are', () => {
    for (const value of [16, 235]) {
      const bent = gamma(flat('I420', [value, 33]), { gamma: 2.2 });
      expect([luma(bent), chroma(bent)]).to.deep.equal([value, 33]);
    }
    const bgra = gamma(flat('BGRA', [0, 64, 255, 7]), { gamma: 2 });
    expect([...bgra.data().slice(0, 4)]).to.deep.equal([0, 128, 255, 7]);
  });

  it('addSaturating stops at the black and white of limited range', () => {
    const [bright, dark] = [20, -20].map((value) =>
      addSaturating(flat('I420', [value > 0 ? 230 : 20, 99]), { value }),
    ) as [VideoFrame, VideoFrame];
    expect([luma(bright), chroma(bright)]).to.deep.equal([235, 99]);
    expect([luma(dark), chroma(dark)]).to.deep.equal([16, 99]);
  });

  it('absoluteDifference of equal pictures is black on every layout', () => {
    for (const colour of ['BGRA', 'I420', 'UYVY', 'NV12', 'GRAY16', 'I420P10'] as const) {
      const frame = noiseFrame({ colour, cols: 6, rows: 4 });
      const difference = absoluteDifference(frame, { with: frame });
      const black = VideoFrame.alloc({ colour, cols: 6, rows: 4 }).samples();
      const expected = [...black].map((value, i) =>
        colour === 'BGRA' && i % 4 === 3 ? frame.samples()[i] : value,
      );
      expect([...difference.samples()], colour).to.deep.equal(expected);
      difference.release();
      frame.release();
    }
  });

  it('absoluteDifference counts luma from black', () => {
    const difference = absoluteDifference(flat('I420', [100, 90]), {
      with: flat('I420', [140, 30]),
    });
    expect([luma(difference), chroma(difference)]).to.deep.equal([56, 128]);
  });

  it('pad adds black of the layout, and mirrors where told', () => {
    for (const colour of ['BGRA', 'I420', 'UYVY', 'NV12', 'GRAY16', 'I420P10', 'RGB24'] as const) {
      const black = VideoFrame.alloc({ colour, cols: 4, rows: 4 });
      const padded = pad(black, { top: 2, bottom: 1, left: 2, right: 3 });
      const expected = VideoFrame.alloc({ colour, cols: 9, rows: 7 });
      expect([...padded.data()], colour).to.deep.equal([...expected.data()]);
    }
    expect(() => pad(flat('I420', [1, 2]), { left: 1 })).to.throw(/even/);
    expect(() => pad(flat('UYVY', [1, 2]), { left: 2, mode: 'nearest' })).to.throw(/UYVY/);
  });

  it('turning four times, or over twice, gives the picture back', () => {
    for (const colour of ['BGRA', 'RGB24', 'I420', 'NV12', 'GRAY8', 'GRAY16', 'I420P10'] as const) {
      const frame = noiseFrame({ colour, cols: 37, rows: 21 });
      let turned = rotate90(frame);
      expect([turned.cols, turned.rows]).to.deep.equal([21, 37]);
      for (let i = 0; i < 3; i += 1) turned = rotate90(turned, { turns: 1 });
      expect([...turned.data()], colour).to.deep.equal([...frame.data()]);
      const twice = flip(flip(frame, { axis: 'both' }), { axis: 'both' });
      expect([...twice.data()], colour).to.deep.equal([...frame.data()]);
    }
  });

  it('flip keeps the chroma of UYVY in its place', () => {
    const frame = VideoFrame.alloc({ colour: 'UYVY', cols: 4, rows: 1 });
    frame.data().set([1, 10, 2, 20, 3, 30, 4, 40]);
    expect([...flip(frame).data()]).to.deep.equal([3, 40, 4, 30, 1, 20, 2, 10]);
  });

  it('crop cuts all planes', () => {
    const frame = noiseFrame({ colour: 'I420', cols: 8, rows: 8 });
    const part = crop(frame, { x: 2, y: 4, cols: 3, rows: 3 });
    expect(part.planes()[0]?.get(0, 0, 0)).to.equal(frame.planes()[0]?.get(4, 2, 0));
    expect(part.planes()[2]?.get(1, 1, 0)).to.equal(frame.planes()[2]?.get(3, 2, 0));
  });

  it('ellipticalMask blackens the corners alone, and not their alpha', () => {
    const frame = ellipticalMask(flat('BGRA', [9, 8, 7, 6]));
    expect([...frame.data().slice(0, 4)]).to.deep.equal([0, 0, 0, 6]);
    expect([...frame.data().slice(20, 24)]).to.deep.equal([9, 8, 7, 6]);
    const yuv = ellipticalMask(noiseFrame({ colour: 'I420', cols: 40, rows: 40 }));
    expect([luma(yuv), chroma(yuv)]).to.deep.equal([16, 128]);
  });
});

describe('filters of two pictures in streams', () => {
  const spec = { colour: 'GRAY8', cols: 4, rows: 2 } as const;

  it('take the newest frame of a stream, and drop what comes before its first', async () => {
    const [main, other] = [new Subject<VideoFrame>(), new Subject<VideoFrame>()];
    const operator = absoluteDifference({ with: other });
    const results = allThrough(operator, main);
    const send = (to: Subject<VideoFrame>, value: number): void => {
      const frame = noiseFrame(spec);
      frame.data().fill(value);
      to.next(frame);
      frame.release();
    };
    send(main, 1);
    send(other, 10);
    send(main, 2);
    send(other, 100);
    send(other, 50);
    send(main, 3);
    main.complete();
    expect((await results).map((frame) => frame.data()[0])).to.deep.equal([8, 47]);
    expect(operator.stats).to.include({ framesIn: 3, framesOut: 2, framesDropped: 1 });
    expect(other.observed).to.equal(false);
  });

  it('fail with what the other stream fails with', async () => {
    const other = new Subject<VideoFrame>();
    const failure = allThrough(blend({ with: other }), new Subject<VideoFrame>()).catch(
      (error: unknown) => error,
    );
    const reason = new Error('unplugged');
    other.error(reason);
    expect(await failure).to.equal(reason);
  });

  it('fail once, with a typed error, when the pictures are of different sizes', async () => {
    const large = VideoFrame.alloc({ colour: 'GRAY8', cols: 5, rows: 2 });
    for (const other of [large, large.array(), streamOf(large, 1)]) {
      const failure = await allThrough(blend({ with: other }), streamOf(spec, 3)).catch(
        (error: unknown) => error,
      );
      expect(failure).to.be.instanceOf(FilterError);
      expect((failure as FilterError).cause).to.be.instanceOf(InvalidOptionError);
    }
  });

  it('keep a copy of the other picture', async () => {
    const other = VideoFrame.alloc(spec);
    const operator = blend({ with: other, opacity: 1 });
    other.data().fill(99);
    const out = await oneThrough(operator, noiseFrame(spec));
    expect([...out.data()]).to.deep.equal([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('use one view of the other picture for all', async () => {
    const stereo = noiseFrame({ ...spec, stereoCount: 2 });
    stereo.data(0).fill(5);
    stereo.data(1).fill(7);
    const other = VideoFrame.alloc(spec);
    const out = await oneThrough(absoluteDifference({ with: other }), stereo);
    expect([out.data(0)[3], out.data(1)[3]]).to.deep.equal([5, 7]);
  });

  it('take an array for frames of one plane', async () => {
    const array = noiseFrame(spec).array();
    const frame = noiseFrame(spec);
    const out = await oneThrough(absoluteDifference({ with: array }), frame);
    expect(Math.max(...out.data())).to.equal(0);
  });
});
