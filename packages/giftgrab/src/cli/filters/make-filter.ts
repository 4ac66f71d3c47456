import {
  adjustable,
  checkAgainstSchema,
  checkOptionNames,
  InvalidOptionError,
  type FrameOperator,
  type PluginFilter,
  type PluginRegistry,
  type Registered,
} from '@giftgrab/core';
import * as filters from '@giftgrab/filters';
import { named } from '../plugin-call';
import { filterOfName, optionsOf, whyNotInShell } from './filter-catalogue';
import type { FilterCall, FilterValue, FilterValues } from './filter-text';
import { pluginEntries } from './plugin-entries';

/** What others say, and we say. */
const OTHER_WORDS: ReadonlyMap<string, string> = new Map([
  ['width', 'cols'],
  ['height', 'rows'],
]);

/**
 * Makes a filter that was written in a shell.
 *
 * @param call - The filter.
 * @param plugins - Plugins that may have it.
 * @throws {@link InvalidOptionError} when there is no such filter or option, or a shell cannot say it; what the filter itself throws when
 * a value breaks a rule, with its name in front.
 */
export function makeFilter(call: FilterCall, plugins: PluginRegistry): FrameOperator {
  const ofPlugin = plugins.filter(call.name);
  if (ofPlugin === undefined) return makeBuiltIn(call, plugins, (make, options) => make(options));
  return makeOfPlugin(call, ofPlugin, (make, options) => make(options));
}

/**
 * As {@link makeFilter}, with options that can be changed while frames flow.
 *
 * @param call - The filter.
 * @param plugins - Plugins that may have it.
 * @throws As {@link makeFilter} does.
 */
export function makeAdjustableFilter(call: FilterCall, plugins: PluginRegistry): FrameOperator {
  const ofPlugin = plugins.filter(call.name);
  if (ofPlugin === undefined) return makeBuiltIn(call, plugins, filters.adjustableFilter);
  const { name, options: schema } = ofPlugin;
  return makeOfPlugin(call, ofPlugin, (make, options) =>
    adjustable({ name, schema, options: checkAgainstSchema(name, options, schema), make }),
  );
}

type Make = (options: object) => FrameOperator;
type Use = (make: Make, options: object) => FrameOperator;

function makeOfPlugin(call: FilterCall, part: Registered<PluginFilter>, use: Use): FrameOperator {
  const options = inOurWords(call.options, Object.keys(part.options.properties));
  return madeBy(part.name, () => use((given) => part.create(given), options));
}

function makeBuiltIn(call: FilterCall, plugins: PluginRegistry, use: Use): FrameOperator {
  const others = pluginEntries(plugins).filter(({ group }) => group === 'plugins');
  const entry = filterOfName(call.name, others);
  const { name } = entry;
  const obstacle = whyNotInShell(entry);
  if (obstacle !== undefined) {
    const remedy = `${obstacle} Use it in a program.`;
    throw new InvalidOptionError('--filter', 'a filter that can be said in a shell', name, remedy);
  }
  const known = optionsOf(entry).map((option) => option.name);
  const options = inOurWords(call.options, known);
  checkOptionNames(name, options, known);
  const make = filters[name as keyof typeof filters] as Make;
  return madeBy(name, () => use(make, options));
}

function madeBy(name: string, make: () => FrameOperator): FrameOperator {
  try {
    return make();
  } catch (error) {
    throw named(name, error);
  }
}

function inOurWords(given: FilterValues, known: readonly string[]): FilterValues {
  const options = new Map<string, FilterValue>();
  for (const [written, value] of Object.entries(given)) {
    const ours = OTHER_WORDS.get(written) ?? written;
    const name = known.includes(written) || !known.includes(ours) ? written : ours;
    if (options.has(name)) throw new InvalidOptionError('--filter', 'every option once', written);
    options.set(name, value);
  }
  return Object.fromEntries(options);
}
