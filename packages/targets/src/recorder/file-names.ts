import { extname } from 'node:path';

/**
 * A path without the extension of its name.
 *
 * @param path - The path.
 */
export function withoutExtension(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}

/**
 * A path whose name, without its extension, ends in something more.
 *
 * @param path - The path.
 * @param suffix - What it shall end in.
 */
export function withSuffix(path: string, suffix: string): string {
  return `${withoutExtension(path)}${suffix}${extname(path)}`;
}
