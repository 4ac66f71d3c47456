import { type ColourSpace, FilterError, InvalidOptionError, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import ndarray from 'ndarray';
import { from, lastValueFrom, map } from 'rxjs';
import {
  greyDilation,
  greyErosion,
  maximumFilter1d,
  medianFilter,
  minimumFilter,
  minimumFilter1d,
  morphologicalGradient,
  percentileFilter,
  rankFilter,
  uniformFilter,
  uniformFilter1d,
} from '../../src';
import { expectAlike } from '../support/golden';

function frameOf(colour: ColourSpace, rows = 14, cols = 22): VideoFrame {
  const frame = VideoFrame.alloc({ rows, cols, colour });
  let state = 7;
  const data = frame.samples();
  for (let i = 0; i < data.length; i += 1) {
    state = (state * 48_271) % 2_147_483_647;
    data[i] = state & 255;
  }
  return frame;
}

/** Filters each plane of a frame as an array and compares with the filtered frame, which it releases. */
function checkPlanes(
  input: VideoFrame,
  output: VideoFrame,
  filter: (plane: ReturnType<VideoFrame['planes']>[number], index: number) => unknown,
): void {
  for (const [index, plane] of input.planes().entries()) {
    const actual = output.planes()[index];
    const expected = filter(plane, index);
    expectAlike(actual as never, expected as never, 0, `plane ${index}`);
  }
  output.release();
}

describe('Filters over windows, on frames', () => {
  it('leave the channels of BGRA apart', () => {
    const frame = frameOf('BGRA');
    const output = medianFilter(frame, { size: 3 });
    checkPlanes(frame, output, (plane) => medianFilter(plane, { size: [3, 3, 1] }));
    const cross = [
      [0, 1, 0],
      [1, 1, 1],
      [0, 1, 0],
    ];
    const nested = cross.map((row) => row.map((value) => [value]));
    const eroded = greyErosion(frame, { footprint: cross });
    checkPlanes(frame, eroded, (plane) => greyErosion(plane, { footprint: nested }));
  });

  it('take smaller windows where chroma has fewer samples', () => {
    const frame = frameOf('I420');
    const sizes = [
      [15, 15, 1],
      [9, 9, 1],
      [9, 9, 1],
    ];
    const size = (index: number): number[] => sizes[index] ?? [];
    const blurred = uniformFilter(frame, { size: 15 });
    checkPlanes(frame, blurred, (plane, i) => uniformFilter(plane, { size: size(i) }));
    const gradient = morphologicalGradient(frame, { size: [15, 15] });
    checkPlanes(frame, gradient, (plane, i) => morphologicalGradient(plane, { size: size(i) }));
    const line = uniformFilter1d(frame, { size: 15 });
    checkPlanes(frame, line, (plane, i) => {
      return uniformFilter1d(plane, { size: size(i)[0] ?? 0, axis: 1 });
    });
    const footprint = [[1, 0, 0, 1, 0]];
    const halved = [[[1], [0], [1]]];
    const extreme = minimumFilter(frame, { footprint, origin: [0, -1] });
    checkPlanes(frame, extreme, (plane, i) => {
      const own = i === 0 ? [footprint[0]?.map((value) => [value]) ?? []] : halved;
      return minimumFilter(plane, { footprint: own, origin: [0, i === 0 ? -1 : 0, 0] });
    });
  });

  it('move a rank in proportion where the window is smaller', () => {
    const frame = frameOf('I420');
    // 25 neighbours of luma, 9 of chroma: 18 of 24 is 6 of 8.
    const output = rankFilter(frame, { rank: 18, size: 5 });
    checkPlanes(frame, output, (plane, i) => {
      return i === 0
        ? rankFilter(plane, { rank: 18, size: [5, 5, 1] })
        : rankFilter(plane, { rank: 6, size: [3, 3, 1] });
    });
  });

  it('filter numbers of 16 bits', () => {
    const frame = frameOf('I420P10');
    const output = medianFilter(frame, { size: 3 });
    checkPlanes(frame, output, (plane) => medianFilter(plane, { size: [3, 3, 1] }));
  });

  it('count rows as axis 0, and columns as axis 1 and -1', () => {
    const frame = frameOf('BGRA');
    for (const [axis, same] of [
      [0, 0],
      [-2, 0],
      [1, 1],
      [-1, 1],
    ] as const) {
      const output = maximumFilter1d(frame, { size: 5, axis });
      checkPlanes(frame, output, (plane) => maximumFilter1d(plane, { size: 5, axis: same }));
    }
    expect(() => minimumFilter1d(frame, { size: 5, axis: 2 })).to.throw(InvalidOptionError, 'axis');
  });

  it('are operators for streams', async () => {
    const frame = frameOf('BGRA');
    const output = await lastValueFrom(
      from([frame.clone()]).pipe(
        greyDilation({ size: [3, 5] }),
        map((out) => out.clone()),
      ),
    );
    checkPlanes(frame, output, (plane) => greyDilation(plane, { size: [3, 5, 1] }));
  });

  it('refuse UYVY, whose chroma changes from column to column', async () => {
    const stream = from([frameOf('UYVY')]).pipe(medianFilter({ size: 3 }));
    const error: unknown = await lastValueFrom(stream).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(FilterError);
  });
});

describe('Options of filters over windows', () => {
  const refused: readonly [string, () => unknown, string][] = [
    ['no size', () => medianFilter({}), 'size'],
    ['both size and footprint', () => medianFilter({ size: 3, footprint: [[1]] }), 'size'],
    ['both size and structure', () => greyErosion({ size: 3, structure: [[1]] }), 'size'],
    ['a size of 0', () => uniformFilter({ size: 0 }), 'size'],
    ['a size that is no whole number', () => minimumFilter({ size: [3, 2.5] }), 'size'],
    ['an empty footprint', () => medianFilter({ footprint: [[]] }), 'footprint'],
    ['a ragged footprint', () => medianFilter({ footprint: [[1, 1], [1]] }), 'footprint'],
    ['a footprint of nothing', () => medianFilter({ footprint: [[0, 0]] }), 'footprint'],
    [
      'a structure unlike its footprint',
      () => greyErosion({ footprint: [[1]], structure: [[1, 2]] }),
      'structure',
    ],
    ['an unknown mode', () => uniformFilter({ mode: 'symmetric' as never }), 'mode'],
    ['a constant that is no number', () => uniformFilter({ cval: '0' as never }), 'cval'],
    ['an origin off the window', () => medianFilter({ size: 3, origin: 2 }), 'origin'],
    ['an origin off an even window', () => medianFilter({ size: 4, origin: 2 }), 'origin'],
    ['a rank outside', () => rankFilter({ rank: 9, size: [3, 3] }), 'rank'],
    ['a rank that is no whole number', () => rankFilter({ rank: 1.5, size: 3 }), 'rank'],
    ['a percentile above 100', () => percentileFilter({ percentile: 101, size: 3 }), 'percentile'],
    ['an unknown option', () => uniformFilter({ footprint: [[1]] } as never), 'uniformFilter'],
    ['a line without a size', () => minimumFilter1d({} as never), 'size'],
    ['an origin off a line', () => minimumFilter1d({ size: 3, origin: -2 }), 'origin'],
  ];
  for (const [what, call, option] of refused) {
    it(`are refused: ${what}`, () => {
      expect(call).to.throw(InvalidOptionError, option);
    });
  }

  it('are refused for an array of another number of axes', () => {
    const array = ndarray(new Uint8Array(12), [3, 4]);
    expect(() => medianFilter(array, { size: [3, 3, 1] })).to.throw(InvalidOptionError, 'size');
    const footprint = [1, 1];
    expect(() => medianFilter(array, { footprint })).to.throw(InvalidOptionError, 'footprint');
    expect(() => rankFilter(array, { rank: 9, size: 3 })).to.throw(InvalidOptionError, 'rank');
    expect(() => minimumFilter1d(array, { size: 3, axis: 2 })).to.throw(InvalidOptionError, 'axis');
  });

  it('may name another type for the output', () => {
    const array = ndarray(new Uint8Array([250, 1, 7]), [3]);
    const output = uniformFilter(array, { size: 2, output: 'float32' });
    expect([...(output.data as Float32Array)]).to.deep.equal([250, 125.5, 4]);
    const line = ndarray(new Uint8Array([5, 1, 3]), [3]);
    const tophat = morphologicalGradient(line, { size: 3, output: 'int16' });
    expect([...(tophat.data as Int16Array)]).to.deep.equal([4, 4, 2]);
  });

  it('do nothing to an empty array', () => {
    const empty = ndarray(new Uint8Array(0), [0, 4]);
    expect(medianFilter(empty, { size: 3 }).shape).to.deep.equal([0, 4]);
  });
});
