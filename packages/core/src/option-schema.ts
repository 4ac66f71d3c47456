/** What an option may be, for a form or a check of one value. Words and meaning are those of JSON Schema, of which it is a part. */
export interface OptionValueSchema {
  /** What kind of value it is. Without it, `enum` or `anyOf` says. */
  readonly type?: 'number' | 'integer' | 'boolean' | 'string' | 'array' | 'object';
  /** The values that it is one of. */
  readonly enum?: readonly (string | number | boolean)[];
  /** Numbers: the least that is allowed. */
  readonly minimum?: number;
  /** Numbers: what it must be above. */
  readonly exclusiveMinimum?: number;
  /** Numbers: the most that is allowed. */
  readonly maximum?: number;
  /** Lists: what each item may be. */
  readonly items?: OptionValueSchema;
  /** Lists: how few items there may be. */
  readonly minItems?: number;
  /** Lists: how many items there may be. */
  readonly maxItems?: number;
  /** One of these. */
  readonly anyOf?: readonly OptionValueSchema[];
}

/** One option of a filter, source or target: what it may be, and what it means. */
export interface OptionSchema extends OptionValueSchema {
  /** What it means, its unit, and what happens without it. */
  readonly description: string;
  /** What it is when it is not given, where that is one value. */
  readonly default?: unknown;
}

/**
 * The options that something takes: a part of JSON Schema that the command line's help and completion, checks and the live view's controls
 * are made of.
 *
 * @example
 * ```ts
 * import type { OptionsSchema } from '@giftgrab/core';
 *
 * export const options: OptionsSchema = {
 *   type: 'object',
 *   properties: {
 *     strength: { type: 'number', minimum: 0, maximum: 1, default: 0.5, description: 'How much of it.' },
 *   },
 *   required: [],
 * };
 * ```
 */
export interface OptionsSchema {
  /** Options are an object. */
  readonly type: 'object';
  /** What each is, by its name. */
  readonly properties: Readonly<Record<string, OptionSchema>>;
  /** The names of those that must be given. */
  readonly required?: readonly string[];
}
