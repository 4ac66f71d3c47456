import { inspect } from 'node:util';
import { expect } from 'chai';
import {
  FrameReleasedError,
  InvalidOptionError,
  isGiftGrabError,
  OutOfRangeError,
  UnsupportedFormatError,
} from '../../src/errors';
import { ColourSpace } from '../../src/frames/colour-space';
import { FrameBudget } from '../../src/frames/frame-budget';
import { frameMemory } from '../../src/frames/frame-memory';
import { frameShape } from '../../src/frames/frame-shape';
import { pixelFormat } from '../../src/frames/pixel-formats';
import { VideoFrame } from '../../src/frames/video-frame';
import { Rational } from '../../src/rational';
import { Timestamp } from '../../src/timestamp';
import { expectNothingLeft } from '../support/quiet';

const colours = Object.values(ColourSpace);
const grey = { colour: 'GRAY8', cols: 4, rows: 2 } as const;

describe('VideoFrame', () => {
  expectNothingLeft();

  for (const colour of colours) {
    describe(`in ${colour}`, () => {
      const { bytesPerSample, planes } = pixelFormat(colour);
      const frame = VideoFrame.alloc({ colour, cols: 5, rows: 3, stereoCount: 2 });
      const viewLength = frame.shape.byteLength / 2;

      it('says what it is [F2, F7, TC17]', () => {
        expect(frame).to.include({ colour, cols: 5, rows: 3, stereoCount: 2, released: false });
      });

      it('says how long a view is [F6, TC18, TC19, TC25]', () => {
        expect(frame.dataLength()).to.equal(viewLength);
        expect(frame.dataLength(1)).to.equal(viewLength);
        expect(frame.data().length).to.equal(viewLength);
        expect(frame.data(1).length).to.equal(viewLength);
      });

      it('shows the same memory at every call, without a copy [F5, F12, F14, TC22, TC23]', () => {
        const [first, second] = [frame.data(1), frame.data(1)];
        const before = first[3];
        first[3] = (before ?? 0) ^ 0xff;
        expect(second[3]).to.equal(first[3]);
        expect(frame.samples(1).buffer).to.equal(first.buffer);
        first[3] = before ?? 0;
      });

      it('shows view 0 by default, and others apart from it [F5, TC24]', () => {
        expect(frame.data().byteOffset).to.equal(frame.data(0).byteOffset);
        expect(frame.data(1).byteOffset - frame.data(0).byteOffset).to.equal(viewLength);
      });

      it('is truly black when made, in every view [F2, quirk 2]', () => {
        for (let view = 0; view < 2; view += 1) {
          for (const [index, array] of frame.planes(view).entries()) {
            const black = planes[index]?.black ?? [];
            const [rows = 0, cols = 0, channels = 0] = array.shape;
            for (let i = 0; i < rows * cols * channels; i += 1) {
              const [row, inRow] = [Math.floor(i / (cols * channels)), i % (cols * channels)];
              const sample = array.get(row, Math.floor(inRow / channels), inRow % channels);
              expect(sample).to.equal(black[inRow % black.length]);
            }
          }
        }
      });

      it('shows planes as arrays on the same memory [F13]', () => {
        const arrays = frame.planes(1);
        expect(arrays.map((array) => array.shape[2])).to.deep.equal(
          planes.map((plane) => plane.channels),
        );
        const last = arrays.at(-1);
        const [rows = 0, cols = 0, channels = 0] = last?.shape ?? [];
        const old = last?.get(rows - 1, cols - 1, channels - 1) ?? 0;
        last?.set(rows - 1, cols - 1, channels - 1, 77);
        expect([...frame.samples(1)]).to.include(77);
        expect([...frame.samples(0)]).not.to.include(77);
        last?.set(rows - 1, cols - 1, channels - 1, old);
      });

      it('shows a packed picture as one array [F13, TC21]', () => {
        if (planes.length > 1) {
          expect(() => frame.array()).to.throw(UnsupportedFormatError, 'planes()');
          return;
        }
        const array = frame.array(1);
        expect(array.shape).to.deep.equal([3, 5, planes[0]?.channels]);
        array.set(2, 4, 0, 9);
        expect(frame.array(1).get(2, 4, 0)).to.equal(9);
        expect(array.data.BYTES_PER_ELEMENT).to.equal(bytesPerSample);
      });

      it('wraps bytes without a copy, in limited and in full range [F1]', () => {
        const bytes = new Uint8Array(frame.shape.byteLength);
        const wrapped = VideoFrame.wrap(bytes, { colour, cols: 5, rows: 3, stereoCount: 2 });
        bytes[bytes.length - 1] = 3;
        expect(wrapped.data(1).at(-1)).to.equal(3);
      });
    });
  }

  it('is black in full range where that is asked for [quirk 2]', () => {
    const colorimetry = { matrix: 'bt709', range: 'full' } as const;
    const frame = VideoFrame.alloc({ ...grey, colour: 'I420', colorimetry });
    expect(frame.data()[0]).to.equal(0);
    expect(frame.data().at(-1)).to.equal(128);
  });

  describe('with several views', () => {
    for (const stereoCount of [1, 2, 3, 4]) {
      it(`has ${stereoCount}, each of its own [TC18, TC27]`, () => {
        const frame = VideoFrame.alloc({ ...grey, stereoCount });
        expect(frame.stereoCount).to.equal(stereoCount);
        for (let view = 0; view < stereoCount; view += 1) frame.data(view).fill(view + 1);
        for (let view = 0; view < stereoCount; view += 1) {
          expect([...frame.data(view)]).to.deep.equal(Array(8).fill(view + 1));
        }
      });

      it(`refuses to show a view beyond ${stereoCount} [X9, TC20, TC26]`, () => {
        const frame = VideoFrame.alloc({ ...grey, stereoCount });
        for (const wrong of [stereoCount, -1, 0.5, Number.NaN]) {
          for (const read of ['data', 'samples', 'dataLength', 'array', 'planes'] as const) {
            const call = (): unknown => frame[read](wrong);
            expect(call).to.throw(OutOfRangeError, `${stereoCount} stereo view`);
            expect(call).to.throw(RangeError, `view ${wrong} was asked for`);
            expect(call).to.satisfy((run: () => unknown) => {
              try {
                run();
                return false;
              } catch (error) {
                return isGiftGrabError(error);
              }
            });
          }
        }
      });
    }
  });

  it('shows what it is in a log', () => {
    const pts = new Timestamp(2, new Rational(1, 25));
    const frame = VideoFrame.lend(frameShape({ colour: 'BGRA', cols: 4, rows: 2 }), {
      index: 7,
      pts,
    });
    expect(inspect(frame)).to.equal('VideoFrame { frame 7, 4×2 BGRA, at 0.08 s }');
    frame.release();
    expect(String(frame)).to.equal('frame 7, 4×2 BGRA, at 0.08 s, released');
    const pair = VideoFrame.alloc({ colour: 'GRAY8', cols: 4, rows: 2, stereoCount: 2 });
    expect(String(pair)).to.equal('frame 0, 4×2 GRAY8 with 2 views');
  });

  describe('wrap', () => {
    it('refuses bytes of the wrong length [F4, quirk 25]', () => {
      for (const length of [0, 7, 9, 16]) {
        const wrap = (): VideoFrame => VideoFrame.wrap(new Uint8Array(length), grey);
        expect(wrap).to.throw(InvalidOptionError, `8 bytes (4×2 GRAY8)`);
        expect(wrap).to.throw(`${length} bytes`);
      }
      expect(() => VideoFrame.wrap(new Uint8Array(8), { ...grey, stereoCount: 2 })).to.throw(
        InvalidOptionError,
        '2 views',
      );
    });

    it('refuses what is no Uint8Array', () => {
      for (const data of [undefined, 'abcdefgh', new Uint16Array(8), new ArrayBuffer(8)]) {
        expect(() => VideoFrame.wrap(data as never, grey)).to.throw(InvalidOptionError, 'data');
      }
    });

    it('refuses 16-bit samples at an odd address', () => {
      const bytes = new Uint8Array(17).subarray(1);
      expect(() => VideoFrame.wrap(bytes, { ...grey, colour: 'GRAY16' })).to.throw(
        InvalidOptionError,
        'byteOffset',
      );
    });
  });

  it('carries times, rate, colorimetry and meta, to all that comes of it', () => {
    const time = {
      index: 7,
      pts: new Timestamp(3, new Rational(1, 25)),
      capturedMs: 1234,
      colorimetry: { matrix: 'bt709', range: 'full' } as const,
      constantRate: new Rational(25),
    };
    const frame = VideoFrame.alloc({ ...grey, ...time });
    frame.meta['tag'] = 'a';
    for (const other of [frame.clone(), frame.retain(), frame.share(), frame.derive({ cols: 1 })]) {
      expect(other).to.include({ index: 7, pts: time.pts, constantRate: time.constantRate });
      expect(other.colorimetry).to.equal(time.colorimetry);
      expect(other.captured.monotonicMs).to.equal(1234);
      expect(other.captured.wallMs).to.equal(performance.timeOrigin + 1234);
      expect(other.meta).to.deep.equal({ tag: 'a' });
      expect(other.meta).not.to.equal(frame.meta);
      other.release();
    }
    const plain = VideoFrame.alloc(grey);
    expect(plain).to.include({ index: 0, pts: undefined, constantRate: undefined });
    expect(plain.captured.monotonicMs).to.be.at.most(performance.now());
  });

  describe('as a loan', () => {
    const lend = (budget?: FrameBudget): VideoFrame =>
      VideoFrame.lend(frameShape(grey), {}, budget);

    it('throws at every access once it is released, and says what to do [F15]', () => {
      const frame = lend();
      frame.release();
      frame.release();
      expect(frame.released).to.equal(true);
      const accesses: (() => unknown)[] = [
        () => frame.data(),
        () => frame.samples(),
        () => frame.array(),
        () => frame.planes(),
        () => frame.clone(),
        () => frame.retain(),
        () => frame.share(),
        () => frame.hold(),
        () => frame.writable(),
        () => frame.derive(),
        () => frame.address,
      ];
      for (const access of accesses) expect(access).to.throw(FrameReleasedError, 'frame.retain()');
      expect(frame).to.include({ cols: 4, rows: 2, index: 0 });
      expect(frame.dataLength()).to.equal(8);
    });

    it('lives on in what retain() returned, until that is released [F8]', () => {
      const frame = lend();
      frame.data().fill(5);
      const mine = frame.retain();
      frame.release();
      expect(mine.data()[0]).to.equal(5);
      mine.release();
      expect(() => mine.data()).to.throw(FrameReleasedError);
    });

    it('lives on for ever in a clone, which is a copy [F3]', () => {
      const frame = lend();
      frame.data().fill(5);
      const copy = frame.clone();
      frame.data().fill(6);
      frame.release();
      copy.release();
      expect(copy.data()[0]).to.equal(5);
      expect(copy.released).to.equal(false);
      expect(copy.address).to.equal(undefined);
    });

    it('is given back at the end of a using block', () => {
      const frame = lend();
      {
        using mine = frame.retain();
        expect(mine.released).to.equal(false);
      }
      frame[Symbol.dispose]();
      expect(frame.released).to.equal(true);
    });

    it('ends with as many releases as there are holds', () => {
      const frame = lend();
      frame.hold();
      frame.release();
      expect(frame.released).to.equal(false);
      frame.release();
      expect(frame.released).to.equal(true);
    });

    it('gives memory back with the last loan, to be used again', () => {
      const before = frameMemory.blocksInUse;
      const frame = lend();
      const { address } = frame;
      const mine = frame.retain();
      frame.release();
      expect(frameMemory.blocksInUse).to.equal(before + 1);
      mine.release();
      expect(frameMemory.blocksInUse).to.equal(before);
      const next = lend();
      expect(next.address).to.equal(address);
      next.release();
    });
  });

  describe('writable', () => {
    it('is the frame itself when nobody else looks, a copy when somebody does', () => {
      const frame = VideoFrame.lend(frameShape(grey), {});
      frame.data().fill(1);
      const { address } = frame;
      expect(frame.writable()).to.equal(frame);
      expect(frame.address).to.equal(address);
      const other = frame.share();
      frame.writable().data().fill(2);
      expect(frame.address).not.to.equal(address);
      expect(other.address).to.equal(address);
      expect(other.data()[0]).to.equal(1);
      // Alone again: in place.
      expect(other.writable().address).to.equal(address);
      frame.release();
      other.release();
    });

    it('copies for a retained frame too, and keeps the books', () => {
      const budget = new FrameBudget({ frames: 3 });
      const frame = VideoFrame.lend(frameShape(grey), {}, budget);
      const mine = frame.retain();
      expect(budget.isHeldByUser).to.equal(false);
      mine.writable().data().fill(3);
      expect(budget).to.include({ framesOut: 2, bytesOut: 16, isHeldByUser: false });
      frame.release();
      expect(budget).to.include({ framesOut: 1, isHeldByUser: true });
      mine.release();
      expect(budget).to.include({ framesOut: 0, bytesOut: 0, isHeldByUser: false });
    });

    it('copies a frame in ordinary memory to ordinary memory', () => {
      const frame = VideoFrame.alloc(grey);
      const shared = frame.share();
      frame.writable().data().fill(3);
      expect(shared.data()[0]).to.equal(0);
      expect(frame.address).to.equal(undefined);
      shared.release();
    });

    it('waits with the copy until the pixels are asked for, in an edit', () => {
      const frame = VideoFrame.lend(frameShape(grey), {});
      const { address } = frame;
      const other = frame.share();
      frame.beginEdit();
      frame.endEdit();
      expect(frame.address).to.equal(address);
      frame.beginEdit();
      expect(frame.index).to.equal(0);
      frame.data().fill(4);
      const copied = frame.address;
      expect(copied).not.to.equal(address);
      expect(frame.samples().byteOffset).to.equal(copied);
      frame.release();
      other.release();
    });
  });

  describe('derive', () => {
    it('makes a black frame of another size or layout, on the account of the source', () => {
      const budget = new FrameBudget();
      const frame = VideoFrame.lend(frameShape(grey), { index: 4 }, budget);
      const derived = frame.derive({ colour: 'I420', cols: 2 });
      expect(derived).to.include({ colour: 'I420', cols: 2, rows: 2, index: 4 });
      expect([...derived.data()]).to.deep.equal([16, 16, 16, 16, 128, 128]);
      expect(budget).to.include({ framesOut: 2, bytesOut: 14, isHeldByUser: false });
      frame.release();
      expect(derived.data()[0]).to.equal(16);
      derived.release();
      expect(budget).to.include({ framesOut: 0, bytesOut: 0 });
    });

    it('refuses impossible sizes', () => {
      expect(() => VideoFrame.alloc(grey).derive({ cols: 0 })).to.throw(InvalidOptionError, 'cols');
    });
  });
});

describe('FrameBudget', () => {
  it('allows so many frames and bytes, but never fewer than two frames', () => {
    const budget = new FrameBudget({ frames: 3, bytes: 100 });
    budget.take(90);
    expect(budget.hasRoom(1000)).to.equal(true);
    budget.take(5);
    expect(budget.hasRoom(5)).to.equal(true);
    expect(budget.hasRoom(6)).to.equal(false);
    budget.take(1);
    expect(budget.hasRoom(1)).to.equal(false);
  });

  it('calls back once when a frame comes back', () => {
    const budget = new FrameBudget({ frames: 2 });
    budget.take(1);
    budget.take(1);
    let calls = 0;
    budget.whenRoom(() => (calls += 1));
    budget.giveBack(1);
    budget.giveBack(1);
    expect(calls).to.equal(1);
  });

  it('refuses limits that would stop everything', () => {
    for (const frames of [1, 0, -3, 2.5, Number.NaN]) {
      expect(() => new FrameBudget({ frames })).to.throw(InvalidOptionError, 'budget.frames');
    }
    for (const bytes of [0, -1, Number.NaN]) {
      expect(() => new FrameBudget({ bytes })).to.throw(InvalidOptionError, 'budget.bytes');
    }
  });
});
