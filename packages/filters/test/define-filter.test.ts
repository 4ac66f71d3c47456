import {
  FilterError,
  frameMemory,
  InvalidOptionError,
  UnsupportedFormatError,
  VideoFrame,
} from '@giftgrab/core';
import { expect } from 'chai';
import ndarray from 'ndarray';
import { BehaviorSubject, from, lastValueFrom, map, toArray } from 'rxjs';
import { crop, gaussianFilter } from '../src';
import { mapLines } from '../src/arrays/lines';
import { extendedIndices } from '../src/arrays/boundary';
import { copyArray, type SampleArray } from '../src/arrays/sample-array';
import { defineFilter } from '../src/define-filter';
import { cropOf, flipOf, inFrameMemory } from './support/golden';
import { allThrough, streamOf } from './support/streams';

/** Each sample plus the one above. */
const addAbove = defineFilter<{ readonly times?: number }>({
  name: 'addAbove',
  optionNames: ['times'],
  check: ({ times = 1 }) => {
    if (!(times >= 0)) throw new InvalidOptionError('times', 'a number from 0', times);
  },
  forPlane: ({ times = 1 }, { xShift }) => ({ times: xShift === 0 ? times : 0 }),
  reference: (input, output, { times = 1 }) => {
    const indices = extendedIndices(input.shape[0] ?? 0, 1, 0, 'constant');
    mapLines(input, output, 0, indices, 0, (extended, line) => {
      for (let i = 0; i < line.length; i += 1) {
        line[i] = (extended[i + 1] ?? 0) + times * (extended[i] ?? 0);
      }
    });
  },
});

/** Kernels copy; in plain TypeScript, one is added to tell the two apart. */
const copy = defineFilter<{ readonly nothing?: never }>({
  name: 'copy',
  optionNames: [],
  check: () => undefined,
  isPointwise: true,
  plan: (input) => {
    if (input.dtype !== 'uint8' || input.shape.length < 2) return undefined;
    const [rows = 0, ...row] = input.shape;
    const bytes = row.reduce((a, b) => a * b, 1);
    return {
      phases: [
        {
          rows,
          run: (kernels, { src, srcStride, dst, dstStride }, first, last) =>
            kernels.copyRows(
              src + first * srcStride,
              srcStride,
              dst + first * dstStride,
              dstStride,
              bytes,
              last - first,
            ),
        },
      ],
    };
  },
  reference: (input, output) => {
    copyArray(input, output);
    for (let i = 0; i < output.data.length; i += 1) output.data[i] = (output.data[i] ?? 0) + 1;
  },
});

const numbers = (): SampleArray =>
  ndarray(
    Uint8Array.from({ length: 12 }, (_, i) => i),
    [4, 3],
  );
const values = (array: SampleArray): number[] => {
  const tight = ndarray(new Float64Array(array.size), [...array.shape]);
  copyArray(array, tight);
  return [...tight.data];
};

describe('a filter on arrays', () => {
  const summed = [0, 1, 2, 3, 5, 7, 9, 11, 13, 15, 17, 19];

  it('returns a new array and leaves the input as it is', () => {
    const input = numbers();
    const output = addAbove(input);
    expect(values(output)).to.deep.equal(summed);
    expect(output.shape).to.deep.equal([4, 3]);
    expect(values(input)).to.deep.equal([...Array(12).keys()]);
  });

  it('writes to an array that it is given: another, the same, or one that overlaps', () => {
    const output = inFrameMemory(numbers());
    expect(addAbove(numbers(), { output })).to.equal(output);
    expect(values(output)).to.deep.equal(summed);
    const same = numbers();
    expect(values(addAbove(same, { output: same }))).to.deep.equal(summed);
    const both = ndarray(
      Uint8Array.from({ length: 15 }, (_, i) => i),
      [5, 3],
    );
    addAbove(both.hi(4, 3), { output: both.lo(1, 0) });
    expect(values(both)).to.deep.equal([0, 1, 2, ...summed]);
    const turned = numbers();
    addAbove(turned, { output: turned.step(-1, -1) });
    expect(values(turned)).to.deep.equal([...summed].reverse());
  });

  it('makes an array of another type', () => {
    const output = addAbove(numbers(), { times: 100, output: 'int16' });
    expect(output.data).to.be.instanceOf(Int16Array);
    expect(Math.max(...values(output))).to.equal(811);
    expect(values(addAbove(numbers(), { times: 100 }))[11]).to.equal(811 % 256);
  });

  it('reads and writes views, by kernels and without', () => {
    for (const viewOf of [cropOf, flipOf, inFrameMemory]) {
      const output = viewOf(numbers());
      expect(values(copy(viewOf(numbers()), { output }))).to.deep.equal([...Array(12).keys()]);
      expect(values(addAbove(viewOf(numbers()), { output }))).to.deep.equal(summed);
    }
  });

  it('uses kernels where there are some for the type', () => {
    expect(values(copy(numbers()))[5]).to.equal(5);
    expect(values(copy(numbers(), { output: 'uint8' }))[5]).to.equal(5);
    const floats = ndarray(
      Float32Array.from({ length: 12 }, (_, i) => i),
      [4, 3],
    );
    expect(values(copy(floats))[5]).to.equal(6);
  });

  it('does nothing to an empty array', () => {
    expect(values(addAbove(ndarray(new Uint8Array(0), [0, 3])))).to.deep.equal([]);
  });

  it('leaves no memory in use', () => {
    const blocks = frameMemory.blocksInUse;
    copy(numbers());
    copy(flipOf(numbers()));
    expect(frameMemory.blocksInUse).to.be.at.most(blocks + 1);
  });

  it('refuses what is wrong, when it is called', () => {
    expect(() => addAbove(numbers(), { times: -1 })).to.throw(InvalidOptionError, /times/);
    expect(() => addAbove(numbers(), { output: ndarray(new Uint8Array(4), [2, 2]) })).to.throw(
      InvalidOptionError,
      /shape \[4, 3\]/,
    );
    expect(() => addAbove(numbers(), { output: 'complex64' as never })).to.throw(
      InvalidOptionError,
      /uint8/,
    );
    expect(() => addAbove(numbers(), { time: 1 } as never)).to.throw(InvalidOptionError, /times/);
    expect(() => addAbove(ndarray([1, 2] as never, [2]), {})).to.throw(InvalidOptionError);
  });
});

describe('a filter on frames', () => {
  const frame = (colour: 'GRAY8' | 'I420' | 'UYVY' | 'GRAY16', stereoCount = 1): VideoFrame => {
    const made = VideoFrame.alloc({ colour, cols: 4, rows: 4, stereoCount, index: 7 });
    for (let view = 0; view < stereoCount; view += 1) {
      const samples = made.samples(view);
      for (let i = 0; i < samples.length; i += 1) samples[i] = i + view;
    }
    made.meta['note'] = 'kept';
    return made;
  };

  it('returns another frame of the same time and meta, with every view', () => {
    const input = frame('GRAY8', 2);
    const output = addAbove(input, {});
    expect(output).not.to.equal(input);
    expect(output).to.include({ index: 7, stereoCount: 2 });
    expect(output.meta).to.deep.equal({ note: 'kept' });
    expect([...output.data(1)].slice(0, 8)).to.deep.equal([1, 2, 3, 4, 6, 8, 10, 12]);
    expect(input.data(1)[4]).to.equal(5);
    output.release();
  });

  it('has its own options for the planes of chroma', () => {
    const output = addAbove(frame('I420'), { times: 2 });
    const [luma, u] = output.planes();
    expect(luma?.get(1, 0, 0)).to.equal(4);
    expect(u?.get(1, 0, 0)).to.equal(18);
    output.release();
  });

  it('works on 16 bits', () => {
    const output = addAbove(frame('GRAY16'), { times: 1000 });
    expect(output.samples()[4]).to.equal(4);
    expect(output.samples()[5]).to.equal(1005);
    output.release();
  });

  it('is an operator and a node', async () => {
    for (const operator of [addAbove({}), addAbove()]) {
      const sums = await lastValueFrom(
        from([frame('GRAY8'), frame('GRAY8')]).pipe(
          operator,
          map((out) => out.data()[5]),
          toArray(),
        ),
      );
      expect(sums).to.deep.equal([6, 6]);
      expect(operator.stats.framesOut).to.equal(2);
    }
    const node = addAbove().node();
    const seen: unknown[] = [];
    node.attach({ next: (out: VideoFrame) => seen.push(out.data()[5]) });
    node.next(frame('GRAY8'));
    expect(seen).to.deep.equal([6]);
  });

  it('refuses neighbours of another kind', async () => {
    expect(() => addAbove(frame('UYVY'), {})).to.throw(UnsupportedFormatError, /UYVY/);
    copy(frame('UYVY')).release();
    const failure: unknown = await lastValueFrom(from([frame('UYVY')]).pipe(addAbove())).catch(
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(FilterError);
    expect((failure as FilterError).cause).to.be.instanceOf(UnsupportedFormatError);
  });

  it('refuses options when the operator is made', () => {
    expect(() => addAbove({ times: -1 })).to.throw(InvalidOptionError);
    expect(() => addAbove({ execution: 'gpu' as never })).to.throw(InvalidOptionError, /workers/);
    expect(() => addAbove({ threads: 0 })).to.throw(InvalidOptionError, /threads/);
  });
});

describe('a filter whose options change', () => {
  it('does from the next frame on what the new ones say, in whatever threads', async () => {
    const options = new BehaviorSubject({ x: 0, y: 0, cols: 4, rows: 4 });
    const widths: number[] = [];
    const frames = streamOf({ colour: 'GRAY8', cols: 8, rows: 8 }, 6).pipe(
      crop(options),
      map((frame) => {
        widths.push(frame.cols);
        if (frame.index === 2) options.next({ x: 0, y: 0, cols: 6, rows: 4 });
      }),
    );
    await lastValueFrom(frames);
    expect(widths).to.deep.equal([4, 4, 4, 6, 6, 6]);
    const sigmas = new BehaviorSubject({ sigma: 1, execution: 'rows' as const, threads: 2 });
    const all = await allThrough(
      gaussianFilter(sigmas),
      streamOf({ colour: 'GRAY8', cols: 8, rows: 8 }, 3),
    );
    expect(all).to.have.lengthOf(3);
  });
});
