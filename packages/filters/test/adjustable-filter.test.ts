import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  checkOptionValue,
  InvalidOptionError,
  pipelineOf,
  VideoFrame,
  type AdjustableOperator,
  type OptionValueSchema,
} from '@giftgrab/core';
import { ListSource } from '../../core/test/support/list-source';
import { Recorder } from '../../core/test/support/recorder';
import { rejectionOf } from '../../core/test/support/rejection-of';
import * as filters from '../src/index';
import {
  adjustableFilter,
  blend,
  everyNth,
  gaussianFilter,
  overlay,
  threshold,
} from '../src/index';

type Options = Record<string, unknown>;
type Make = (options: Options) => unknown;

interface Entry {
  readonly name: string;
  readonly worksOn: string;
  readonly example?: Options;
  readonly options: readonly { readonly name: string; readonly schema?: OptionValueSchema }[];
}

const path = join(__dirname, '..', 'filters.json');
const entries = (JSON.parse(readFileSync(path, 'utf8')) as { filters: readonly Entry[] }).filters;
const makeOf = (name: string): Make => filters[name as keyof typeof filters] as unknown as Make;
const picture = VideoFrame.alloc({ colour: 'BGRA', cols: 4, rows: 4 });

/** Options that the filter takes, whatever one of them is. */
function givenWith({ name, example }: Entry, option: string, value: unknown): Options {
  const needed: Options = ['absoluteDifference', 'blend'].includes(name) ? { with: picture } : {};
  const others: Options = { ...needed, ...example };
  if (option === 'size') delete others['footprint'];
  return { ...others, [option]: value };
}

describe('the schema of a filter', () => {
  for (const entry of entries) {
    const { name, options } = entry;
    const ranges = options.flatMap((option) =>
      numbersIn(option.schema).map((schema) => ({ option: option.name, schema })),
    );
    if (ranges.length === 0) continue;
    it(`says the range of each option of ${name} as the filter has it`, () => {
      const make = makeOf(name);
      for (const { option, schema } of ranges) {
        const { type, minimum, maximum, exclusiveMinimum } = schema;
        const outside = [
          ...(minimum === undefined ? [] : [minimum - 1]),
          ...(maximum === undefined ? [] : [maximum + 1]),
          ...(exclusiveMinimum === undefined ? [] : [exclusiveMinimum, exclusiveMinimum - 1]),
          ...(type === 'integer' ? [Math.max(minimum ?? 0, 0) + 0.5] : []),
        ];
        for (const value of outside) {
          const given = givenWith(entry, option, isListOnly(entry, option) ? [value] : value);
          const what = `${option}: ${value}`;
          expect(() => make(given), what).to.throw(InvalidOptionError);
        }
        const limits = [minimum, maximum].filter((limit) => limit !== undefined);
        for (const value of isListOnly(entry, option) ? [] : limits) {
          // What depends on other options, as the place of a window, is the filter's own to say.
          if (option === 'percentile' || option === 'n' || option === 'size') continue;
          expect(() => make(givenWith(entry, option, value)), `${option}: ${value}`).not.to.throw();
        }
      }
    });
  }

  it('has the options of every example', () => {
    for (const { name, example = {}, options } of entries) {
      for (const [option, value] of Object.entries(example)) {
        const schema = options.find((each) => each.name === option)?.schema;
        if (schema !== undefined) checkOptionValue(`${name}.${option}`, value, schema);
      }
    }
  });

  it('is not there for what names a file, or can only be said in code', () => {
    const without = entries.flatMap(({ name, options }) =>
      options
        .filter(({ schema }) => schema === undefined)
        .map((option) => `${name}.${option.name}`),
    );
    expect(without).to.deep.equal([
      ...['absoluteDifference.with', 'blend.with'],
      ...['onnx.model', 'onnx.preprocess', 'onnx.postprocess', 'onnx.session'],
      'overlay.image',
    ]);
  });
});

describe('adjustableFilter', () => {
  it('makes every filter on streams one whose options can be changed', () => {
    const named = entries.filter(
      ({ worksOn, example }) => worksOn !== 'sets' && example !== undefined,
    );
    expect(named.length).to.be.above(50);
    for (const { name, example = {} } of named) {
      const stage = adjustableFilter(makeOf(name) as never, example as never) as AdjustableOperator;
      expect(stage.options, name).to.deep.equal(example);
      for (const option of Object.keys(example).filter((each) => each !== 'image')) {
        expect(stage.schema.properties, name).to.have.property(option);
      }
      expect(pipelineOf(stage).stats.nodes[0]?.name).to.equal(name);
    }
  });

  it('changes the picture from the next frame on', async () => {
    const stage = adjustableFilter(threshold, { above: 1 });
    const recorder = new Recorder();
    new ListSource({ frames: 4 }).pipe(stage).subscribe(recorder);
    await stage.adjust({ above: 200, high: 9, low: 3 });
    await recorder.ended;
    expect(recorder.firstBytes.at(-1)).to.equal(3);
  });

  it('refuses wrong options with the words of the filter, at first and later', async () => {
    expect(() => adjustableFilter(gaussianFilter, { sigma: -1 })).to.throw(
      InvalidOptionError,
      /sigma/,
    );
    const stage = adjustableFilter(everyNth, { n: 2 });
    const error = await rejectionOf(stage.adjust({ offset: 2 }));
    expect((error as Error).message).to.match(/from 0 to 1 for offset/);
    expect(stage.options).to.deep.equal({ n: 2 });
  });

  it('keeps what can only be said in code out of the schema', () => {
    const mixed = adjustableFilter(blend, { with: picture, opacity: 0.5 });
    expect(Object.keys(mixed.schema.properties)).to.deep.equal(['opacity']);
    const logo = adjustableFilter(overlay, { image: '<svg/>' });
    expect(logo.schema.properties).not.to.include.keys('image');
    const smooth = adjustableFilter(gaussianFilter, { sigma: 1, execution: 'inline' });
    expect(smooth.schema.properties).not.to.include.keys('execution');
  });

  it('takes filters of this package only', () => {
    const own = (): never => {
      throw new Error('not to be called');
    };
    expect(() => adjustableFilter(own, {})).to.throw(
      InvalidOptionError,
      /a filter of @giftgrab\/filters/,
    );
    expect(() => adjustableFilter(filters.sideBySide as never, {})).to.throw(InvalidOptionError);
  });
});

/** The ranges of numbers, those in lists too. */
function numbersIn(schema: OptionValueSchema | undefined): readonly OptionValueSchema[] {
  if (schema === undefined) return [];
  const parts = [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : [])];
  return schema.type === 'number' || schema.type === 'integer'
    ? [schema]
    : parts.flatMap(numbersIn);
}

function isListOnly({ options }: Entry, name: string): boolean {
  return options.find((option) => option.name === name)?.schema?.type === 'array';
}
