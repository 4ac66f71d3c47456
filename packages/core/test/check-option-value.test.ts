import { expect } from 'chai';
import { checkOptionValue } from '../src/check-option-value';
import { InvalidOptionError } from '../src/errors';
import type { OptionValueSchema } from '../src/option-schema';

const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const perAxis: OptionValueSchema = {
  anyOf: [
    { type: 'integer', minimum: 1 },
    { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 },
  ],
};

describe('checkOptionValue', () => {
  for (const [schema, good, bad, rule] of [
    [share, [0, 0.5, 1], [-0.1, 1.1, Number.NaN, '0.5', null, true], 'a number from 0 to 1'],
    [{ type: 'number' }, [-1e9, 0.5], [Infinity, '1'], 'a number'],
    [{ type: 'number', exclusiveMinimum: 0 }, [0.001], [0, -1], 'a number above 0'],
    [
      { type: 'number', exclusiveMinimum: 0, maximum: 1 },
      [1],
      [0, 2],
      'a number above 0 and of at most 1',
    ],
    [{ type: 'integer', minimum: 3 }, [3, 1e6], [2, 3.5], 'a whole number of at least 3'],
    [{ enum: ['a', 'b', 1] }, ['a', 1], ['c', '1', 2], 'one of "a", "b", 1'],
    [{ type: 'boolean' }, [true, false], [0, 'true'], 'true or false'],
    [{ type: 'string' }, ['', 'x'], [1, ['x']], 'a text'],
    [{ type: 'object' }, [{}], [[], null, 1], 'an object'],
    [
      { type: 'array', items: share },
      [[], [0, 1]],
      [[2], 1, { length: 0 }],
      'a list, each a number from 0 to 1',
    ],
    [
      perAxis,
      [1, [2, 3]],
      [0, [1], [1, 2, 3], ['a', 'b']],
      'a whole number of at least 1, or a list of 2',
    ],
    [{ type: 'array', minItems: 1 }, [['anything']], [[]], 'a list of 1 to any number'],
  ] as [OptionValueSchema, unknown[], unknown[], string][]) {
    it(`takes what is ${rule}, and nothing else`, () => {
      for (const value of good) checkOptionValue('it', value, schema);
      for (const value of bad) {
        expect(() => checkOptionValue('it', value, schema), JSON.stringify(value))
          .to.throw(InvalidOptionError, `Expected ${rule}`)
          .with.property('option', 'it');
      }
    });
  }
});
