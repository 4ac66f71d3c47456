import { InvalidOptionError, OutOfRangeError } from '@giftgrab/core';
import { expect } from 'chai';
import ndarray from 'ndarray';
import * as filters from '../../src';
import {
  copyArray,
  isSameShape,
  shapeOf,
  zeros,
  type SampleArray,
} from '../../src/arrays/sample-array';
import { inBands, repeatable } from '../support/in-bands';
import {
  expectAlike,
  goldenCases,
  hasSciPy,
  inFrameMemory,
  liveCases,
  titleOf,
  variantsOf,
  type Golden,
  type GoldenCase,
} from '../support/golden';

type ArrayFunction = (input: SampleArray, options: object) => SampleArray;

const TWO_INPUTS = ['absoluteDifference', 'blend'];

/** Calls a filter; the other picture of those of two is the first upside down. */
function call(golden: GoldenCase, input: SampleArray, more: object = {}): SampleArray {
  const run = filters[golden.function as keyof typeof filters] as unknown as ArrayFunction;
  const other = TWO_INPUTS.includes(golden.function) ? { with: copyOf(input).step(-1) } : {};
  return run(input, { ...golden.options, ...other, ...more });
}

function copyOf(input: SampleArray): SampleArray {
  const copy = zeros(shapeOf(input));
  copyArray(input, copy);
  return copy;
}

function check({ title, cases }: Golden): void {
  for (const golden of cases) {
    const what = `${titleOf(golden)} (${title})`;
    for (const [name, input] of variantsOf(golden.input)) {
      expectAlike(call(golden, input), golden.output, 0, `${what}, ${name}`);
    }
    inBands(repeatable(7), () => {
      const input = inFrameMemory(golden.input);
      expectAlike(call(golden, input), golden.output, 0, `${what}, in bands`);
    });
    if (!isSameShape(golden.input.shape, golden.output.shape)) continue;
    for (const copy of [copyOf, inFrameMemory]) {
      const input = copy(golden.input);
      expect(call(golden, input, { output: input })).to.equal(input);
      expectAlike(input, golden.output, 0, `${what}, in place`);
    }
  }
}

describe('filters of single samples, as NumPy computes them', () => {
  const golden = goldenCases('pointwise');
  for (const name of new Set(golden.cases.map((each) => each.function))) {
    it(name, () => {
      check({ ...golden, cases: golden.cases.filter((each) => each.function === name) });
    });
  }

  (hasSciPy ? it : it.skip)('agree for other numbers', () => check(liveCases('pointwise', 5)));
});

describe('filters of single samples on arrays', () => {
  const bytes = ndarray(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), [2, 2, 3]);

  it('leave the input alone and keep its type', () => {
    const before = [...bytes.data];
    const inverted = filters.invert(bytes);
    expect([...bytes.data]).to.deep.equal(before);
    expect(inverted.data).to.be.instanceOf(Uint8Array);
  });

  it('write to another type', () => {
    const halves = filters.multiply(bytes, { factor: 0.5, output: 'float32' });
    expect([...halves.data.slice(0, 3)]).to.deep.equal([0.5, 1, 1.5]);
  });

  it('work on any number of axes', () => {
    const line = ndarray(Uint8Array.from([250, 100]), [2]);
    expect([...filters.addSaturating(line, { value: 9 }).data]).to.deep.equal([255, 109]);
    const four = ndarray(Uint8Array.from([1, 2, 3, 4]), [1, 2, 2, 1]);
    expect([...filters.threshold(four, { above: 2 }).data]).to.deep.equal([0, 0, 255, 255]);
    expect([...filters.absoluteDifference(four, { with: four }).data]).to.deep.equal([0, 0, 0, 0]);
  });

  it('bend fractions from 0 to 1', () => {
    const light = ndarray(Float64Array.from([0, 0.25, 1]), [1, 3, 1]);
    expect([...filters.gamma(light, { gamma: 2 }).data]).to.deep.equal([0, 0.5, 1]);
    expect([...filters.invert(light).data]).to.deep.equal([1, 0.75, 0]);
  });

  it('refuse what is impossible', () => {
    const wrong: readonly (readonly [() => unknown, RegExp])[] = [
      [() => filters.addSaturating({ value: Number.NaN }), /value/],
      [() => filters.addSaturating({ value: [1, 2], channel: 0 }), /value/],
      [() => filters.addSaturating({ value: [] }), /value/],
      [() => filters.addSaturating(bytes, { value: 1, channel: 3 }), /channel/],
      [() => filters.multiply({ factor: -1 }), /factor/],
      [() => filters.multiply({ factor: '2' as never }), /factor/],
      [() => filters.threshold({ above: Infinity }), /above/],
      [() => filters.threshold({} as never), /above/],
      [() => filters.gamma({ gamma: 0 }), /gamma/],
      [() => filters.lookupTable({ table: [] }), /table/],
      [() => filters.lookupTable({ table: 'abc' as never }), /table/],
      [() => filters.lookupTable({ table: ['a'] as never }), /table/],
      [() => filters.flip({ axis: 'diagonal' as never }), /axis/],
      [() => filters.rotate90({ turns: 0.5 }), /turns/],
      [() => filters.pad({ top: -1 }), /top/],
      [() => filters.pad({ mode: 'edge' as never }), /mode/],
      [() => filters.crop({ x: 0, y: 0, cols: 0, rows: 1 }), /cols/],
      [() => filters.ellipticalMask({ rowRadius: 0 }), /rowRadius/],
      [() => filters.ellipticalMask({ col: Number.NaN }), /col/],
      [() => filters.blend({ with: bytes, opacity: 2 }), /opacity/],
      [() => filters.blend({ with: 3 as never }), /with/],
      [() => filters.absoluteDifference(bytes, {} as never), /with/],
      [
        () => filters.absoluteDifference(bytes, { with: ndarray(new Uint8Array(4), [2, 2]) }),
        /with/,
      ],
      [() => filters.swapChannels(ndarray(new Uint8Array(4), [2, 2]), {}), /second/],
      [() => filters.invert({ colour: 1 } as never), /invert option/],
    ];
    for (const [make, message] of wrong) expect(make).to.throw(InvalidOptionError, message);
    const outside = (): unknown => filters.crop(bytes, { x: 1, y: 0, cols: 2, rows: 1 });
    expect(outside).to.throw(OutOfRangeError, /nearest/);
  });

  it('copy a table, so that it may change afterwards', () => {
    const table = new Uint8Array(256).fill(9);
    const options = { table };
    const before = filters.lookupTable(bytes, options);
    table.fill(7);
    expect(before.data[0]).to.equal(9);
    expect(filters.lookupTable(bytes, options).data[0]).to.equal(7);
  });
});
