import { InvalidOptionError } from './errors';
import { didYouMean } from './nearest-name';
import type { OptionValueSchema } from './option-schema';

/**
 * Throws unless a value is what a schema says.
 *
 * @param option - The option's public name.
 * @param value - The value.
 * @param schema - What it may be.
 * @throws {@link InvalidOptionError} that says the schema's rule in words.
 * @example
 * ```ts
 * import { checkOptionValue } from '@giftgrab/core';
 *
 * checkOptionValue('opacity', 0.5, { type: 'number', minimum: 0, maximum: 1 });
 * ```
 */
export function checkOptionValue(option: string, value: unknown, schema: OptionValueSchema): void {
  if (isAllowed(value, schema)) return;
  const texts = (schema.enum ?? []).filter((each) => typeof each === 'string');
  throw new InvalidOptionError(option, ruleOf(schema), value, didYouMean(value, texts));
}

function isAllowed(value: unknown, schema: OptionValueSchema): boolean {
  const { type, enum: values, anyOf } = schema;
  if (values !== undefined && !values.some((each) => each === value)) return false;
  if (anyOf !== undefined && !anyOf.some((each) => isAllowed(value, each))) return false;
  if (type === 'number' || type === 'integer') return isNumberIn(value, schema);
  if (type === 'array') return isListOf(value, schema);
  if (type === 'object') {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
  return type === undefined || typeof value === type;
}

function isNumberIn(value: unknown, schema: OptionValueSchema): boolean {
  const { type, minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = schema;
  return (
    typeof value === 'number' &&
    (type === 'integer' ? Number.isInteger(value) : Number.isFinite(value)) &&
    value >= minimum &&
    value <= maximum &&
    value > exclusiveMinimum
  );
}

function isListOf(value: unknown, schema: OptionValueSchema): boolean {
  const { items = {}, minItems = 0, maxItems = Infinity } = schema;
  return (
    Array.isArray(value) &&
    value.length >= minItems &&
    value.length <= maxItems &&
    value.every((each) => isAllowed(each, items))
  );
}

/**
 * What an option may be, in words: `a number from 0 to 1`.
 *
 * @param schema - The schema of the option.
 */
export function ruleOf(schema: OptionValueSchema): string {
  const { type, enum: values, anyOf, items } = schema;
  if (values !== undefined) {
    return `one of ${values.map((each) => JSON.stringify(each)).join(', ')}`;
  }
  if (anyOf !== undefined) return anyOf.map(ruleOf).join(', or ');
  if (type === 'number') return `a number${boundsOf(schema)}`;
  if (type === 'integer') return `a whole number${boundsOf(schema)}`;
  if (type === 'boolean') return 'true or false';
  if (type === 'string') return 'a text';
  if (type === 'array') return `a list${lengthOf(schema)}${items ? `, each ${ruleOf(items)}` : ''}`;
  return type === 'object' ? 'an object' : 'a value';
}

function boundsOf({ minimum, maximum, exclusiveMinimum }: OptionValueSchema): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const bounds = [
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(minimum === undefined ? [] : [`of at least ${minimum}`]),
    ...(maximum === undefined ? [] : [`of at most ${maximum}`]),
  ];
  return bounds.length === 0 ? '' : ` ${bounds.join(' and ')}`;
}

function lengthOf({ minItems, maxItems }: OptionValueSchema): string {
  if (minItems !== undefined && minItems === maxItems) return ` of ${minItems}`;
  if (minItems === undefined && maxItems === undefined) return '';
  return ` of ${minItems ?? 0} to ${maxItems ?? 'any number'}`;
}
