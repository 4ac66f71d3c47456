import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  adjustable,
  InvalidOptionError,
  type AdjustableOperator,
  type FrameOperator,
  type Live,
  type OptionSchema,
  type OptionsSchema,
} from '@giftgrab/core';
import type { ArrayFilter } from './define-filter';
import type { ExecutionOptions } from './execution/operator-for';

/**
 * Makes an operator of a filter of this package, with options that are seen and changed from outside while frames flow: `adjust(changes)`
 * and `reset()` change them, `preview` shows controls for them.
 *
 * Options that can only be said in code (pictures, streams), that name files, or that say how the filter is run, stay as they are given:
 * they are not in its `schema`.
 *
 * @param filter - The filter, one that takes a stream of frames.
 * @param options - The options to begin with, all that have to be given.
 * @throws {@link InvalidOptionError} when it is no filter of this package, or an option breaks its rule.
 * @example
 * ```ts
 * import { adjustableFilter, gaussianFilter } from '@giftgrab/filters';
 *
 * const smooth = adjustableFilter(gaussianFilter, { sigma: 2 });
 * void smooth.adjust({ sigma: 5 }).then(() => console.log(smooth.options)); // { sigma: 5 }
 * ```
 */
export function adjustableFilter<Options extends object>(
  filter: ArrayFilter<Options>,
  options: NoInfer<Options & ExecutionOptions>,
): AdjustableOperator<Options & ExecutionOptions>;
export function adjustableFilter<Options extends object>(
  filter: (options: Live<Options>) => FrameOperator,
  options: NoInfer<Options>,
): AdjustableOperator<Options>;
export function adjustableFilter<Options extends object>(
  filter: (options: Options) => FrameOperator,
  options: Options,
): AdjustableOperator<Options> {
  const { name } = filter;
  return adjustable({ name, schema: schemaOf(name, filter), options, make: filter });
}

interface CatalogueEntry {
  readonly name: string;
  readonly worksOn: 'arrays' | 'streams' | 'sets';
  readonly options: readonly {
    readonly name: string;
    readonly isOptional: boolean;
    readonly schema?: OptionSchema;
  }[];
}

let catalogue: readonly CatalogueEntry[] | undefined;

function schemaOf(name: string, filter: unknown): OptionsSchema {
  const path = join(__dirname, '..', 'filters.json');
  catalogue ??= (JSON.parse(readFileSync(path, 'utf8')) as { filters: CatalogueEntry[] }).filters;
  const entry = catalogue.find((each) => each.name === name && each.worksOn !== 'sets');
  if (entry === undefined) {
    throw new InvalidOptionError('filter', 'a filter of @giftgrab/filters for streams', filter);
  }
  const withSchema = entry.options.flatMap((option) => {
    const { schema } = option;
    return schema === undefined ? [] : [{ ...option, schema }];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(withSchema.map((option) => [option.name, option.schema])),
    required: withSchema.filter(({ isOptional }) => !isOptional).map((option) => option.name),
  };
}
