import { expect } from 'chai';
import { VideoFrame } from '../../src/frames/video-frame';
import { rgbFrame } from '../../src/pixels/rgb-frame';
import { expectNothingLeft } from '../support/quiet';

describe('rgbFrame', () => {
  expectNothingLeft();
  const size = { cols: 4, rows: 2 } as const;

  it('does not copy a picture of red, green and blue bytes', () => {
    const frame = VideoFrame.alloc({ ...size, colour: 'RGB24' });
    const rgb = rgbFrame(frame);
    expect(rgb.data()).to.equal(frame.data());
    rgb.release();
    expect(rgb.released).to.equal(true);
    expect(frame.released).to.equal(false);
  });

  it('converts other layouts, and leaves the frame as it is', () => {
    const frame = VideoFrame.alloc({ ...size, colour: 'BGRA' });
    frame.array().set(1, 2, 2, 255);
    const rgb = rgbFrame(frame);
    expect([...rgb.data().subarray(18, 21)]).to.deep.equal([255, 0, 0]);
    expect(frame.colour).to.equal('BGRA');
    rgb.release();
  });

  for (const colour of ['RGB24', 'BGRA'] as const) {
    it(`lays both views of a stereo frame of ${colour} side by side`, () => {
      const frame = VideoFrame.alloc({ ...size, colour, stereoCount: 2 });
      frame.data(1).fill(200);
      const rgb = rgbFrame(frame);
      expect(rgb).to.include({ cols: 8, rows: 2, stereoCount: 1, colour: 'RGB24' });
      expect([...rgb.data().subarray(0, 24)]).to.deep.equal([
        ...Array<number>(12).fill(0),
        ...Array<number>(12).fill(200),
      ]);
      rgb.release();
    });
  }
});
