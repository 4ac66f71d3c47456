import type { ArrayFilterSpec } from './array-filter';

const filters = new Map<string, ArrayFilterSpec<object>>();

/**
 * Makes a filter known by its name, so that other threads can make the same one.
 *
 * @param spec - The filter.
 */
export function registerFilter<Options extends object>(spec: ArrayFilterSpec<Options>): void {
  filters.set(spec.name, spec as unknown as ArrayFilterSpec<object>);
}

/** The filter of a name. */
export function filterNamed(name: string): ArrayFilterSpec<object> {
  const spec = filters.get(name);
  if (spec === undefined) throw new Error(`There is no filter ${name} in this thread.`);
  return spec;
}
