import { expect } from 'chai';
import {
  ColourSpace,
  FilterError,
  InvalidOptionError,
  Timestamp,
  Rational,
  VideoFrame,
  type FrameInit,
  type FrameOperator,
} from '@giftgrab/core';
import { from, lastValueFrom, map } from 'rxjs';
import { addSaturating, convertColour, invert, swapChannels } from '../../src';

const COLOURS = Object.values(ColourSpace);

/** Sends one frame through an operator and copies what comes out. */
function through(operator: FrameOperator, frame: VideoFrame): Promise<VideoFrame> {
  return lastValueFrom(
    from([frame]).pipe(
      operator,
      map((out) => out.clone()),
    ),
  );
}

function noise(init: FrameInit): VideoFrame {
  const frame = VideoFrame.alloc(init);
  const data = frame.data();
  // The Park–Miller generator: the same noise each time.
  let seed = 1;
  for (let i = 0; i < data.length; i += 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    data[i] = seed & 255;
  }
  return frame;
}

describe('invert', () => {
  for (const colour of COLOURS) {
    it(`turns black into white and back in ${colour}`, async () => {
      const black = VideoFrame.alloc({ colour, cols: 6, rows: 4 });
      const white = VideoFrame.alloc({ colour: 'BGRA', cols: 6, rows: 4 });
      white.data().fill(255);
      const expected = await through(convertColour({ to: colour }), white);
      const inverted = await through(invert(), black.clone());
      const [most = 0] = [...inverted.samples()]
        .map((value, i) => Math.abs(value - (expected.samples()[i] ?? 0)))
        .sort((a, b) => b - a);
      // White in sixteen bits is 65535, or 255 × 257; in ten, 940.
      expect(most).to.be.at.most(colour === 'I420P10' ? 4 : 0);
      expect((await through(invert(), inverted)).data()).to.deep.equal(black.data());
    });
  }

  it('leaves alpha alone', async () => {
    const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 1, rows: 1 });
    frame.data().set([10, 20, 30, 40]);
    expect([...(await through(invert(), frame)).data()]).to.deep.equal([245, 235, 225, 40]);
  });

  it('inverts every view of a stereo frame', async () => {
    const frame = noise({ colour: 'RGB24', cols: 3, rows: 2, stereoCount: 2 });
    const second = [...frame.data(1)];
    const inverted = await through(invert(), frame);
    expect([...inverted.data(1)]).to.deep.equal(second.map((value) => 255 - value));
  });
});

describe('swapChannels', () => {
  it('swaps red and blue unless told otherwise', async () => {
    const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 1, rows: 2 });
    frame.data().set([1, 2, 3, 4, 5, 6, 7, 8]);
    const swapped = await through(swapChannels(), frame);
    expect([...swapped.data()]).to.deep.equal([3, 2, 1, 4, 7, 6, 5, 8]);
  });

  it('swaps the channels it is given, twice is none [TC28]', async () => {
    const frame = noise({ colour: 'RGB24', cols: 5, rows: 3 });
    const operator = swapChannels({ first: 0, second: 1 });
    const once = await through(operator, frame.clone());
    expect(once.data()[0]).to.equal(frame.data()[1]);
    expect((await through(operator, once)).data()).to.deep.equal(frame.data());
  });

  it('refuses impossible channels when it is made', () => {
    expect(() => swapChannels({ first: 4 })).to.throw(InvalidOptionError, /first/);
    expect(() => swapChannels({ second: -1 })).to.throw(InvalidOptionError, /second/);
  });

  it('fails with a FilterError on frames that have no such channels', async () => {
    const planar = VideoFrame.alloc({ colour: 'I420', cols: 2, rows: 2 });
    const failure = await through(swapChannels(), planar).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(FilterError);
    expect((failure as Error).message).to.match(/BGRA or RGB24.*I420/);
    const rgb = VideoFrame.alloc({ colour: 'RGB24', cols: 2, rows: 2 });
    const other = await through(swapChannels({ second: 3 }), rgb).catch((error: unknown) => error);
    expect((other as Error).message).to.match(/channels 0 to 2/);
  });
});

describe('addSaturating', () => {
  it('adds to all channels but alpha, and stops at black and white [TC30]', async () => {
    const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 1, rows: 1 });
    frame.data().set([0, 200, 250, 250]);
    const brighter = await through(addSaturating({ value: 50 }), frame.clone());
    expect([...brighter.data()]).to.deep.equal([50, 250, 255, 250]);
    const darker = await through(addSaturating({ value: -210, channel: 1 }), frame.clone());
    expect([...darker.data()]).to.deep.equal([0, 0, 250, 250]);
  });

  it('refuses impossible values when it is made', () => {
    expect(() => addSaturating({ value: 65_536 })).to.throw(InvalidOptionError, /value/);
    expect(() => addSaturating({ value: 0.5 })).to.throw(InvalidOptionError, /value/);
    expect(() => addSaturating({ value: 1, channel: 9 })).to.throw(InvalidOptionError, /channel/);
  });
});

describe('convertColour', () => {
  it('computes YUV samples anew for another matrix and range, and says so', async () => {
    // Saturated green: by BT.601 it has less luma than by BT.709.
    const green = VideoFrame.alloc({ colour: 'BGRA', cols: 2, rows: 2 });
    for (let i = 0; i < 16; i += 4) green.data().set([0, 255, 0, 255], i);
    const bt601 = await through(convertColour({ to: 'I420', matrix: 'bt601' }), green);
    expect([...bt601.data()]).to.deep.equal([145, 145, 145, 145, 54, 34]);
    const bt709 = await through(convertColour({ to: 'I420', matrix: 'bt709' }), bt601);
    expect([...bt709.data()]).to.deep.equal([173, 173, 173, 173, 42, 26]);
    expect(bt709.colorimetry).to.deep.equal({ matrix: 'bt709', range: 'limited' });
    const full = await through(convertColour({ to: 'NV12', range: 'full' }), bt709);
    expect(full.data()[0]).to.be.within(181, 184);
    expect(full.colorimetry).to.deep.equal({ matrix: 'bt709', range: 'full' });
  });

  it('reads samples as it is told', async () => {
    const grey = VideoFrame.alloc({ colour: 'I420', cols: 2, rows: 2 });
    grey.data().fill(128);
    const told = convertColour({ to: 'BGRA', assume: { range: 'full' } });
    expect((await through(told, grey)).data()[0]).to.equal(128);
    expect((await through(convertColour({ to: 'BGRA' }), grey)).data()[0]).to.equal(130);
    // The same samples under another name.
    const named = convertColour({ to: 'I420', assume: { matrix: 'bt709', range: 'full' } });
    const renamed = await through(named, grey);
    expect([...renamed.data()]).to.deep.equal([...grey.data()]);
    expect(renamed.colorimetry).to.deep.equal({ matrix: 'bt709', range: 'full' });
  });

  it('refuses what it does not know', () => {
    const wrong = [{ matrix: 'bt470' }, { range: 'tv' }, { assume: { range: 'pc' } }, { two: 1 }];
    for (const options of wrong) {
      expect(() => convertColour({ to: 'I420', ...options } as never)).to.throw(InvalidOptionError);
    }
  });

  it('keeps index, time and meta, and passes frames that have the layout as they are', async () => {
    const pts = new Timestamp(7, new Rational(1, 30));
    const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 4, rows: 4, index: 3, pts });
    frame.meta['note'] = 'kept';
    const converted = await through(convertColour({ to: 'I420' }), frame);
    expect(converted).to.include({ colour: 'I420', index: 3 });
    expect(converted.pts?.seconds).to.equal(7 / 30);
    expect(converted.meta).to.deep.equal({ note: 'kept' });
    const same = await through(convertColour({ to: 'BGRA' }), frame);
    expect(same.data()).to.deep.equal(frame.data());
  });

  it('refuses a colour that there is not', () => {
    expect(() => convertColour({ to: 'CMYK' as ColourSpace })).to.throw(InvalidOptionError, /CMYK/);
  });
});
