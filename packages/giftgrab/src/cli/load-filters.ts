import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  filter,
  InvalidOptionError,
  type FilterFunction,
  type FrameOperator,
  type PluginRegistry,
} from '@giftgrab/core';
import type { FilterCall } from './filters/filter-text';
import { makeFilter } from './filters/make-filter';
import { parseFilters } from './filters/parse-filters';

type Make = (call: FilterCall, plugins: PluginRegistry) => FrameOperator;

/** A name, and nothing else before its options or the next filter. */
const WRITTEN = /^\s*[A-Za-z_][\w-]*\s*(?:[(|]|$)/;
const FILE = /\.[cm]?js$|^[^\s=()[\]{}|]*[\\/.]/i;

/**
 * The filters that a wish means.
 *
 * @param wish - Filters such as `gaussian(sigma=2) | flip`, or the path of a JavaScript module that exports a function `filter(frame)`.
 * @param plugins - Plugins that may have them.
 * @param make - Makes those that are written.
 * @throws {@link InvalidOptionError} when there is no such filter, its options are wrong, or the module has none.
 */
export async function loadFilters(
  wish: string,
  plugins: PluginRegistry,
  make: Make = makeFilter,
): Promise<readonly FrameOperator[]> {
  if (WRITTEN.test(wish) || !FILE.test(wish)) {
    return parseFilters(wish).map((call) => make(call, plugins));
  }
  return [await filterOfModule(wish)];
}

/**
 * The filters that several wishes mean, in their order.
 *
 * @param wishes - The wishes.
 * @param plugins - Plugins that may have them.
 * @param make - Makes those that are written.
 * @throws As {@link loadFilters} does.
 */
export async function loadAllFilters(
  wishes: readonly string[],
  plugins: PluginRegistry,
  make: Make = makeFilter,
): Promise<readonly FrameOperator[]> {
  return (await Promise.all(wishes.map((wish) => loadFilters(wish, plugins, make)))).flat();
}

async function filterOfModule(path: string): Promise<FrameOperator> {
  let module: { filter?: unknown };
  try {
    module = (await import(pathToFileURL(resolve(path)).href)) as { filter?: unknown };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidOptionError('--filter', 'a JavaScript file that can be loaded', path, reason);
  }
  if (typeof module.filter !== 'function') {
    const remedy = 'Write: exports.filter = (frame) => frame;';
    throw new InvalidOptionError(
      '--filter',
      'a file that exports a function "filter"',
      path,
      remedy,
    );
  }
  return filter(module.filter as FilterFunction);
}
