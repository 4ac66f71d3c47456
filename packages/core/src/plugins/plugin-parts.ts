import type { OptionsSchema } from '../option-schema';
import type { FilterDefinition, SourceDefinition, TargetDefinition } from './plugin';

/**
 * A filter for {@link definePlugin}, written so that the compiler knows the options of `create` by their schema.
 *
 * @param definition - The filter.
 * @returns The same.
 */
export function pluginFilter<const S extends OptionsSchema>(
  definition: FilterDefinition<S>,
): FilterDefinition<S> {
  return definition;
}

/**
 * A source for {@link definePlugin}, written so that the compiler knows the options of `create` by their schema.
 *
 * @param definition - The source.
 * @returns The same.
 */
export function pluginSource<const S extends OptionsSchema>(
  definition: SourceDefinition<S>,
): SourceDefinition<S> {
  return definition;
}

/**
 * A target for {@link definePlugin}, written so that the compiler knows the options of `create` by their schema.
 *
 * @param definition - The target.
 * @returns The same.
 */
export function pluginTarget<const S extends OptionsSchema>(
  definition: TargetDefinition<S>,
): TargetDefinition<S> {
  return definition;
}
