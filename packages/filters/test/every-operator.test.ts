import { join } from 'node:path';
import {
  ColourSpace,
  FilterError,
  frameMemory,
  InvalidOptionError,
  pipelineOf,
  UnsupportedFormatError,
  VideoFrame,
  VideoSource,
  type FrameOperator,
} from '@giftgrab/core';
import { expect } from 'chai';
import { lastValueFrom, map, of, Subject, take } from 'rxjs';
import * as all from '../src';
import { allThrough, noiseFrame, oneThrough, streamOf } from './support/streams';

// The list below makes its operators of these; a test puts others in their place.
let filters: typeof all = all;

const COLOURS = Object.values(ColourSpace);
const MODEL = join(__dirname, 'models', 'same.onnx');
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="3"><rect width="3" height="3" fill="red"/></svg>';

interface Operator {
  readonly make: (like: VideoFrame) => FrameOperator;
  /** Layouts that it refuses. */
  readonly refuses?: readonly ColourSpace[];
  /** Whether it also refuses UYVY of odd width. */
  readonly refusesOddUyvy?: boolean;
}

const PLANAR: readonly ColourSpace[] = ['I420', 'UYVY', 'GRAY8', 'GRAY16', 'NV12', 'I420P10'];

/** Filters that look at neighbours, which differ from column to column in UYVY. */
const NEIGHBOURS: Readonly<Record<string, () => FrameOperator>> = {
  blackTophat: () => filters.blackTophat({ size: 3 }),
  convolve1d: () => filters.convolve1d({ weights: [1, 2, 1] }),
  correlate1d: () => filters.correlate1d({ weights: [1, 0, -1] }),
  gaussianFilter: () => filters.gaussianFilter({ sigma: 1 }),
  'gaussianFilter, wide': () => filters.gaussianFilter({ sigma: [4, 9] }),
  "gaussianFilter, SciPy's bits": () => filters.gaussianFilter({ sigma: 1, precision: 'scipy' }),
  gaussianFilter1d: () => filters.gaussianFilter1d({ sigma: 2 }),
  gaussianGradientMagnitude: () => filters.gaussianGradientMagnitude({ sigma: 1 }),
  gaussianLaplace: () => filters.gaussianLaplace({ sigma: 1 }),
  greyClosing: () => filters.greyClosing({ size: 3 }),
  greyDilation: () => filters.greyDilation({ size: 3 }),
  greyErosion: () => filters.greyErosion({ size: 3 }),
  greyOpening: () => filters.greyOpening({ size: 3 }),
  maximumFilter: () => filters.maximumFilter({ size: 3 }),
  maximumFilter1d: () => filters.maximumFilter1d({ size: 3 }),
  medianFilter: () => filters.medianFilter({ size: 3 }),
  minimumFilter: () => filters.minimumFilter({ size: 3 }),
  minimumFilter1d: () => filters.minimumFilter1d({ size: 3 }),
  morphologicalGradient: () => filters.morphologicalGradient({ size: 3 }),
  percentileFilter: () => filters.percentileFilter({ percentile: 20, size: 3 }),
  rankFilter: () => filters.rankFilter({ rank: 1, size: 3 }),
  uniformFilter: () => filters.uniformFilter({ size: 3 }),
  uniformFilter1d: () => filters.uniformFilter1d({ size: 3 }),
  whiteTophat: () => filters.whiteTophat({ size: 3 }),
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(
    Object.entries(NEIGHBOURS).map(([name, make]) => [name, { make, refuses: ['UYVY'] }]),
  ),
  absoluteDifference: { make: (like) => filters.absoluteDifference({ with: like }) },
  'absoluteDifference with a stream': {
    make: ({ colour, cols, rows }) =>
      filters.absoluteDifference({ with: streamOf({ colour, cols, rows }, 2) }),
  },
  affineTransform: {
    make: () => filters.affineTransform({ matrix: [0.9, 1.2], offset: [-1, 2], order: 1 }),
    refuses: ['UYVY'],
  },
  addSaturating: { make: () => filters.addSaturating({ value: 20 }) },
  'addSaturating to a channel': {
    make: () => filters.addSaturating({ value: 20, channel: 1 }),
    refuses: PLANAR,
  },
  blend: { make: (like) => filters.blend({ with: like, opacity: 0.3 }) },
  convertColour: { make: ({ colour }) => filters.convertColour({ to: colour }) },
  convolve: { make: () => filters.convolve({ weights: [[1, 2, 1]] }), refuses: ['UYVY'] },
  correlate: { make: () => filters.correlate({ weights: [[0.5], [0.5]] }), refuses: ['UYVY'] },
  crop: { make: () => filters.crop({ x: 2, y: 2, cols: 3, rows: 2 }) },
  drawText: { make: () => filters.drawText({ text: 'ab', size: 8, x: 0, y: 0 }) },
  ellipticalMask: { make: () => filters.ellipticalMask() },
  everyNth: { make: () => filters.everyNth({ n: 1 }) },
  'flip horizontally': { make: () => filters.flip(), refusesOddUyvy: true },
  'flip vertically': { make: () => filters.flip({ axis: 'vertical' }) },
  frameDifference: { make: () => filters.frameDifference() },
  gamma: { make: () => filters.gamma({ gamma: 1.5 }) },
  histogramOf: { make: () => filters.histogramOf() },
  invert: { make: () => filters.invert() },
  laplace: { make: () => filters.laplace({ signed: 'offset' }), refuses: ['UYVY'] },
  limitFrameRate: { make: () => filters.limitFrameRate({ frameRate: 25 }) },
  lookupTable: { make: () => filters.lookupTable({ table: [1, 2, 3] }) },
  motionScore: { make: () => filters.motionScore() },
  multiply: { make: () => filters.multiply({ factor: 1.1 }) },
  onnx: { make: () => filters.onnx({ model: MODEL }) },
  overlay: { make: () => filters.overlay({ image: SVG, x: 1, y: 1 }) },
  pad: { make: () => filters.pad({ top: 2, left: 2, bottom: 1 }) },
  prewitt: { make: () => filters.prewitt({ axis: 0 }), refuses: ['UYVY'] },
  rotate90: { make: () => filters.rotate90(), refuses: ['UYVY'] },
  runningBackground: { make: () => filters.runningBackground({ output: 'difference' }) },
  sobel: { make: () => filters.sobel({ signed: 'absolute' }), refuses: ['UYVY'] },
  resize: { make: () => filters.resize({ cols: 5, rows: 9 }), refuses: ['UYVY'] },
  rotate: { make: () => filters.rotate({ angle: 30, order: 1 }), refuses: ['UYVY'] },
  shift: { make: () => filters.shift({ shift: [1.5, -2] }), refuses: ['UYVY'] },
  swapChannels: { make: () => filters.swapChannels(), refuses: PLANAR },
  temporalMean: { make: () => filters.temporalMean() },
  temporalMedian: { make: () => filters.temporalMedian({ frames: 4 }) },
  threshold: { make: () => filters.threshold({ above: 100 }) },
  timestampOverlay: { make: () => filters.timestampOverlay({ size: 6, x: 0, y: 0 }) },
  unsharpMask: { make: () => filters.unsharpMask({ sigma: 1.5 }), refuses: ['UYVY'] },
  zoom: { make: () => filters.zoom({ zoom: 1.3, order: 1 }), refuses: ['UYVY'] },
};

/** What is exported besides: it measures, makes one picture of several, or another number of views. That has tests of its own. */
const NO_OPERATORS = [
  'adjustableFilter',
  ...['centerOfMass', 'histogram', 'label', 'mean', 'standardDeviation', 'variance'],
  ...['mosaic', 'pictureInPicture', 'sideBySide', 'topBottom'],
  ...['anaglyph', 'greyPair', 'packStereo', 'unpackStereo'],
];

describe('every operator on frames', () => {
  it('refuses lists of a wrong length when it is made', () => {
    const four = [1, 1, 1, 1];
    const wrong: readonly (() => unknown)[] = [
      () => filters.gaussianFilter({ sigma: four }),
      () => filters.gaussianFilter({ sigma: [1] }),
      () => filters.medianFilter({ size: four }),
      () => filters.uniformFilter({ size: four }),
      () => filters.greyErosion({ size: four }),
      () => filters.sobel({ mode: ['reflect'] }),
      () => filters.shift({ shift: four }),
      () => filters.zoom({ zoom: four }),
    ];
    for (const make of wrong) expect(make, String(make)).to.throw(InvalidOptionError);
  });

  it('refuses what is no list where one is needed', () => {
    const none = {} as never;
    const wrong: readonly (() => unknown)[] = [
      () => filters.addSaturating({ value: none }),
      () => filters.affineTransform({ matrix: [1, 1], outputShape: none }),
      () => filters.affineTransform({ matrix: [1, 1], outputShape: 5 as never }),
      () => filters.timestampOverlay({ show: none }),
    ];
    for (const make of wrong) expect(make, String(make)).to.throw(InvalidOptionError);
  });

  it('is in this list', () => {
    const listed = new Set(Object.keys(OPERATORS).map((name) => name.split(/[ ,]/)[0]));
    const missing = Object.keys(filters).filter((name) => !listed.has(name));
    expect(missing).to.have.members(NO_OPERATORS);
  });

  it('goes by its own name in a pipeline, on whatever threads', () => {
    const nameOf = (operator: FrameOperator): unknown => pipelineOf(operator).stats.nodes[0]?.name;
    const like = VideoFrame.alloc({ colour: 'GRAY8', cols: 4, rows: 4 });
    for (const [name, { make }] of Object.entries(OPERATORS)) {
      expect(nameOf(make(like))).to.equal(name.split(/[ ,]/)[0]);
    }
    for (const execution of ['workers', 'rows'] as const) {
      const operator = filters.gaussianFilter({ sigma: 1, execution, threads: 1 });
      expect(nameOf(operator), execution).to.equal('gaussianFilter');
    }
  });

  it('shows where its other picture comes from', async () => {
    const source = silentSource('first');
    const other = silentSource('second');
    const done = source.pipe(filters.absoluteDifference({ with: other })).subscribe();
    const { nodes, links } = pipelineOf(source).stats;
    expect(nodes.map(({ name }) => name)).to.deep.equal([
      'first',
      'absoluteDifference',
      'observer',
      'second',
    ]);
    expect(links).to.have.lengthOf(3);
    done.unsubscribe();
    expect(pipelineOf(other).stats.links).to.deep.equal([]);
    await Promise.all([source.close(), other.close()]);
  });

  for (const [name, { make, refuses = [], refusesOddUyvy = false }] of Object.entries(OPERATORS)) {
    describe(name, () => {
      it('works on every layout, stereo and odd sizes too, or says why not', async () => {
        for (const colour of COLOURS) {
          for (const [cols, rows] of [
            [7, 5],
            [34, 6],
          ] as const) {
            const before = frameMemory.blocksInUse;
            const frame = noiseFrame({ colour, cols, rows, stereoCount: 2 }, 3, { index: 8 });
            frame.meta['note'] = 'kept';
            const isRefused =
              refuses.includes(colour) || (refusesOddUyvy && colour === 'UYVY' && cols === 7);
            const operator = make(noiseFrame({ colour, cols, rows }, 4).clone());
            const result = await oneThrough(operator, frame).catch((error: unknown) => error);
            if (isRefused) {
              expect(result, colour).to.be.instanceOf(FilterError);
              expect((result as FilterError).cause).to.be.instanceOf(UnsupportedFormatError);
            } else {
              expect(result, colour).to.be.instanceOf(VideoFrame);
              expect(result).to.include({ index: 8, stereoCount: 2, colour });
              expect((result as VideoFrame).meta).to.include({ note: 'kept' });
              await expectSameInOrdinaryMemory(make, frame, result as VideoFrame, name);
            }
            frame.release();
            expect(frameMemory.blocksInUse - before, `blocks, ${colour}`).to.be.at.most(12);
          }
        }
      });

      it('does the same with its options in an Observable', async () => {
        const colour = COLOURS.find((each) => !refuses.includes(each)) ?? 'BGRA';
        const like = noiseFrame({ colour, cols: 16, rows: 8 }, 4).clone();
        const frame = noiseFrame({ colour, cols: 16, rows: 8 }, 3);
        const expected = await oneThrough(make(like), frame);
        filters = withLiveOptions;
        const operator = make(like);
        filters = all;
        const actual = await oneThrough(operator, frame);
        frame.release();
        expect([...actual.data()]).to.deep.equal([...expected.data()]);
        expect(pipelineOf(operator).stats.nodes[0]?.name).to.equal(name.split(/[ ,]/)[0]);
      });

      it('leaves the picture of a sibling alone', async () => {
        for (const colour of COLOURS.filter((each) => !refuses.includes(each))) {
          const source = new Subject<VideoFrame>();
          const frame = noiseFrame({ colour, cols: 16, rows: 8 }, 5);
          const before = frame.clone();
          const seen: VideoFrame[] = [];
          const done = lastValueFrom(
            source.pipe(
              make(before),
              map(() => 0),
            ),
            {
              defaultValue: undefined,
            },
          );
          source.subscribe((each) => seen.push(each.clone()));
          for (let i = 0; i < 2; i += 1) {
            const [one, other] = [frame.share(), frame.share()];
            source.next(one);
            one.release();
            other.release();
          }
          source.complete();
          await done;
          for (const each of [...seen, frame]) {
            expect([...each.data()], colour).to.deep.equal([...before.data()]);
          }
          frame.release();
        }
      });

      it('leaves the pool as it found it after 10000 frames, and when cut short', async () => {
        const colour = 'BGRA';
        const like = VideoFrame.alloc({ colour, cols: 6, rows: 4 });
        const operator = make(like);
        await allThrough(operator, streamOf(like, 3));
        const before = frameMemory.blocksInUse;
        let count = 0;
        const counted = streamOf(like, 10_000).pipe(
          operator,
          map(() => (count += 1)),
        );
        await lastValueFrom(counted);
        expect(count).to.equal(10_000);
        await lastValueFrom(
          streamOf(like, 9).pipe(
            operator,
            take(4),
            map(() => 0),
          ),
        );
        // Fewer where the garbage collector has found plans that nobody needs any more.
        expect(frameMemory.blocksInUse).to.be.at.most(before);
        expect(operator.stats.framesIn).to.be.at.least(10_000);
      });
    });
  }
});

/** The filters, made with options in an Observable, those left out that have none. */
const withLiveOptions = new Proxy(all, {
  get: (_target, name: keyof typeof all) => {
    const make = all[name] as (options?: unknown) => FrameOperator;
    const hasNoOptions = ['frameDifference', 'histogramOf', 'motionScore'].includes(name);
    return (options: unknown) => (hasNoOptions ? make() : make(of(options ?? {})));
  },
});

/** A source that sends nothing. */
function silentSource(name: string): VideoSource {
  class SilentSource extends VideoSource {
    constructor() {
      super({ colour: 'GRAY8', cols: 4, rows: 4 }, { name });
    }

    protected override start(): () => void {
      return () => undefined;
    }
  }
  return new SilentSource();
}

/** Frames in ordinary memory, which kernels cannot reach, come out alike. */
async function expectSameInOrdinaryMemory(
  make: Operator['make'],
  frame: VideoFrame,
  expected: VideoFrame,
  name: string,
): Promise<void> {
  const { colour, cols, rows } = frame;
  const like = noiseFrame({ colour, cols, rows }, 4);
  const actual = await oneThrough(make(like.clone()), frame.clone());
  like.release();
  for (let view = 0; view < 2; view += 1) {
    expect([...actual.data(view)], `${name} ${colour}`).to.deep.equal([...expected.data(view)]);
  }
}
