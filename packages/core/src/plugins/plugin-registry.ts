import { describe } from '../errors';
import { nameKey } from '../nearest-name';
import { CORE_FOLDER, coreVersion, hasCoreVersion } from './core-version';
import { coreFolderOf } from './define-plugin';
import type { Plugin, PluginFilter, PluginSource, PluginTarget } from './plugin';
import { PluginError } from './plugin-error';

/** A filter, source or target that a registry knows. */
export type Registered<Part> = Part & {
  /** Its name. */
  readonly name: string;
  /** The name of the plugin that has it. */
  readonly plugin: string;
};

/** Names that plugins may not take. */
export interface TakenNames {
  /** Of filters. @defaultValue none */
  readonly filters?: readonly string[];
  /** Of sources. @defaultValue none */
  readonly sources?: readonly string[];
  /** Of targets. @defaultValue none */
  readonly targets?: readonly string[];
}

const ONE = { filters: 'filter', sources: 'source', targets: 'target' } as const;

type Kind = keyof typeof ONE;

/**
 * Plugins whose filters, sources and targets are found by name. A program that lets its users choose plugins makes one; one that imports
 * what it needs does without.
 *
 * @example
 * ```ts
 * import { definePlugin, PluginRegistry } from '@giftgrab/core';
 *
 * const registry = new PluginRegistry();
 * registry.add(definePlugin({ name: 'nothing', core: '*' }));
 * console.log(registry.filter('wobble')); // undefined
 * ```
 */
export class PluginRegistry {
  readonly #plugins: Plugin[] = [];
  readonly #taken: Readonly<Record<Kind, Map<string, string>>>;
  readonly #filters = new Map<string, Registered<PluginFilter>>();
  readonly #sources = new Map<string, Registered<PluginSource>>();
  readonly #targets = new Map<string, Registered<PluginTarget>>();

  /** @param taken - Names that plugins may not take, because giftgrab itself has them. */
  constructor(taken: TakenNames = {}) {
    const map = (names: readonly string[] = []): Map<string, string> =>
      new Map(names.map((name) => [nameKey(name), 'giftgrab itself']));
    this.#taken = {
      filters: map(taken.filters),
      sources: map(taken.sources),
      targets: map(taken.targets),
    };
  }

  /** The plugins, in the order in which they were added. */
  get plugins(): readonly Plugin[] {
    return this.#plugins;
  }

  /** The filters of all plugins. */
  get filters(): readonly Registered<PluginFilter>[] {
    return [...this.#filters.values()];
  }

  /** The sources of all plugins. */
  get sources(): readonly Registered<PluginSource>[] {
    return [...this.#sources.values()];
  }

  /** The targets of all plugins. */
  get targets(): readonly Registered<PluginTarget>[] {
    return [...this.#targets.values()];
  }

  /**
   * Adds all that a plugin has, or nothing. One that is there already stays as it is.
   *
   * @param value - The plugin.
   * @param from - Where it comes from, for messages. @defaultValue what it calls itself
   * @throws {@link PluginError} when it is no plugin, was made for other versions of core or with another copy of it, or has a name that
   * is taken.
   */
  add(value: unknown, from?: string): Plugin {
    const plugin = checkedPlugin(value, from);
    if (this.#plugins.includes(plugin)) return plugin;
    this.#checkNames(plugin);
    this.#plugins.push(plugin);
    this.#register(plugin, 'filters', this.#filters);
    this.#register(plugin, 'sources', this.#sources);
    this.#register(plugin, 'targets', this.#targets);
    return plugin;
  }

  /**
   * The filter of a name, however its words are joined: `hueShift`, `hue-shift` and `hueShiftFilter` are one.
   *
   * @param name - The name.
   */
  filter(name: string): Registered<PluginFilter> | undefined {
    return this.#filters.get(nameKey(name));
  }

  /**
   * The source of a name, however its words are joined.
   *
   * @param name - The name.
   */
  source(name: string): Registered<PluginSource> | undefined {
    return this.#sources.get(nameKey(name));
  }

  /**
   * The target of a name, however its words are joined.
   *
   * @param name - The name.
   */
  target(name: string): Registered<PluginTarget> | undefined {
    return this.#targets.get(nameKey(name));
  }

  #checkNames(plugin: Plugin): void {
    if (this.#plugins.some(({ name }) => nameKey(name) === nameKey(plugin.name))) {
      throw taken(plugin, `There is a plugin ${describe(plugin.name)} already.`);
    }
    for (const kind of Object.keys(ONE) as Kind[]) {
      const own = new Map<string, string>();
      for (const name of Object.keys(plugin[kind])) {
        const owner = this.#taken[kind].get(nameKey(name)) ?? own.get(nameKey(name));
        if (owner !== undefined) {
          const who = owner === plugin.name ? 'it has one twice' : `${owner} has one`;
          throw taken(
            plugin,
            `The plugin ${plugin.name} has a ${ONE[kind]} ${describe(name)}, but ${who} of that name. Leave one of the two away.`,
          );
        }
        own.set(nameKey(name), plugin.name);
      }
    }
  }

  #register<Part extends object>(
    plugin: Plugin & { readonly [K in Kind]: Readonly<Record<string, object>> },
    kind: Kind,
    parts: Map<string, Registered<Part>>,
  ): void {
    for (const [name, part] of Object.entries(plugin[kind])) {
      parts.set(nameKey(name), { ...(part as Part), name, plugin: plugin.name });
      this.#taken[kind].set(nameKey(name), `the plugin ${plugin.name}`);
    }
  }
}

/** What is a plugin, and can be used with this copy of core. */
function checkedPlugin(value: unknown, from: string | undefined): Plugin {
  const folder = coreFolderOf(value);
  if (folder === undefined) {
    const what = from === undefined ? describe(value) : `What ${from} exports as "plugin"`;
    throw new PluginError(`${what} is not a plugin. Make one by definePlugin({ … }).`, {
      plugin: from ?? describe(value),
      reason: 'not a plugin',
    });
  }
  const plugin = value as Plugin;
  const { name, core } = plugin;
  if (!hasCoreVersion(core)) {
    throw new PluginError(
      `The plugin ${name} is made for @giftgrab/core ${core}, and this is ${coreVersion()}. Install a version of it, or of giftgrab, that fits.`,
      { plugin: name, reason: 'other version' },
    );
  }
  if (folder !== CORE_FOLDER) {
    throw new PluginError(
      `The plugin ${name} uses a @giftgrab/core of its own, in ${folder}, and frames cannot go from one to another; this one is in ` +
        `${CORE_FOLDER}. Install giftgrab and the plugin in one folder, and run the giftgrab that is there.`,
      { plugin: name, reason: 'other copy' },
    );
  }
  return plugin;
}

function taken({ name }: Plugin, message: string): PluginError {
  return new PluginError(message, { plugin: name, reason: 'name taken' });
}
