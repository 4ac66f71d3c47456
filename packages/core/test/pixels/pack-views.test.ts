import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidOptionError, OutOfRangeError, UnsupportedFormatError } from '../../src/errors';
import { ColourSpace } from '../../src/frames/colour-space';
import { frameShape, type FrameSpec } from '../../src/frames/frame-shape';
import { VideoFrame } from '../../src/frames/video-frame';
import { packedSize, packViews, unpackViews } from '../../src/pixels/pack-views';
import { placeView } from '../../src/pixels/place-view';
import { Rational } from '../../src/rational';
import { Timestamp } from '../../src/timestamp';
import { expectNothingLeft } from '../support/quiet';

const anyColour = fc.constantFrom(...Object.values(ColourSpace));
const anyLayout = fc.constantFrom('side-by-side' as const, 'top-bottom' as const);

/** A pooled frame in which each byte differs from its neighbours and from those of the other view. */
function numbered(spec: FrameSpec): VideoFrame {
  const pts = new Timestamp(7, new Rational(1, 25));
  const frame = VideoFrame.lend(frameShape(spec), { index: 3, pts });
  for (let view = 0; view < frame.stereoCount; view += 1) {
    const data = frame.data(view);
    for (let i = 0; i < data.length; i += 1) data[i] = (i * 37 + view * 101) % 251;
  }
  return frame;
}

const bytesOf = (frame: VideoFrame): number[][] =>
  Array.from({ length: frame.stereoCount }, (_, view) => [...frame.data(view)]);

describe('packed views', () => {
  expectNothingLeft();

  it('come out as they went in, on every layout', () => {
    const half = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(
        anyColour,
        anyLayout,
        half,
        half,
        fc.boolean(),
        (colour, layout, c, r, swapped) => {
          using stereo = numbered({ colour, cols: 2 * c, rows: 2 * r, stereoCount: 2 });
          using packed = packViews(stereo, layout, { swapped });
          expect(packed).to.include({ ...packedSize(stereo, layout), stereoCount: 1, index: 3 });
          expect(packed.pts?.ticks).to.equal(7);
          using unpacked = unpackViews(packed, layout, { swapped });
          expect(bytesOf(unpacked)).to.deep.equal(bytesOf(stereo));
        },
      ),
    );
  });

  it('keep all luma at odd sizes; the chroma that two views share is that of the second', () => {
    for (const colour of Object.values(ColourSpace)) {
      for (const layout of ['side-by-side', 'top-bottom'] as const) {
        using stereo = numbered({ colour, cols: 7, rows: 5, stereoCount: 2 });
        using packed = packViews(stereo, layout);
        using unpacked = unpackViews(packed, layout);
        if (!stereo.shape.format.isYuv) {
          expect(bytesOf(unpacked), colour).to.deep.equal(bytesOf(stereo));
          continue;
        }
        for (const view of [0, 1]) {
          const [got, wanted] = [unpacked, stereo].map((frame) => lumaOf(frame, view));
          expect(got, `${colour}, ${layout}`).to.deep.equal(wanted);
        }
      }
    }
  });

  it('lie in the order of the views, or swapped', () => {
    using stereo = numbered({ colour: 'GRAY8', cols: 1, rows: 1, stereoCount: 2 });
    const [left = 0, right = 0] = bytesOf(stereo).flat();
    const packed = (order: object): number[] => {
      using frame = packViews(stereo, 'side-by-side', order);
      return [...frame.data()];
    };
    expect(packed({})).to.deep.equal([left, right]);
    expect(packed({ swapped: true })).to.deep.equal([right, left]);
  });

  it("are one of them with 'left' and 'right'", () => {
    using stereo = numbered({ colour: 'UYVY', cols: 3, rows: 2, stereoCount: 3 });
    for (const [layout, view] of [
      ['left', 0],
      ['right', 2],
    ] as const) {
      using one = packViews(stereo, layout);
      using other = packViews(stereo, layout);
      expect(lumaOf(one, 0)).to.deep.equal(lumaOf(stereo, view));
      expect(bytesOf(one)).to.deep.equal(bytesOf(other));
    }
  });

  it('are not looked for where they cannot be', () => {
    using stereo = numbered({ colour: 'BGRA', cols: 4, rows: 4, stereoCount: 2 });
    expect(() => unpackViews(stereo, 'top-bottom')).to.throw(UnsupportedFormatError, 'has 2 views');
    using odd = numbered({ colour: 'BGRA', cols: 5, rows: 4 });
    expect(() => unpackViews(odd, 'side-by-side')).to.throw(
      UnsupportedFormatError,
      '5×4 does not part into two equal views side by side',
    );
    unpackViews(odd, 'top-bottom').release();
  });
});

function lumaOf(frame: VideoFrame, view: number): number[] {
  const [plane] = frame.planes(view);
  if (plane === undefined) return [];
  const channel = frame.colour === 'UYVY' ? 1 : 0;
  return Array.from({ length: frame.rows * frame.cols }, (_, i) =>
    plane.get(Math.floor(i / frame.cols), i % frame.cols, channel),
  );
}

describe('placeView', () => {
  it('refuses a place outside, another layout and a view that is not there', () => {
    const small = VideoFrame.alloc({ colour: 'GRAY8', cols: 4, rows: 4 });
    const large = VideoFrame.alloc({ colour: 'GRAY8', cols: 8, rows: 8 });
    expect(() => placeView(small, large, { x: 5 })).to.throw(OutOfRangeError, '4×4 at (5, 0)');
    expect(() => placeView(small, large, { y: -1 })).to.throw(OutOfRangeError);
    expect(() => placeView(small, large, { view: 1 })).to.throw(OutOfRangeError, 'view 1');
    expect(() => placeView(small, large, { toView: 2 })).to.throw(OutOfRangeError, 'view 2');
    const colour = VideoFrame.alloc({ colour: 'BGRA', cols: 8, rows: 8 });
    expect(() => placeView(small, colour)).to.throw(InvalidOptionError, 'GRAY8');
  });
});
