import {
  ColourSpace,
  convertFrame,
  FilterError,
  frameMemory,
  frameShape,
  InvalidOptionError,
  packViews,
  pipelineOf,
  VideoFrame,
  zipFrames,
  type FrameCombiner,
  type FrameInit,
  type FrameSet,
} from '@giftgrab/core';
import { expect } from 'chai';
import { lastValueFrom, map, Observable, take, toArray } from 'rxjs';
import {
  mosaic,
  pictureInPicture,
  resize,
  sideBySide,
  topBottom,
  type FrameLayout,
} from '../../src';
import { noiseFrame, streamOf } from '../support/streams';

const COLOURS = Object.values(ColourSpace);
const SIZES = [
  [34, 6],
  [7, 5],
  [1, 1],
] as const;

/** A frame in ordinary memory that is grey all over. */
function grey(
  cols: number,
  rows: number,
  value: number,
  init: Partial<FrameInit> = {},
): VideoFrame {
  const frame = VideoFrame.alloc({ colour: 'GRAY8', cols, rows, ...init });
  frame.data().fill(value);
  return frame;
}

const rowsOf = ({ cols, rows }: VideoFrame, data: Uint8Array): string[] =>
  Array.from({ length: rows }, (_, row) =>
    [...data.subarray(row * cols, (row + 1) * cols)].join(' '),
  );

/** The rows of a small grey picture, as text; the frame is released. */
function shown(frame: VideoFrame, view = 0): string[] {
  const rows = rowsOf(frame, frame.data(view));
  frame.release();
  return rows;
}

/** Noise in two frames, and the same as the views of one. */
function pairOf(
  colour: ColourSpace,
  cols: number,
  rows: number,
): [VideoFrame, VideoFrame, VideoFrame] {
  const [a, b] = [1, 2].map((seed) => {
    const frame = noiseFrame({ colour, cols, rows }, seed, { index: 4 });
    const own = frame.clone();
    frame.release();
    return own;
  }) as [VideoFrame, VideoFrame];
  const stereo = VideoFrame.alloc({ colour, cols, rows, stereoCount: 2, index: 4 });
  [a, b].forEach((frame, view) => stereo.data(view).set(frame.data()));
  return [a, b, stereo];
}

/** What an operator makes of one set, as a copy. */
async function through(operator: FrameCombiner, frames: FrameSet): Promise<VideoFrame> {
  const sets = new Observable<FrameSet>((subscriber) => {
    const handles = frames.map((frame) => frame.share());
    subscriber.next(handles);
    for (const handle of handles) handle.release();
    subscriber.complete();
  });
  return lastValueFrom(
    sets.pipe(
      operator,
      map((frame) => frame.clone()),
    ),
  );
}

const LAYOUTS: Readonly<Record<string, FrameLayout<object>>> = {
  sideBySide,
  topBottom,
  mosaic,
  pictureInPicture,
};

describe('layouts of several pictures', () => {
  let blocks: number;
  before(() => {
    // What kernels and plans keep is not what is counted.
    for (const colour of COLOURS) {
      const [a, b] = pairOf(colour, 8, 8);
      for (const layout of Object.values(LAYOUTS)) layout([a, b]).release();
      sideBySide([a, grey(3, 4, 1)]).release();
    }
  });
  beforeEach(() => (blocks = frameMemory.blocksInUse));

  for (const colour of COLOURS) {
    it(`lie as the views of a stereo frame do, in ${colour}, at odd sizes too`, async () => {
      for (const [cols, rows] of SIZES) {
        const [a, b, stereo] = pairOf(colour, cols, rows);
        for (const [layout, name] of [
          [sideBySide, 'side-by-side'],
          [topBottom, 'top-bottom'],
        ] as const) {
          const wanted = packViews(stereo, name);
          const made = layout([a, b]);
          expect(made).to.include({ cols: wanted.cols, rows: wanted.rows, colour, index: 4 });
          expect([...made.data()], `${name} ${cols}×${rows}`).to.deep.equal([...wanted.data()]);
          const flowed = await through(layout(), [a, b]);
          expect([...flowed.data()]).to.deep.equal([...wanted.data()]);
          for (const frame of [made, wanted]) frame.release();
        }
      }
      expect(frameMemory.blocksInUse).to.be.at.most(blocks);
    });

    it(`is black in ${colour} where a mosaic has no picture`, () => {
      const [a, b] = pairOf(colour, 8, 6);
      const wall = mosaic([a, b, a]);
      const upper = sideBySide([a, b]);
      const lower = sideBySide([a, VideoFrame.alloc({ colour, cols: 8, rows: 6 })]);
      const both = topBottom([upper, lower]);
      expect([...wall.data()]).to.deep.equal([...both.data()]);
      for (const frame of [wall, upper, lower, both]) frame.release();
    });
  }

  it('are as near to a square as can be in a mosaic, or have the columns that it is told', () => {
    const sizeOf = (count: number, options?: { columns: number }): string => {
      const wall = mosaic(
        Array.from({ length: count }, () => grey(10, 6, 1)),
        options,
      );
      const { cols, rows } = wall;
      wall.release();
      return `${cols / 10}×${rows / 6}`;
    };
    expect([1, 2, 3, 4, 5, 7, 10].map((count) => sizeOf(count))).to.deep.equal([
      ...['1×1', '2×1', '2×2', '2×2', '3×2', '3×3', '4×3'],
    ]);
    expect(sizeOf(3, { columns: 1 })).to.equal('1×3');
    expect(sizeOf(2, { columns: 5 })).to.equal('5×1');
    const wall = mosaic(
      [1, 2, 3, 4, 5].map((value) => grey(1, 1, value)),
      { columns: 2 },
    );
    expect(shown(wall)).to.deep.equal(['1 2', '3 4', '5 0']);
  });

  it('are scaled to the first by default, and keep their proportions', () => {
    const small = grey(2, 1, 9);
    expect(shown(sideBySide([grey(1, 2, 5), small]))).to.deep.equal(['5 9 9 9 9', '5 9 9 9 9']);
    expect(shown(topBottom([grey(4, 1, 5), small]))).to.deep.equal([
      '5 5 5 5',
      '9 9 9 9',
      '9 9 9 9',
    ]);
    expect(shown(mosaic([grey(4, 4, 5), small], { columns: 1 })).slice(4)).to.deep.equal([
      ...['0 0 0 0', '9 9 9 9', '9 9 9 9', '0 0 0 0'],
    ]);
  });

  it("lie in the middle of black with 'pad'", () => {
    const made = shown(sideBySide([grey(1, 4, 5), grey(2, 2, 9)], { fit: 'pad' }));
    expect(made).to.deep.equal(['5 0 0', '5 9 9', '5 9 9', '5 0 0']);
    const wall = shown(mosaic([grey(4, 3, 5), grey(2, 1, 9)], { fit: 'pad', columns: 1 }));
    expect(wall.slice(3)).to.deep.equal(['0 0 0 0', '0 9 9 0', '0 0 0 0']);
    expect(() => mosaic([grey(4, 3, 5), grey(5, 1, 9)], { fit: 'pad' })).to.throw(
      InvalidOptionError,
      /at most 4×3 for picture 2 but received "5×1".*fit: 'scale'/,
    );
  });

  it("are refused with 'error' where their size is another", () => {
    expect(() => topBottom([grey(4, 3, 1), grey(5, 3, 1)], { fit: 'error' })).to.throw(
      InvalidOptionError,
      'Expected 4×3 for picture 2 but received "5×3"',
    );
    topBottom([grey(4, 3, 1), grey(4, 9, 1)], { fit: 'error' }).release();
    expect(frameMemory.blocksInUse).to.be.at.most(blocks);
  });

  it('have the layout and the colours of the first', () => {
    const colorimetry = { matrix: 'bt709', range: 'full' } as const;
    for (const colour of COLOURS) {
      for (const other of COLOURS) {
        const [a] = pairOf(colour, 8, 6);
        const first = VideoFrame.wrap(a.data(), { colour, cols: 8, rows: 6, colorimetry });
        const [, second] = pairOf(other, 8, 6);
        const converted = convertFrame(second, colour, { colorimetry });
        const [made, wanted] = [sideBySide([first, second]), sideBySide([first, converted])];
        expect(made.colorimetry).to.deep.equal(colorimetry);
        if (colour !== other || first.shape.format.isYuv) {
          expect([...made.data()], `${colour}, ${other}`).to.deep.equal([...wanted.data()]);
        }
        for (const frame of [converted, made, wanted]) frame.release();
      }
    }
  });

  it('may be scaled on every layout, UYVY too', () => {
    for (const colour of COLOURS) {
      const white = convertFrame(grey(9, 5, 255), colour);
      const black = convertFrame(grey(18, 10, 0), colour);
      const made = sideBySide([black, white]);
      expect(made).to.include({ cols: 36, rows: 10 });
      const seen = convertFrame(made, 'GRAY8');
      for (const [i, value] of seen.data().entries()) {
        expect(value, `${colour} at ${i}`).to.equal(i % 36 < 18 ? 0 : 255);
      }
      for (const frame of [white, black, made, seen]) frame.release();
    }
  });

  it('are drawn small in a corner', () => {
    const inset = (options: object): string[] =>
      shown(pictureInPicture([grey(8, 4, 1), grey(4, 2, 9)], options));
    const dark = '1 1 1 1 1 1 1 1';
    expect(inset({ margin: 1 })).to.deep.equal([dark, dark, '1 1 1 1 1 9 9 1', dark]);
    expect(inset({ margin: 0, corner: 'top-left', width: 0.5 })).to.deep.equal([
      ...['9 9 9 9 1 1 1 1', '9 9 9 9 1 1 1 1', dark, dark],
    ]);
    expect(inset({ margin: 1, corner: 'top-right' })[1]).to.equal('1 1 1 1 1 9 9 1');
    expect(inset({ margin: 1, corner: 'bottom-left' })[2]).to.equal('1 9 9 1 1 1 1 1');
    // Too large for the margins: it becomes as large as fits.
    expect(inset({ margin: 1, width: 1 })).to.deep.equal([
      dark,
      '1 1 1 9 9 9 9 1',
      '1 1 1 9 9 9 9 1',
      dark,
    ]);
    expect(inset({ margin: 100 })).to.have.lengthOf(4);
  });

  it('leave the colours beside a small picture alone', () => {
    for (const colour of COLOURS) {
      const large = convertFrame(grey(31, 17, 60), colour);
      const small = convertFrame(grey(20, 10, 200), colour);
      const made = pictureInPicture([large, small], { width: 0.35, margin: 3 });
      const seen = convertFrame(made, 'BGRA');
      const values = new Set(seen.data());
      expect(
        [...values].every((value) => [60, 200, 255].some((v) => Math.abs(v - value) <= 2)),
        colour,
      ).to.equal(true);
      for (const frame of [large, small, made, seen]) frame.release();
    }
  });

  it('draw into the first picture where nobody else sees it, and only there', async () => {
    const operator = pictureInPicture({ width: 0.5, margin: 0 });
    const own = VideoFrame.lend(frameShape({ colour: 'GRAY8', cols: 8, rows: 4 }), { index: 1 });
    own.data().fill(1);
    const isSame: boolean[] = [];
    const sets = (frame: VideoFrame): Observable<FrameSet> =>
      new Observable((subscriber) => {
        subscriber.next([frame, grey(4, 2, 9)]);
        subscriber.complete();
      });
    await lastValueFrom(
      sets(own).pipe(
        operator,
        map((frame) => isSame.push(frame === own)),
      ),
    );
    expect(rowsOf(own, own.data())[3]).to.equal('1 1 1 1 9 9 9 9');
    own.data().fill(1);
    const other = own.retain();
    await lastValueFrom(
      sets(own).pipe(
        operator,
        map((frame) => isSame.push(frame === own)),
      ),
    );
    expect(rowsOf(own, own.data())[3]).to.equal('1 1 1 1 1 1 1 1');
    other.release();
    own.release();
    expect(isSame).to.deep.equal([true, false]);
  });

  it('have all views; a picture of one view goes into all', () => {
    const stereo = grey(2, 1, 1, { stereoCount: 2 });
    stereo.data(1).fill(2);
    const made = sideBySide([stereo, grey(1, 1, 9)]);
    expect(made.stereoCount).to.equal(2);
    expect(rowsOf(made, made.data(0))).to.deep.equal(['1 1 9']);
    expect(rowsOf(made, made.data(1))).to.deep.equal(['2 2 9']);
    made.release();
    expect(() => sideBySide([grey(1, 1, 9), stereo])).to.throw(
      InvalidOptionError,
      /one view.*packViews/,
    );
  });

  it('refuse options and numbers of pictures that make no sense', () => {
    const frame = grey(4, 4, 1);
    const wrong: readonly (() => unknown)[] = [
      () => sideBySide([]),
      () => sideBySide({ fit: 'cut' as never }),
      () => topBottom({ columns: 2 } as never),
      () => mosaic({ columns: 0 }),
      () => mosaic([frame], { columns: 1.5 }),
      () => pictureInPicture({ width: 0 }),
      () => pictureInPicture({ width: 1.1 }),
      () => pictureInPicture({ corner: 'middle' as never }),
      () => pictureInPicture({ margin: -1 }),
      () => pictureInPicture([frame]),
      () => pictureInPicture([frame, frame, frame]),
    ];
    for (const make of wrong) expect(make, String(make)).to.throw(InvalidOptionError);
  });

  for (const [name, layout] of Object.entries(LAYOUTS)) {
    describe(`${name} on streams`, () => {
      const like = { colour: 'I420', cols: 16, rows: 8 } as const;
      const small = { ...like, cols: 8, rows: 4 };

      it('goes by its own name in a pipeline', () => {
        expect(pipelineOf(layout()).stats.nodes[0]?.name).to.equal(name);
      });

      it('makes a frame of each set, and gives everything back', async () => {
        const operator = layout();
        const run = (count: number): Promise<number[]> => {
          const sources = [streamOf(like, count), streamOf(small, count)];
          return lastValueFrom(
            zipFrames(sources).pipe(
              operator,
              map(({ index }) => index),
              toArray(),
            ),
          );
        };
        await run(3);
        const before = frameMemory.blocksInUse;
        expect(await run(500)).to.deep.equal(Array.from({ length: 500 }, (_, i) => i));
        await lastValueFrom(
          zipFrames([streamOf(like, 9), streamOf(small, 9)]).pipe(
            operator,
            take(2),
            map(() => 0),
          ),
        );
        await new Promise((resolve) => setImmediate(resolve));
        expect(frameMemory.blocksInUse).to.be.at.most(before);
        expect(operator.stats.framesOut).to.equal(505);
      });

      it('fails with an error that names the frame when pictures do not go together', async () => {
        const mono = streamOf(like, 3);
        const stereo = streamOf({ ...like, stereoCount: 2 }, 3);
        const failure: unknown = await lastValueFrom(
          zipFrames([mono, stereo]).pipe(layout()),
        ).catch((e: unknown) => e);
        expect(failure).to.be.instanceOf(FilterError).and.include({ frameIndex: 0 });
        expect((failure as FilterError).cause).to.be.instanceOf(InvalidOptionError);
        await new Promise((resolve) => setImmediate(resolve));
        expect(frameMemory.blocksInUse).to.be.at.most(blocks);
      });
    });
  }

  it('scale as resize does', () => {
    const [a] = pairOf('BGRA', 20, 10);
    const [, b] = pairOf('BGRA', 40, 20);
    const scaled = resize(b, { cols: 20, rows: 10 });
    const [made, wanted] = [sideBySide([a, b]), sideBySide([a, scaled])];
    expect([...made.data()]).to.deep.equal([...wanted.data()]);
    for (const frame of [scaled, made, wanted]) frame.release();
  });
});
