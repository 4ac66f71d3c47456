import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { InvalidOptionError } from '../errors';
import type { FilterFunction } from '../graph/filter';

/** What a module that filters in worker threads exports: one of these. */
export interface FilterModule {
  /** The filter. */
  readonly filter?: FilterFunction;
  /** Makes the filter; called once in each thread, with the operator's `settings`. */
  readonly createFilter?: (settings: unknown) => FilterFunction | PromiseLike<FilterFunction>;
}

/**
 * Loads the filter of a module.
 *
 * @param url - Where the module is.
 * @param settings - For its `createFilter`.
 * @throws {@link InvalidOptionError} when it exports neither `filter` nor `createFilter`; whatever loading it throws.
 */
export async function loadFilterModule(url: string, settings: unknown): Promise<FilterFunction> {
  const loaded = (await load(url)) as FilterModule & { readonly default?: FilterModule };
  // What a CommonJS module exports under names that Node could not find by reading it lies in `default`.
  const { filter, createFilter } = { ...loaded.default, ...loaded };
  const found = typeof createFilter === 'function' ? await createFilter(settings) : filter;
  if (typeof found === 'function') return found;
  throw new InvalidOptionError(
    'run',
    'a module that exports a function filter(frame), or createFilter(settings) that returns one',
    url,
  );
}

function load(url: string): unknown {
  // Loaders of TypeScript hook into require(), and not all of them into import().
  return /\.c?ts$/.test(url) ? createRequire(url)(fileURLToPath(url)) : import(url);
}
