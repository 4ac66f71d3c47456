import { readFileSync } from 'node:fs';
import { didYouMean, InvalidOptionError, nameKey } from '@giftgrab/core';
import type { FilterValues } from './filter-text';

/** What the docstring of an option says. */
export interface OptionEntry {
  readonly name: string;
  /** In TypeScript's words. */
  readonly type: string;
  /** The texts that it, or each of its list, is one of. */
  readonly choices?: readonly string[];
  readonly isOptional: boolean;
  /** Whether it can be written: a number, a text, a boolean, or lists and objects of them. */
  readonly isPlain: boolean;
  readonly default?: string;
  readonly text: string;
}

/** What the docstring of a filter says. */
export interface FilterEntry {
  readonly name: string;
  /** The last three are of plugins: their filters, sources and targets. */
  readonly group: 'scipy' | 'video' | 'stereo' | 'layouts' | 'plugins' | 'sources' | 'targets';
  /** The plugin that has it. */
  readonly plugin?: string;
  /** Arrays, frames and streams; streams alone; or sets of frames that belong together. */
  readonly worksOn: 'arrays' | 'streams' | 'sets';
  readonly text: string;
  readonly options: readonly OptionEntry[];
  /** Options that show what it can do. */
  readonly example?: FilterValues;
}

interface FilterCatalogue {
  /** Options that every filter on arrays takes besides its own. */
  readonly execution: readonly OptionEntry[];
  readonly filters: readonly FilterEntry[];
}

let catalogue: FilterCatalogue | undefined;

/** What there is to know of filters, as `npm run docs:filters` has gathered it from the code. */
export function filterCatalogue(): FilterCatalogue {
  const path = require.resolve('@giftgrab/filters/filters.json');
  catalogue ??= JSON.parse(readFileSync(path, 'utf8')) as FilterCatalogue;
  return catalogue;
}

/** The options that a filter takes. */
export function optionsOf({ worksOn, options }: FilterEntry): readonly OptionEntry[] {
  return worksOn === 'arrays' ? [...options, ...filterCatalogue().execution] : options;
}

/**
 * Why a filter cannot be written in a shell.
 *
 * @returns `undefined` when it can.
 */
export function whyNotInShell({ worksOn, options }: FilterEntry): string | undefined {
  if (worksOn === 'sets') return 'It makes one picture of those of several streams.';
  const other = options.find(({ isOptional, isPlain }) => !isOptional && !isPlain);
  return other === undefined ? undefined : `Its option "${other.name}" is a picture or a stream.`;
}

/** The names of the filters that can be written in a shell. */
export function shellFilterNames(): readonly string[] {
  const { filters } = filterCatalogue();
  return filters.filter((entry) => whyNotInShell(entry) === undefined).map(({ name }) => name);
}

/**
 * The filter of a name. Capitals, `-` and `_` make no difference, and the word Filter may be missing: `gaussian`, `gaussian_filter1d`.
 *
 * @param written - The name.
 * @param more - What plugins have besides.
 * @throws {@link InvalidOptionError} when there is none.
 */
export function filterOfName(written: string, more: readonly FilterEntry[] = []): FilterEntry {
  const filters = [...filterCatalogue().filters, ...more];
  const wanted = nameKey(written);
  const found = filters.find(({ name }) => nameKey(name) === wanted);
  if (found !== undefined) return found;
  const names = filters.flatMap(({ name }) => [name.replace('Filter', ''), name]);
  const advice = `${didYouMean(written, names)} "giftgrab filters" lists them.`.trimStart();
  throw new InvalidOptionError('--filter', 'the name of a filter', written, advice);
}
