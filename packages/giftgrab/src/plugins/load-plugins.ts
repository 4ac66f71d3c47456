import { pathToFileURL } from 'node:url';
import { PluginError, PluginRegistry } from '@giftgrab/core';
import * as filters from '@giftgrab/filters';
import { locatePlugin, pluginWish, type PluginWish } from './locate-plugin';

/** Words that mean sources already. */
const SOURCES = ['test'];

/**
 * Loads plugins, which run as any package does that a program imports.
 *
 * @param wishes - The plugins.
 * @returns What they have, by name.
 * @throws {@link PluginError} when one is not there, fails, or has a name that is taken.
 */
export async function loadPlugins(wishes: readonly PluginWish[]): Promise<PluginRegistry> {
  const registry = new PluginRegistry({ filters: Object.keys(filters), sources: SOURCES });
  for (const wish of wishes) registry.add(await pluginOf(wish), wish.name);
  return registry;
}

/**
 * Loads the plugins that were named on the command line.
 *
 * @param names - Their names or paths, from the working directory.
 */
export function loadNamedPlugins(names: readonly string[]): Promise<PluginRegistry> {
  return loadPlugins(names.map((name) => pluginWish(name, process.cwd())));
}

/** What a module exports as `plugin`. */
async function pluginOf(wish: PluginWish): Promise<unknown> {
  const path = locatePlugin(wish);
  let module: { readonly plugin?: unknown; readonly default?: { readonly plugin?: unknown } };
  try {
    module = (await import(pathToFileURL(path).href)) as typeof module;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PluginError(`The plugin ${wish.name} cannot be loaded: ${reason}`, {
      plugin: wish.name,
      reason: 'failed',
      cause,
    });
  }
  // What a CommonJS module exports under names that Node could not find by reading it lies in `default`.
  return module.plugin ?? module.default?.plugin;
}
