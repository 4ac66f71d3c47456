import { Help } from 'commander';
import {
  filterCatalogue,
  filterOfName,
  optionsOf,
  whyNotInShell,
  type FilterEntry,
  type OptionEntry,
} from './filters/filter-catalogue';
import { pluginEntries } from './filters/plugin-entries';
import { filterText, quotedForShell } from './filters/filter-text';
import { loadNamedPlugins } from '../plugins/load-plugins';
import { oneLine } from './event-text';
import { jsonLine } from './json-line';
import type { PluginFlags } from './plugin-flag';

/** What `giftgrab filters` may be told. */
export interface FiltersFlags extends PluginFlags {
  readonly json?: boolean;
}

/** Columns that are still easy to read. */
const WIDEST = 100;

const GROUPS: readonly (readonly [group: FilterEntry['group'], title: string])[] = [
  ['video', 'For video'],
  ['scipy', 'As in SciPy'],
  ['stereo', 'For two views'],
  ['layouts', 'For several streams'],
  ['plugins', 'Of plugins'],
  ['sources', 'Sources of plugins'],
  ['targets', 'Targets of plugins'],
];

/**
 * `giftgrab filters [NAME]`: which filters there are, or what one of them does.
 *
 * @param name - Its name, as in `--filter`.
 */
export async function filtersCommand(
  name: string | undefined,
  { json, plugin }: FiltersFlags,
): Promise<void> {
  const ofPlugins = pluginEntries(await loadNamedPlugins(plugin));
  if (name === undefined) {
    const all = [...filterCatalogue().filters, ...ofPlugins];
    console.log(json === true ? jsonLine(all, 2) : listText(all));
    return;
  }
  const entry = filterOfName(name, ofPlugins);
  const whole = { ...entry, options: optionsOf(entry), inShell: exampleText(entry) };
  console.log(json === true ? jsonLine(whole, 2) : descriptionText(entry, plugin));
}

function listText(filters: readonly FilterEntry[]): string {
  const widest = Math.max(...filters.map(({ name }) => name.length));
  const groups = GROUPS.flatMap(([group, title]) => {
    const members = filters.filter((entry) => entry.group === group);
    if (members.length === 0) return [];
    const lines = members.map((entry) => `  ${entry.name.padEnd(widest)}  ${summaryOf(entry)}`);
    return [title, ...lines].join('\n');
  });
  return [...groups, '"giftgrab filters NAME" says what one of them takes.'].join('\n\n');
}

/** One line, with what cannot be done in a shell marked. */
function summaryOf(entry: FilterEntry): string {
  const [first = ''] = entry.text.split(/(?<=\.)\s/);
  const mark = whyNotInShell(entry) === undefined ? '' : ' (in programs only)';
  return `${oneLine(first).replace(/^Makes an operator that (.)/, (_, letter: string) => letter.toUpperCase())}${mark}`;
}

function descriptionText(entry: FilterEntry, plugins: readonly string[]): string {
  const { name, text } = entry;
  const help = new Help();
  const width = Math.min(process.stdout.columns || WIDEST, WIDEST);
  help.helpWidth = width;
  const paragraphs = text
    .split(/\n\n+/)
    .map((paragraph) => help.boxWrap(flowing(paragraph), width));
  const options = optionsOf(entry);
  const widest = Math.max(0, ...options.map((option) => option.name.length));
  const items = options.map((option) =>
    help.formatItem(option.name, widest, meaningOf(option), help),
  );
  const list = items.length === 0 ? 'It has no options.' : `Options:\n${items.join('\n')}`;
  return [name, ...paragraphs, list, ...useOf(entry, plugins)].join('\n\n');
}

function useOf(entry: FilterEntry, plugins: readonly string[]): readonly string[] {
  const obstacle = whyNotInShell(entry);
  if (obstacle !== undefined) return [`It cannot be said in a shell. ${obstacle}`];
  const example = exampleText(entry);
  if (example === undefined) return [];
  const word = quotedForShell(example);
  const command = ['giftgrab transcode', ...plugins.map((each) => `--plugin ${each}`)].join(' ');
  if (entry.group === 'sources') return [`Example:\n  ${command} ${word} out.mp4`];
  if (entry.group === 'targets') return [`Example:\n  ${command} in.mp4 ${word}`];
  return [`Example:\n  ${command} in.mp4 out.mp4 --filter ${word}`];
}

/** How it is written in a shell. */
function exampleText(entry: FilterEntry): string | undefined {
  const { name, example } = entry;
  if (example === undefined || whyNotInShell(entry) !== undefined) return undefined;
  return filterText({ name, options: example });
}

function meaningOf(option: OptionEntry): string {
  const { type, choices = [], isOptional, isPlain, default: value, text } = option;
  // A named type does not say what it may be.
  const isNamed = choices.some((choice) => !type.includes(choice));
  const notes = [
    type.replaceAll('readonly ', '').replaceAll('"', ''),
    ...(isNamed ? [choices.join(', ')] : []),
    ...(isOptional ? [] : ['needed']),
    ...(value === undefined ? [] : [`default ${value.replaceAll('`', '')}`]),
    ...(isPlain ? [] : ['in programs only']),
  ];
  return flowing(`${notes.join('; ')}. ${text}`);
}

/** Without the breaks of the lines in the code; those of lists remain. */
function flowing(text: string): string {
  return text.replaceAll(/\n(?!- )/g, ' ');
}
