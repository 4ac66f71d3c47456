import {
  checkOptionNames,
  GiftGrabError,
  InvalidOptionError,
  isGiftGrabError,
  type FrameOperator,
} from '@giftgrab/core';
import * as filters from '@giftgrab/filters';
import { filterOfName, optionsOf, whyNotInShell } from './filter-catalogue';
import type { FilterCall, FilterValue, FilterValues } from './filter-text';

/** What others say, and we say. */
const OTHER_WORDS: ReadonlyMap<string, string> = new Map([
  ['width', 'cols'],
  ['height', 'rows'],
]);

/**
 * Makes a filter that was written in a shell.
 *
 * @param call - The filter.
 * @throws {@link InvalidOptionError} when there is no such filter or option, or a shell cannot say it; what the filter itself throws when
 * a value breaks a rule, with its name in front.
 */
export function makeFilter(call: FilterCall): FrameOperator {
  return makeWith(call, (make, options) => make(options));
}

/**
 * As {@link makeFilter}, with options that can be changed while frames flow.
 *
 * @param call - The filter.
 * @throws As {@link makeFilter} does.
 */
export function makeAdjustableFilter(call: FilterCall): FrameOperator {
  return makeWith(call, filters.adjustableFilter);
}

type Make = (options: object) => FrameOperator;

function makeWith(
  call: FilterCall,
  use: (make: Make, options: object) => FrameOperator,
): FrameOperator {
  const entry = filterOfName(call.name);
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
  try {
    return use(make, options);
  } catch (error) {
    if (!isGiftGrabError(error)) throw error;
    throw new GiftGrabError(error.code, `${name}: ${error.message}`, { cause: error });
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
