// What programs may know of the filters: the content of packages/filters/filters.json.
import { exampleOptions } from './example-options.mjs';

/**
 * The catalogue.
 *
 * @param filters - What the docstrings say.
 * @param execution - The options that every filter on arrays takes besides its own.
 */
export function catalogueOf(filters, execution) {
  return {
    execution: execution.map(entryOf),
    filters: filters.map((filter) => {
      const { name, group, text, isOnArrays, isOnSets, options } = filter;
      const worksOn = isOnArrays ? 'arrays' : isOnSets ? 'sets' : 'streams';
      const example = exampleOptions(filter);
      return { name, group, worksOn, text, options: options.map(entryOf), example };
    }),
  };
}

function entryOf({ name, isOptional, isPlain, type, choices, text, default: value, schema }) {
  return {
    name,
    type,
    ...(choices.length > 0 && { choices }),
    isOptional,
    isPlain,
    default: value,
    text,
    ...(schema !== undefined && { schema }),
  };
}
