import {
  ruleOf,
  type OptionsSchema,
  type PluginPart,
  type PluginRegistry,
  type Registered,
} from '@giftgrab/core';
import type { FilterEntry, OptionEntry } from './filter-catalogue';
import type { FilterValue, FilterValues } from './filter-text';

/**
 * What plugins have, said as the catalogue says it of the filters that are there without them.
 *
 * @param plugins - The plugins.
 */
export function pluginEntries(plugins: PluginRegistry): readonly FilterEntry[] {
  return [
    ...plugins.filters.map((part) => entryOf(part, 'plugins')),
    ...plugins.sources.map((part) => entryOf(part, 'sources')),
    ...plugins.targets.map((part) => entryOf(part, 'targets')),
  ];
}

function entryOf(
  { name, description, options, plugin }: Registered<PluginPart<OptionsSchema>>,
  group: FilterEntry['group'],
): FilterEntry {
  const example = exampleOf(options);
  return {
    name,
    group,
    plugin,
    worksOn: 'streams',
    text: description,
    options: optionEntries(options),
    ...(example !== undefined && { example }),
  };
}

function optionEntries({ properties, required = [] }: OptionsSchema): readonly OptionEntry[] {
  return Object.entries(properties).map(([name, option]) => ({
    name,
    type: ruleOf(option),
    isOptional: !required.includes(name) || option.default !== undefined,
    isPlain: true,
    ...(option.default !== undefined && { default: JSON.stringify(option.default) }),
    text: option.description,
  }));
}

/** The defaults, where nothing has to be given that has none. */
function exampleOf({ properties, required = [] }: OptionsSchema): FilterValues | undefined {
  if (required.some((name) => properties[name]?.default === undefined)) return undefined;
  const defaults = Object.entries(properties).map(([name, option]) => [name, option.default]);
  return Object.fromEntries(defaults.filter(([, value]) => value !== undefined)) as Record<
    string,
    FilterValue
  >;
}
