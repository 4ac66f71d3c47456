import {
  definePlugin,
  filter,
  GiftGrabError,
  InvalidOptionError,
  pluginFilter,
  PluginRegistry,
  type AdjustableOperator,
} from '@giftgrab/core';
import * as all from '@giftgrab/filters';
import { expect } from 'chai';
import {
  filterCatalogue,
  filterOfName,
  shellFilterNames,
} from '../../../src/cli/filters/filter-catalogue';
import { filterText, type FilterValue } from '../../../src/cli/filters/filter-text';
import { makeAdjustableFilter, makeFilter } from '../../../src/cli/filters/make-filter';
import { parseFilters } from '../../../src/cli/filters/parse-filters';

const plugins = new PluginRegistry();
const make = (text: string): void =>
  parseFilters(text).forEach((call) => void makeFilter(call, plugins));

/** What is exported besides filters: it measures, or makes a filter of another. */
const OTHERS = [
  'adjustableFilter',
  'centerOfMass',
  'histogram',
  'label',
  'mean',
  'standardDeviation',
  'variance',
];

describe('the catalogue of filters', () => {
  it('has every filter that there is', () => {
    const names = filterCatalogue().filters.map(({ name }) => name);
    const exported = Object.keys(all).filter((name) => !OTHERS.includes(name));
    expect(names).to.have.members(exported);
  });

  it('finds a filter by every way to write its name, and no name means two', () => {
    for (const name of ['gaussian', 'Gaussian', 'gaussian_filter', 'gaussian-filter']) {
      expect(filterOfName(name).name, name).to.equal('gaussianFilter');
    }
    expect(filterOfName('gaussian1d').name).to.equal('gaussianFilter1d');
    for (const { name } of filterCatalogue().filters) {
      expect(filterOfName(name).name).to.equal(name);
      expect(filterOfName(name.replace('Filter', '')).name).to.equal(name);
    }
  });
});

describe('makeFilter', () => {
  it('makes every filter of its example', () => {
    for (const { name, example } of filterCatalogue().filters) {
      if (example === undefined || !shellFilterNames().includes(name)) continue;
      const [call] = parseFilters(filterText({ name, options: example }));
      expect(call?.options, name).to.deep.equal(example);
      expect(() => make(filterText({ name, options: example })), name).not.to.throw();
    }
  });

  it('takes width and height for cols and rows, and threads where a filter can have them', () => {
    make('crop(x=0, y=0, width=640, height=360)');
    make('pad(top=2, execution=rows, threads=2)');
    expect(() => make('crop(x=0, y=0, width=640, cols=640, rows=9)')).to.throw('every option once');
    expect(() => make('pad(width=5)')).to.throw('pad option but received "width"');
  });

  const mistakes: readonly (readonly [text: string, message: RegExp])[] = [
    ['guassian(sigma=2)', /name of a filter .* "guassian"\. Did you mean "gaussian"\?/],
    ['blur', /name of a filter .* "blur"\. "giftgrab filters" lists them/],
    ['gaussian(sigme=2)', /one of sigma, .* "sigme"\. Did you mean "sigma"\?/],
    ['gaussian', /^gaussianFilter: Expected .* sigma but received undefined/],
    ['gaussian(sigma=-1)', /^gaussianFilter: Expected .* sigma but received -1/],
    ['gaussian(sigma=2, mode=reflct)', /"reflct"\. Did you mean "reflect"\?/],
    ['convertColour(to=gray8)', /"gray8"\. Did you mean "GRAY8"\?/],
    ['frameDifference(n=2)', /Expected none for frameDifference option but received "n"/],
    ['blend(opacity=0.5)', /said in a shell .* "blend"\. Its option "with" is a picture/],
    ['sideBySide', /said in a shell .* "sideBySide"\. It makes one picture of those of several/],
    ['flip(__proto__={axis=both})', /flip option but received "__proto__"/],
    ['constructor', /name of a filter .* "constructor"/],
  ];
  for (const [text, message] of mistakes) {
    it(`says what is wrong with ${text}`, () => {
      expect(() => make(text)).to.throw(GiftGrabError, message);
    });
  }

  it('makes a filter of whatever is written, or says what is wrong with it', () => {
    const values: readonly FilterValue[] = [
      ...[0, 1, -1, 0.5, 1e9, Infinity, 'abc', '', true, [], [1], [-1, 'a'], [[1, 2], [3]]],
      ...[[[]], [[1], 2], {}, { a: 1 }, [{}], '1', [1, 1, 1, 1], [true, false, true]],
    ];
    const wrong: string[] = [];
    const expectSaid = (name: string, options: Record<string, FilterValue>): void => {
      try {
        makeFilter({ name, options }, plugins);
      } catch (error) {
        if (!(error instanceof GiftGrabError)) {
          wrong.push(`${filterText({ name, options })}: ${String(error)}`);
        }
      }
    };
    for (const name of shellFilterNames()) {
      const { options, example = {} } = filterOfName(name);
      expect(() => makeFilter({ name, options: { ...example, nothing: 1 } }, plugins)).to.throw(
        InvalidOptionError,
        'received "nothing"',
      );
      expectSaid(name, {});
      for (const option of options) {
        for (const value of values) expectSaid(name, { ...example, [option.name]: value });
      }
    }
    expect(wrong).to.deep.equal([]);
  });
});

describe('makeAdjustableFilter', () => {
  it('makes filters of plugins that can be adjusted within their schema', async () => {
    const registry = new PluginRegistry();
    const amount = { type: 'integer', minimum: 0, default: 40, description: 'How much.' } as const;
    const lift = pluginFilter({
      description: 'Nothing.',
      options: { type: 'object', properties: { amount } },
      create: () => filter((frame) => frame),
    });
    registry.add(definePlugin({ name: 'sample', core: '*', filters: { lift } }));
    const call = { name: 'lift', options: {} };
    const operator = makeAdjustableFilter(call, registry) as AdjustableOperator;
    expect(operator.options).to.deep.equal({ amount: 40 });
    await operator.adjust({ amount: 7 });
    expect(operator.options).to.deep.equal({ amount: 7 });
    expect(() =>
      makeAdjustableFilter({ name: 'lift', options: { amount: -1 } }, registry),
    ).to.throw(GiftGrabError, /^lift: Expected a whole number of at least 0 for amount/);
  });
});
