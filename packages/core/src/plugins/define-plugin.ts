import { checkAgainstSchema } from '../check-against-schema';
import { describe, isGiftGrabError } from '../errors';
import type { OptionsSchema } from '../option-schema';
import { CORE_FOLDER, isRange } from './core-version';
import type {
  Plugin,
  PluginDefinition,
  PluginFilter,
  PluginSource,
  PluginTarget,
  Schemas,
  SourceContext,
  TargetContext,
} from './plugin';
import { PluginError } from './plugin-error';

// Symbol.for, so that a plugin which has another copy of this package is known for what it is.
const brand: unique symbol = Symbol.for('giftgrab.plugin') as never;

/** Names that the command line can read. */
const NAME = /^[A-Za-z][\w-]*$/;

/** What a plugin says of the copy of this package that it was defined with. */
interface Branded {
  readonly [brand]: { readonly folder: string };
}

/**
 * Makes a plugin: filters, sources and targets under names, with what options they take. A package that exports it as `plugin` can be
 * named on the command line, `giftgrab transcode --plugin NAME …`; programs import what it makes.
 *
 * What `create` of a filter, source or target gets is checked against its schema, and typed by it: {@link pluginFilter}, {@link pluginSource} and
 * {@link pluginTarget} tell the compiler.
 *
 * @param definition - What is in it.
 * @throws {@link PluginError} with the reason `'not a plugin'` when the definition is wrong, for example a default that its own schema
 * does not allow.
 * @example
 * ```ts
 * import { definePlugin, filter, pluginFilter } from '@giftgrab/core';
 *
 * export const plugin = definePlugin({
 *   name: 'dim',
 *   core: '^0.1.0',
 *   filters: {
 *     dim: pluginFilter({
 *       description: 'Makes pictures darker.',
 *       options: {
 *         type: 'object',
 *         properties: {
 *           factor: { type: 'number', minimum: 0, maximum: 1, default: 0.5, description: 'What samples are multiplied by.' },
 *         },
 *       },
 *       create: ({ factor }) =>
 *         filter((frame) => {
 *           const data = frame.data();
 *           for (let i = 0; i < data.length; i += 1) data[i] = (data[i] ?? 0) * factor;
 *           return frame;
 *         }),
 *     }),
 *   },
 * });
 * export const dim = plugin.filters.dim.create; // for programs: source.pipe(dim({ factor: 0.2 }))
 * ```
 */
export function definePlugin<
  const F extends Schemas = Record<string, never>,
  const S extends Schemas = Record<string, never>,
  const T extends Schemas = Record<string, never>,
>(definition: PluginDefinition<F, S, T>): Plugin<F, S, T> {
  const { name, core, filters = {}, sources = {}, targets = {} } = definition as AnyDefinition;
  checkHead(name, core);
  const parts = { filters, sources, targets };
  for (const [kind, list] of Object.entries(parts)) {
    for (const [each, part] of Object.entries(list)) checkPart(name, `${kind}.${each}`, each, part);
  }
  const plugin = {
    name,
    core,
    filters: mapValues(filters, checkedFilter),
    sources: mapValues(sources, checkedSource),
    targets: mapValues(targets, checkedTarget),
  };
  Object.defineProperty(plugin, brand, { value: { folder: CORE_FOLDER } });
  return plugin as unknown as Plugin<F, S, T>;
}

/**
 * The folder of the core that a plugin was defined with.
 *
 * @param value - Anything.
 * @returns `undefined` when it is no plugin.
 */
export function coreFolderOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !(brand in value)) return undefined;
  return (value as Branded)[brand].folder;
}

/** A part as it was written, of whatever schema. */
interface AnyPart {
  readonly description: string;
  readonly options: OptionsSchema;
  readonly isLive?: boolean;
  create(options: object, context?: object): unknown;
}

interface AnyDefinition {
  readonly name: string;
  readonly core: string;
  readonly filters?: Readonly<Record<string, AnyPart>>;
  readonly sources?: Readonly<Record<string, AnyPart>>;
  readonly targets?: Readonly<Record<string, AnyPart>>;
}

function checkedFilter(name: string, part: AnyPart): PluginFilter {
  return {
    description: part.description,
    options: part.options,
    create: (given = {}) =>
      part.create(checkAgainstSchema(name, given, part.options)) as ReturnType<
        PluginFilter['create']
      >,
  };
}

function checkedSource(name: string, part: AnyPart): PluginSource {
  return {
    description: part.description,
    options: part.options,
    isLive: part.isLive ?? false,
    create: async (given = {}, context: SourceContext = {}) =>
      part.create(checkAgainstSchema(name, given, part.options), context) as ReturnType<
        PluginSource['create']
      >,
  };
}

function checkedTarget(name: string, part: AnyPart): PluginTarget {
  return {
    description: part.description,
    options: part.options,
    create: async (given = {}, context: TargetContext = {}) =>
      part.create(checkAgainstSchema(name, given, part.options), context) as ReturnType<
        PluginTarget['create']
      >,
  };
}

function mapValues<V, R>(
  record: Readonly<Record<string, V>>,
  make: (name: string, value: V) => R,
): Record<string, R> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, make(name, value)]),
  );
}

function checkHead(name: unknown, core: unknown): void {
  if (typeof name !== 'string' || name.trim() === '') {
    throw wrong('A plugin', `needs a name, but has ${describe(name)}.`, String(name));
  }
  if (typeof core !== 'string' || !isRange(core)) {
    const rule = 'a range of versions such as "^0.1.0"';
    throw wrong(`The plugin ${name}`, `needs ${rule} as "core", but has ${describe(core)}.`, name);
  }
}

/** The compiler says so before, to those who use one. */
function checkPart(plugin: string, path: string, name: string, part: AnyPart): void {
  const about = `${path} of the plugin ${plugin}`;
  if (!NAME.test(name)) {
    throw wrong(
      about,
      'needs a name of letters, digits, - and _ that begins with a letter.',
      plugin,
    );
  }
  const { description, options, create } = part as Partial<AnyPart>;
  if (typeof description !== 'string' || description.trim() === '') {
    throw wrong(about, 'needs a description.', plugin);
  }
  if (typeof create !== 'function') throw wrong(about, 'needs a function "create".', plugin);
  if (options?.type !== 'object' || typeof options.properties !== 'object') {
    const form = '{ type: "object", properties: { … } }';
    throw wrong(
      about,
      `needs "options" of the form ${form}, if it takes none with {} in it.`,
      plugin,
    );
  }
  const stray = options.required?.find((needed) => !Object.hasOwn(options.properties, needed));
  if (stray !== undefined) {
    throw wrong(
      about,
      `requires the option ${describe(stray)}, which it does not describe.`,
      plugin,
    );
  }
  checkDefaults(about, options, plugin);
}

function checkDefaults(about: string, options: OptionsSchema, plugin: string): void {
  try {
    checkAgainstSchema(about, {}, { ...options, required: [] });
  } catch (error) {
    if (!isGiftGrabError(error)) throw error;
    throw wrong(about, `has a default that it does not allow: ${error.message}`, plugin);
  }
}

function wrong(about: string, what: string, plugin: string): PluginError {
  return new PluginError(`${about} ${what}`, { plugin, reason: 'not a plugin' });
}
