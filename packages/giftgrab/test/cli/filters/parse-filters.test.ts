import { InvalidOptionError } from '@giftgrab/core';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  filterText,
  quotedForShell,
  type FilterCall,
  type FilterValue,
} from '../../../src/cli/filters/filter-text';
import { parseFilters } from '../../../src/cli/filters/parse-filters';

describe('parseFilters', () => {
  it('reads a name, and options of every kind', () => {
    expect(parseFilters('invert')).to.deep.equal([{ name: 'invert', options: {} }]);
    expect(parseFilters(' invert ( ) ')).to.deep.equal([{ name: 'invert', options: {} }]);
    const text = `
      any(n=-1.5e1, yes=true, no=false, word=side-by-side, file=./logo.png, hex=#f00, none="",
        list=[1, [2,], a], object={matrix=bt709, more={n=1}}, text="a \\"b\\", (c)", other='5\\n')`;
    const options = {
      n: -15,
      yes: true,
      no: false,
      word: 'side-by-side',
      file: './logo.png',
      hex: '#f00',
      none: '',
      list: [1, [2], 'a'],
      object: { matrix: 'bt709', more: { n: 1 } },
      text: 'a "b", (c)',
      other: '5\n',
    };
    expect(parseFilters(text)).to.deep.equal([{ name: 'any', options }]);
  });

  it('reads several in a row', () => {
    const calls = parseFilters('gaussian(sigma=[5,15])|flip | drawText(text="a | b")');
    expect(calls).to.deep.equal([
      { name: 'gaussian', options: { sigma: [5, 15] } },
      { name: 'flip', options: {} },
      { name: 'drawText', options: { text: 'a | b' } },
    ]);
  });

  const mistakes: readonly (readonly [text: string, message: string])[] = [
    ['', 'Expected the name of a filter at position 1'],
    ['5', 'Expected the name of a filter at position 1'],
    ['crop x', 'Expected "(", "|" or the end at position 6'],
    ['crop()x', 'Expected "|" or the end at position 7'],
    ['crop(', 'Expected the name of an option or ")" at position 6'],
    ['crop(5)', 'Expected the name of an option or ")" at position 6'],
    ['crop(x)', 'Expected "=" at position 7'],
    ['crop(x=)', 'Expected a value at position 8'],
    ['crop(x=1', 'Expected "," or ")" at position 9'],
    ['crop(x=1 y=2)', 'Expected "," or ")" at position 10'],
    ['crop(x=[1 2])', 'Expected "," or "]" at position 11'],
    ['crop(x={a=1)', 'Expected "," or "}" at position 12'],
    ['drawText(text="a)', 'Expected a value at position 15'],
    ['flip |', 'Expected the name of a filter (a file has a --filter of its own) at position 7'],
    ['flip | ./my.js', 'a file has a --filter of its own'],
    ['crop(x=1, x=2)', 'Expected every option once for --filter but received "x"'],
    [`crop(x=${'['.repeat(100_000)}`, 'Expected no more than 32 brackets at position 40'],
  ];
  for (const [text, message] of mistakes) {
    it(`says what should be where: ${text.slice(0, 30)}`, () => {
      expect(() => parseFilters(text)).to.throw(InvalidOptionError, message);
    });
  }

  it('reads what filterText writes', () => {
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 3 }), (calls) => {
        expect(parseFilters(calls.map(filterText).join(' | '))).to.deep.equal(calls);
      }),
    );
  });

  it('reads any text, or says what is wrong with it', () => {
    const signs = fc.constantFrom(...'abN1.-=,|()[]{}"\'\\ \n');
    const texts = fc.oneof(fc.string(), fc.string({ unit: signs, maxLength: 30 }));
    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(parseFilters(text)).to.have.length.greaterThan(0);
        } catch (error) {
          expect(error).to.be.instanceOf(InvalidOptionError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('quotedForShell', () => {
  it('leaves simple words alone and quotes the others', () => {
    expect(quotedForShell('invert')).to.equal('invert');
    expect(quotedForShell('crop(x=1, y=2)')).to.equal("'crop(x=1, y=2)'");
    expect(quotedForShell("it's")).to.equal("'it'\\''s'");
    expect(quotedForShell('')).to.equal("''");
  });
});

const name = fc.stringMatching(/^[A-Za-z_][\w-]{0,8}$/);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const word = fc.constantFrom('true', '5', '-1e3', 'bt709', './a.js', '', "it's", 'a\\nb', ' ');
const { value } = fc.letrec<{ value: FilterValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    number,
    fc.boolean(),
    fc.string(),
    word,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const call: fc.Arbitrary<FilterCall> = fc.record(
  { name, options: fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }) },
  { noNullPrototype: true },
);
