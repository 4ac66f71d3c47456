/** A value as it can be written in a shell. */
export type FilterValue =
  number | string | boolean | readonly FilterValue[] | { readonly [name: string]: FilterValue };

/** The options of a filter, by name. */
export type FilterValues = Readonly<Record<string, FilterValue>>;

/** A filter as somebody has written it, with the name as it stands there. */
export interface FilterCall {
  readonly name: string;
  readonly options: FilterValues;
}

/** Texts that need no quotes. */
export const WORD = /[^\s,()[\]{}=|"']+/y;

/** What is a number, where a word stands. */
export const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * A filter as `parseFilters` reads it: `gaussianFilter(sigma=[5,15])`.
 *
 * @param call - The filter.
 */
export function filterText({ name, options }: FilterCall): string {
  const given = optionsText(options);
  return given === '' ? name : `${name}(${given})`;
}

/**
 * A text as a shell takes it for one word.
 *
 * @param text - Any text.
 */
export function quotedForShell(text: string): string {
  return /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function optionsText(options: FilterValues): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(', ');
}

function valueText(value: FilterValue): string {
  if (typeof value === 'string') return isBareWord(value) ? value : quoted(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(valueText).join(',')}]`;
  return `{${optionsText(value)}}`;
}

// Array.isArray() does not know lists that are read only.
function isList(value: object): value is readonly FilterValue[] {
  return Array.isArray(value);
}

/** Whether a text is read as itself without quotes. */
function isBareWord(text: string): boolean {
  WORD.lastIndex = 0;
  const [word] = WORD.exec(text) ?? [];
  return word === text && !NUMBER.test(text) && text !== 'true' && text !== 'false';
}

function quoted(text: string): string {
  const escaped = text.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return `"${escaped}"`;
}
