import { describe, didYouMean, nearestName } from '@giftgrab/core';
import { z } from 'zod';
import type { ConfigText } from './config-text';
import type { ConfigMistake } from './recording-config-error';

type Issue = z.core.$ZodIssue;

/** Keys of GIFT-Grab's own configurations, and what has taken their place. */
const OF_GIFT_GRAB: ReadonlyMap<string, string> = new Map([
  ['port', 'source.device'],
  ['colour_space', 'source.colour'],
  ['frame_rate', 'recorder.frameRate'],
  ['file_path', 'recorder.path'],
  ['timeout_limit', 'source.openTimeoutMs, in milliseconds'],
]);

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a section with keys',
  array: 'a list',
  tuple: 'a list',
};

/**
 * What is wrong with a configuration, in words, with places.
 *
 * @param issues - What the schema has found.
 * @param text - The text.
 * @param schema - The schema, which knows the names.
 */
export function mistakesOf(
  issues: readonly Issue[],
  text: ConfigText,
  schema: z.ZodType,
): readonly ConfigMistake[] {
  return issues.flatMap(mostLikely).flatMap((issue): ConfigMistake[] => {
    const { path } = issue;
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        ...text.placeOf(path, key),
        path: nameOf([...path, key]),
        message: `There is no ${nameOf([...path, key])}.${advice(key, path, schema)}`,
      }));
    }
    const value = valueAt(text.value, path);
    const name = path.length === 0 ? 'the configuration' : nameOf(path);
    const rule = ruleOf(issue);
    const message =
      value === undefined
        ? `${name} is missing; it is ${rule}.`
        : `Expected ${rule} for ${name} but received ${shown(value)}.${meant(issue, value)}`;
    return [{ ...text.placeOf(path), path: nameOf(path), message }];
  });
}

/** Of a value that may be one thing or another, what is wrong with the one that was tried. */
function mostLikely(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const tried = issue.errors.find((errors) =>
    errors.some(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  if (tried === undefined) return [issue];
  return tried.flatMap((inner) => {
    const path = [...issue.path, ...inner.path];
    return mostLikely({ ...inner, path });
  });
}

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1
        ? describe(issue.values[0])
        : `one of ${issue.values.map(describe).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'array') return 'a list that is not empty';
      if (issue.origin === 'string') return issue.message;
      return `a number ${issue.inclusive === true ? 'of at least' : 'above'} ${String(issue.minimum)}`;
    case 'too_big':
      return `a number of at most ${String(issue.maximum)}`;
    default:
      // The schema says it in words.
      return issue.message;
  }
}

function meant(issue: Issue, value: unknown): string {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return '';
  const names = issue.values.filter((name) => typeof name === 'string');
  const advice = didYouMean(value, names);
  return advice === '' ? '' : ` ${advice}`;
}

/** What to write instead of an unknown key. */
function advice(key: string, path: readonly PropertyKey[], schema: z.ZodType): string {
  const known = Object.keys(sectionAt(schema, path));
  const nearest = nearestName(key, known);
  if (nearest !== undefined) return ` Did you mean ${nameOf([...path, nearest])}?`;
  const successor = path.length === 0 ? OF_GIFT_GRAB.get(key) : undefined;
  if (successor !== undefined) return ` GIFT-Grab's ${key} is ${successor}.`;
  const sections = ['source', 'recorder'].map((name) => [...path.slice(0, -1), name]);
  for (const section of [...sections, ...['source', 'recorder'].map((name) => [...path, name])]) {
    if (Object.hasOwn(sectionAt(schema, section), key)) {
      return ` It belongs into ${nameOf(section)}.`;
    }
  }
  return ` There are ${known.join(', ')}.`;
}

/** The keys of a section, and what each may be. */
function sectionAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
): Readonly<Record<string, unknown>> {
  const [name, ...rest] = path;
  if (schema instanceof z.ZodExactOptional) return sectionAt(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodUnion) {
    const options = schema.options as readonly z.ZodType[];
    return (
      options
        .map((option) => sectionAt(option, path))
        .find((keys) => Object.keys(keys).length > 0) ?? {}
    );
  }
  if (schema instanceof z.ZodTuple) {
    const item = schema.def.items[Number(name)];
    return item === undefined ? {} : sectionAt(item as z.ZodType, rest);
  }
  if (!(schema instanceof z.ZodObject)) return {};
  if (name === undefined) return schema.shape;
  const inner = (schema.shape as Readonly<Record<PropertyKey, z.ZodType>>)[name];
  return inner === undefined ? {} : sectionAt(inner, rest);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<PropertyKey, unknown>>)[name]
        : undefined,
    value,
  );
}

/** As `recordings[0].source.url`. */
function nameOf(path: readonly PropertyKey[]): string {
  return path
    .map((name) => (typeof name === 'number' ? `[${name}]` : `.${String(name)}`))
    .join('')
    .replace(/^\./, '');
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a section with keys';
  return describe(value);
}
