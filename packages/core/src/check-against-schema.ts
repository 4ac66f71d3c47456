import { checkOptionValue, ruleOf } from './check-option-value';
import { InvalidOptionError } from './errors';
import { checkOptionNames } from './option-checks';
import type { OptionsSchema } from './option-schema';

/**
 * Checks options against what a schema says of them.
 *
 * @param call - What the options are for, for messages.
 * @param given - The options. One that is `undefined` counts as not given.
 * @param schema - What they may be.
 * @returns What was given, and the defaults of what was not.
 * @throws {@link InvalidOptionError} when one is unknown, missing, of another type or out of its range.
 * @example
 * ```ts
 * import { checkAgainstSchema } from '@giftgrab/core';
 *
 * const schema = {
 *   type: 'object',
 *   properties: { strength: { type: 'number', minimum: 0, default: 0.5, description: 'How much of it.' } },
 * } as const;
 * console.log(checkAgainstSchema('wobble', {}, schema)); // { strength: 0.5 }
 * ```
 */
export function checkAgainstSchema(
  call: string,
  given: object,
  schema: OptionsSchema,
): Record<string, unknown> {
  if (typeof given !== 'object' || (given as unknown) === null || Array.isArray(given)) {
    throw new InvalidOptionError(`the options of ${call}`, 'an object', given);
  }
  const { properties, required = [] } = schema;
  checkOptionNames(call, given, Object.keys(properties));
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(properties)) {
    const value = (given as Readonly<Record<string, unknown>>)[name] ?? option.default;
    if (value !== undefined) checkOptionValue(name, value, option);
    else if (required.includes(name)) {
      throw new InvalidOptionError(name, ruleOf(option), value, `${call} needs it.`);
    } else continue;
    options[name] = value;
  }
  return options;
}
