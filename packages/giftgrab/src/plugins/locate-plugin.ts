import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { PluginError } from '@giftgrab/core';

/** A plugin that somebody has named. */
export interface PluginWish {
  /** `wobble` for the package `giftgrab-plugin-wobble` or `wobble`; or the absolute path of a file or folder. */
  readonly name: string;
  /** The folder from which packages are looked for. */
  readonly folder: string;
}

/** How plugins' packages are called. */
const PREFIX = 'giftgrab-plugin-';

/**
 * A plugin that somebody has named; a path is made absolute.
 *
 * @param name - What was written.
 * @param folder - The folder from which it is looked for.
 */
export function pluginWish(name: string, folder: string): PluginWish {
  return { name: isPath(name) ? resolve(folder, name) : name, folder: resolve(folder) };
}

function isPath(name: string): boolean {
  return isAbsolute(name) || /^\.{1,2}(?:[\\/]|$)/.test(name);
}

/**
 * The file that a plugin begins with.
 *
 * @param wish - The plugin.
 * @throws {@link PluginError} with the reason `'not found'` that says what was tried.
 */
export function locatePlugin({ name, folder }: PluginWish): string {
  // Only the folder of this file counts, which need not be there.
  const { resolve: find } = createRequire(join(folder, 'plugin.js'));
  const tried = isPath(name) ? [name] : packagesOf(name);
  for (const each of tried) {
    try {
      return find(each);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') continue;
      throw new PluginError(`The plugin ${name} cannot be loaded: ${(error as Error).message}`, {
        plugin: name,
        reason: 'failed',
        cause: error,
      });
    }
  }
  throw new PluginError(notFound(name, folder, tried), { plugin: name, reason: 'not found' });
}

/** `@acme/wobble` may be `@acme/giftgrab-plugin-wobble`. */
function packagesOf(name: string): readonly string[] {
  const [, scope = '', rest = name] = /^(@[^/]+\/)(.*)$/.exec(name) ?? [];
  return rest.startsWith(PREFIX) ? [name] : [`${scope}${PREFIX}${rest}`, name];
}

function notFound(name: string, folder: string, tried: readonly string[]): string {
  if (isPath(name)) {
    return `There is no plugin at ${tried.join()}: it is a JavaScript file, or a folder with a package whose "main" is there. Is it built?`;
  }
  const packages = tried.map((each) => JSON.stringify(each)).join(' nor ');
  return `There is no plugin ${name}: neither ${packages} is installed in ${folder} or above. Install it there, npm install ${tried[0] ?? name}, or write its path, ./${name}.`;
}
