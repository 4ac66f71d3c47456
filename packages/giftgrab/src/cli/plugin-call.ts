import { existsSync } from 'node:fs';
import {
  didYouMean,
  GiftGrabError,
  InvalidOptionError,
  isGiftGrabError,
  nameKey,
} from '@giftgrab/core';
import type { FilterCall } from './filters/filter-text';
import { parseCall } from './filters/parse-filters';

/** A name, with options behind it or nothing. */
const CALL = /^\s*([A-Za-z][\w-]*)\s*(\(.*)?$/s;

/**
 * A source or target of a plugin, where a word on the command line means one: `ticker(rate=5)`.
 *
 * @param word - The word.
 * @param what - What it is, for messages: `IN`.
 * @param parts - The sources or targets there are.
 * @returns `undefined` where it means something else, a file for example.
 * @throws {@link InvalidOptionError} when it can mean nothing else, and there is none of that name; or its options cannot be read.
 */
export function pluginCall<Part extends { readonly name: string }>(
  word: string,
  what: string,
  parts: readonly Part[],
): { readonly call: FilterCall; readonly part: Part } | undefined {
  const [, name = '', options] = CALL.exec(word) ?? [];
  const part = parts.find((each) => nameKey(each.name) === nameKey(name));
  if (part !== undefined) return { call: parseCall(word, what), part };
  if (options?.trimEnd().endsWith(')') !== true || existsSync(word)) return undefined;
  const names = parts.map((each) => each.name);
  const advice = didYouMean(name, names) || 'Name its plugin too: --plugin NAME.';
  throw new InvalidOptionError(what, 'a file, or what a plugin has', word, advice);
}

/**
 * Calls something, and puts in front of what is wrong with its options whose they are.
 *
 * @param name - Whose options they are.
 * @param make - What may throw or reject.
 */
export async function namingMistakes<T>(name: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw named(name, error);
  }
}

/**
 * A mistake with the name in front of it of what it is about; anything else as it is.
 *
 * @param name - The name.
 * @param error - What was thrown.
 */
export function named(name: string, error: unknown): unknown {
  if (!isGiftGrabError(error)) return error;
  return new GiftGrabError(error.code, `${name}: ${error.message}`, { cause: error });
}
