import type { OptionsSchema, OptionValueSchema } from '../option-schema';

/** The type of a value that a schema describes. */
export type ValueOf<V extends OptionValueSchema> = V['enum'] extends readonly (infer E)[]
  ? E
  : V['anyOf'] extends readonly (infer A extends OptionValueSchema)[]
    ? ValueOf<A>
    : V['type'] extends 'number' | 'integer'
      ? number
      : V['type'] extends 'boolean'
        ? boolean
        : V['type'] extends 'string'
          ? string
          : V['type'] extends 'array'
            ? V['items'] extends OptionValueSchema
              ? readonly ValueOf<V['items']>[]
              : readonly unknown[]
            : V['type'] extends 'object'
              ? Readonly<Record<string, unknown>>
              : unknown;

/** The names of the options that have to be given. */
export type RequiredOption<S extends OptionsSchema> = S['required'] extends readonly (infer N)[]
  ? N & keyof S['properties']
  : never;

/** The names of the options that have a default. */
export type DefaultedOption<S extends OptionsSchema> = {
  [N in keyof S['properties']]: unknown extends S['properties'][N]['default'] ? never : N;
}[keyof S['properties']];

/** Options by their schema, of which some are there in any case. */
export type OptionsWith<S extends OptionsSchema, Present> = {
  readonly [N in keyof S['properties'] & Present]: ValueOf<S['properties'][N]>;
} & {
  readonly [N in Exclude<keyof S['properties'], Present>]?: ValueOf<S['properties'][N]> | undefined;
};

/** The options that a caller gives: what has a default may be left out. */
export type OptionsGiven<S extends OptionsSchema> = OptionsWith<S, RequiredOption<S>>;

/** The options as whoever is called gets them, checked: what has a default is there. */
export type OptionsOf<S extends OptionsSchema> = OptionsWith<
  S,
  RequiredOption<S> | DefaultedOption<S>
>;

/** What a caller gives: options, which may be left away where none has to be given, and what else there is. */
export type CreateArguments<S extends OptionsSchema, More extends readonly unknown[] = []> =
  object extends OptionsGiven<S>
    ? [options?: OptionsGiven<S>, ...more: Partial<More>]
    : [options: OptionsGiven<S>, ...more: Partial<More>];
