import { InvalidOptionError, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { affineTransform, resize, rotate, shift, zoom } from '../../src';
import { BOUNDARY_MODES } from '../../src/arrays/boundary';
import { copyArray, shapeOf, zeros, type SampleArray } from '../../src/arrays/sample-array';
import { resampleReference } from '../../src/resample/resample-reference';
import { resizeSums, RESIZE_METHODS } from '../../src/resample/resize-sums';
import { expectAlike, inFrameMemory } from '../support/golden';
import { inBands, repeatable } from '../support/in-bands';
import { noiseArray } from '../support/pictures';

/** The same samples in a type that no kernel knows. */
function asFloats(array: SampleArray): SampleArray {
  const floats = zeros({ dtype: 'float64', shape: array.shape });
  copyArray(array, floats);
  return floats;
}

const size = fc.integer({ min: 1, max: 70 });
const shape = fc.tuple(size, size, fc.constantFrom(1, 2, 3, 4));
const fraction = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });
const interpolation = fc.record({
  order: fc.constantFrom(0 as const, 1 as const),
  mode: fc.constantFrom(...BOUNDARY_MODES),
  cval: fc.integer({ min: 0, max: 255 }),
});

describe('Kernels that interpolate', () => {
  it('move samples as the reference does', () => {
    const warp = fc.oneof(
      fc.record({ angle: fraction(-400, 400), reshape: fc.boolean() }),
      fc.record({ shift: fc.tuple(fraction(-90, 90), fraction(-90, 90), fc.constant(0)) }),
      fc.record({
        zoom: fc.tuple(fraction(0.1, 3), fraction(0.1, 3), fc.constant(1)),
        gridMode: fc.boolean(),
      }),
    );
    const apply = (input: SampleArray, options: object): SampleArray => {
      if ('angle' in options) return rotate(input, options as { angle: number });
      if ('zoom' in options) return zoom(input, options as { zoom: number });
      return shift(input, options as { shift: number });
    };
    fc.assert(
      fc.property(shape, warp, interpolation, fc.nat(), (dims, options, how, seed) => {
        const input = inFrameMemory(noiseArray(dims, seed + 1));
        const all = { ...options, ...how };
        const expected = zeros({ ...shapeOf(input), shape: apply(input, all).shape });
        copyArray(roundedHalfUp(apply(asFloats(input), all)), expected);
        expectAlike(apply(input, all), expected, 1, JSON.stringify(all));
      }),
      { numRuns: 150 },
    );
  });

  it('resize as the reference does', () => {
    const method = fc.constantFrom(...RESIZE_METHODS);
    fc.assert(
      fc.property(shape, size, size, method, fc.nat(), (dims, rows, cols, how, seed) => {
        const input = inFrameMemory(noiseArray(dims, seed + 1));
        const expected = zeros({ dtype: 'uint8', shape: [rows, cols, dims[2]] });
        resampleReference(input, expected, {
          rows: resizeSums(dims[0], rows, how),
          cols: resizeSums(dims[1], cols, how),
        });
        expectAlike(resize(input, { rows, cols, method: how }), expected, 1, how);
      }),
      { numRuns: 150 },
    );
  });

  it('give the same bits in bands of rows', () => {
    const input = inFrameMemory(noiseArray([90, 150, 4], 9));
    const calls: readonly (() => SampleArray)[] = [
      () => rotate(input, { angle: 31, order: 1 }),
      () => rotate(input, { angle: 131, order: 0, mode: 'mirror' }),
      () => zoom(input, { zoom: [0.7, 1.3, 1], order: 1, mode: 'wrap' }),
      () => shift(input, { shift: [1, -7, 0], order: 0 }),
      () => resize(input, { rows: 45, cols: 75 }),
      () => resize(input, { rows: 31, cols: 44 }),
    ];
    for (const call of calls) {
      const whole = call();
      inBands(repeatable(3), () => expectAlike(call(), whole, 0, 'bands'));
    }
  });
});

/** Floats as SciPy rounds them to bytes. */
function roundedHalfUp(array: SampleArray): SampleArray {
  for (let i = 0; i < array.data.length; i += 1) {
    array.data[i] = Math.max(0, Math.min(255, Math.floor((array.data[i] ?? 0) + 0.5)));
  }
  return array;
}

describe('Filters that move samples, on frames', () => {
  it('leave black around the picture', () => {
    const frame = VideoFrame.alloc({ colour: 'I420', cols: 8, rows: 4 });
    frame.data().fill(200);
    const out = shift(frame, { shift: [0, 4], order: 1 });
    expect([...out.data().slice(0, 8)]).to.deep.equal([16, 16, 16, 16, 200, 200, 200, 200]);
    const chroma = [...out.data().slice(32, 36)];
    expect(chroma).to.deep.equal([128, 128, 200, 200]);
    out.release();
    frame.release();
  });

  it('keep chroma with luma', () => {
    // A step of luma and chroma at the same column, turned upside down and moved.
    const frame = VideoFrame.alloc({ colour: 'I420', cols: 16, rows: 16 });
    frame.data().fill(0);
    for (const plane of frame.planes()) {
      const [rows = 0, cols = 0] = plane.shape;
      for (let y = 0; y < rows; y += 1) {
        for (let x = cols / 2; x < cols; x += 1) plane.set(y, x, 0, 100);
      }
    }
    for (const out of [
      rotate(frame, { angle: 180, order: 0 }),
      shift(frame, { shift: [0, -4], order: 0, mode: 'nearest' }),
      zoom(frame, { zoom: 2, order: 0, gridMode: true, mode: 'nearest' }),
      resize(frame, { cols: 32, method: 'nearest' }),
      affineTransform(frame, { matrix: [1, 0.5], order: 0, outputShape: [16, 32] }),
    ]) {
      const [luma, chroma] = out.planes();
      const line = (plane: SampleArray | undefined): readonly boolean[] =>
        Array.from({ length: plane?.shape[1] ?? 0 }, (_, x) => (plane?.get(2, x, 0) ?? 0) > 50);
      const fine = line(luma);
      line(chroma).forEach((value, x) => expect([fine[2 * x], fine[2 * x + 1]]).to.include(value));
      out.release();
    }
    frame.release();
  });

  it('change the size of frames', () => {
    const frame = VideoFrame.alloc({ colour: 'NV12', cols: 31, rows: 17 });
    const sizeOf = (out: VideoFrame): readonly number[] => {
      out.release();
      return [out.cols, out.rows];
    };
    expect(sizeOf(rotate(frame, { angle: 90, order: 1 }))).to.deep.equal([17, 31]);
    expect(sizeOf(rotate(frame, { angle: 45, reshape: false }))).to.deep.equal([31, 17]);
    expect(sizeOf(zoom(frame, { zoom: [2, 0.5], order: 1 }))).to.deep.equal([16, 34]);
    expect(sizeOf(resize(frame, { cols: 62 }))).to.deep.equal([62, 34]);
    expect(sizeOf(resize(frame, { rows: 1 }))).to.deep.equal([2, 1]);
    expect(sizeOf(resize(frame, { cols: 10, rows: 90 }))).to.deep.equal([10, 90]);
    expect(sizeOf(resize(frame, { cols: 62, rows: 90, keepAspect: true }))).to.deep.equal([62, 34]);
    const outputShape = [5, 6];
    expect(sizeOf(affineTransform(frame, { matrix: [1, 1], outputShape }))).to.deep.equal([6, 5]);
    frame.release();
  });
});

describe('Filters that move samples, given nonsense', () => {
  it('refuse it as early as they can', () => {
    const array = zeros({ dtype: 'uint8', shape: [4, 5] });
    const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 4, rows: 4 });
    const wrong: readonly (readonly [() => unknown, RegExp])[] = [
      [() => affineTransform({} as never), /matrix/],
      [() => affineTransform({ matrix: [] }), /matrix/],
      [() => affineTransform({ matrix: [1, 0] }), /matrix/],
      [
        () =>
          affineTransform({
            matrix: [
              [1, 2],
              [2, 4],
            ],
          }),
        /matrix/,
      ],
      [
        () =>
          affineTransform({
            matrix: [
              [1, 2],
              [Number.NaN, 4],
            ],
          }),
        /matrix/,
      ],
      [() => affineTransform({ matrix: [[1, 2], [3]] }), /matrix/],
      [() => affineTransform({ matrix: [1, 1], offset: Infinity }), /offset/],
      [() => affineTransform({ matrix: [1, 1], outputShape: [0, 3] }), /outputShape/],
      [() => affineTransform(array, { matrix: [1, 1], outputShape: [3] }), /outputShape/],
      [() => affineTransform(array, { matrix: [1, 1, 1] }), /matrix/],
      [() => affineTransform(array, { matrix: [1, 1], offset: [1, 2, 3] }), /offset/],
      [() => affineTransform(frame, { matrix: [1, 1, 1] }), /matrix/],
      [() => rotate({} as never), /angle/],
      [() => rotate({ angle: Number.NaN }), /angle/],
      [() => rotate({ angle: 1, axes: [0] }), /axes/],
      [() => rotate({ angle: 1, reshape: 1 as never }), /reshape/],
      [() => rotate(array, { angle: 1, axes: [0, 2] }), /axis/],
      [() => rotate(array, { angle: 1, axes: [1, -1] }), /axes/],
      [() => rotate(frame, { angle: 1, axes: [1, 2] }), /axis/],
      [() => shift({ shift: Number.NaN }), /shift/],
      [() => shift(array, { shift: [1, 2, 3] }), /shift/],
      [() => zoom({ zoom: 0 }), /zoom/],
      [() => zoom({ zoom: [1, -2] }), /zoom/],
      [() => zoom({ zoom: Infinity }), /zoom/],
      [() => zoom(frame, { zoom: [1, 1, 2] }), /zoom/],
      [() => zoom(frame, { zoom: 0.01 }), /zoom/],
      [() => zoom({ zoom: 2, gridMode: 'yes' as never }), /gridMode/],
      [() => zoom({ zoom: 2, order: 2 as never }), /order/],
      [() => zoom({ zoom: 2, mode: 'edge' as never }), /mode/],
      [() => zoom({ zoom: 2, cval: Number.NaN }), /cval/],
      [() => resize({}), /cols/],
      [() => resize({ cols: 0 }), /cols/],
      [() => resize({ rows: 1.5 }), /rows/],
      [() => resize({ rows: 1, method: 'lanczos' as never }), /method/],
      [() => resize({ rows: 1, keepAspect: 'inside' as never }), /keepAspect/],
      [() => resize(zeros({ dtype: 'uint8', shape: [4] }), { rows: 1 }), /input/],
    ];
    for (const [make, message] of wrong) {
      expect(make).to.throw(InvalidOptionError, message);
    }
    frame.release();
  });
});
