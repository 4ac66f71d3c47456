import { expect } from 'chai';
import { checkAgainstSchema, InvalidOptionError, type OptionsSchema } from '../src/index';

const schema: OptionsSchema = {
  type: 'object',
  properties: {
    strength: { type: 'number', minimum: 0, maximum: 1, default: 0.5, description: 'How much.' },
    count: { type: 'integer', minimum: 1, description: 'How many.' },
    gain: { type: 'number', exclusiveMinimum: 0, description: 'Factor.' },
    mode: { enum: ['reflect', 'wrap'], description: 'What lies beyond.' },
    isOn: { type: 'boolean', description: 'Whether.' },
    path: { type: 'string', description: 'Where.' },
    place: {
      type: 'array',
      items: { type: 'integer' },
      minItems: 2,
      maxItems: 2,
      description: 'x and y.',
    },
    sigma: {
      anyOf: [{ type: 'number' }, { type: 'array', items: { type: 'number' } }],
      description: 'How wide.',
    },
    extra: { type: 'object', description: 'More.' },
  },
  required: ['path'],
};

describe('checkAgainstSchema', () => {
  it('gives back what was given and the defaults of what was not', () => {
    const given = {
      count: 3,
      gain: 0.1,
      mode: 'wrap',
      isOn: false,
      path: 'a',
      place: [1, 2],
      sigma: [1.5],
      extra: { a: 1 },
    };
    expect(checkAgainstSchema('wobble', given, schema)).to.deep.equal({ strength: 0.5, ...given });
    expect(
      checkAgainstSchema('wobble', { path: 'a', sigma: 2, count: undefined }, schema),
    ).to.deep.equal({ strength: 0.5, path: 'a', sigma: 2 });
  });

  const mistakes: readonly (readonly [given: object, message: string])[] = [
    [{ strenght: 1, path: 'a' }, 'Did you mean "strength"?'],
    [{}, 'Expected a text for path but received undefined. wobble needs it.'],
    [{ path: 5 }, 'Expected a text for path but received 5.'],
    [{ path: 'a', strength: 1.1 }, 'Expected a number from 0 to 1 for strength but received 1.1.'],
    [{ path: 'a', strength: NaN }, 'Expected a number from 0 to 1 for strength but received NaN.'],
    [{ path: 'a', strength: '1' }, 'a number from 0 to 1 for strength but received "1".'],
    [
      { path: 'a', count: 1.5 },
      'Expected a whole number of at least 1 for count but received 1.5.',
    ],
    [{ path: 'a', gain: 0 }, 'Expected a number above 0 for gain but received 0.'],
    [
      { path: 'a', mode: 'wrapp' },
      'one of "reflect", "wrap" for mode but received "wrapp". Did you',
    ],
    [{ path: 'a', isOn: 'yes' }, 'Expected true or false for isOn but received "yes".'],
    [{ path: 'a', place: [1] }, 'a list of 2, each a whole number for place but received [1].'],
    [{ path: 'a', place: [1, 'b'] }, 'each a whole number for place but received [1, "b"].'],
    [{ path: 'a', sigma: 'x' }, 'a number, or a list, each a number for sigma but received "x".'],
    [{ path: 'a', extra: [] }, 'Expected an object for extra but received [].'],
    [[], 'Expected an object for the options of wobble but received [].'],
  ];
  for (const [given, message] of mistakes) {
    it(`says: ${message}`, () => {
      expect(() => checkAgainstSchema('wobble', given, schema))
        .to.throw(InvalidOptionError)
        .with.property('message')
        .that.includes(message);
    });
  }
});
