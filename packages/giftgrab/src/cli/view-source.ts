import { basename } from 'node:path';
import type { PluginRegistry } from '@giftgrab/core';
import { Device } from '@giftgrab/sources';
import { pluginCall } from './plugin-call';
import type { SourceConfig } from '../recording/source-schema';

const DEVICE = 'device:';

/**
 * The source that a word on the command line means.
 *
 * @param word - A file, a URL, `/dev/video0`, `device:NAME`, `test`, or a source of a plugin.
 * @param plugins - The plugins.
 */
export function viewSource(word: string, plugins: PluginRegistry): SourceConfig {
  if (word === 'test') return { testPattern: {} };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(word)) return { url: word };
  if (/^\/dev\/video\d+$/.test(word)) return { device: { path: word } };
  if (word.startsWith(DEVICE)) {
    const name = word.slice(DEVICE.length);
    const alias = Object.values(Device).find((each) => each === name);
    return { device: alias ?? { name } };
  }
  const found = pluginCall(word, 'SOURCE', plugins.sources);
  if (found !== undefined) return { plugin: found.part.name, options: found.call.options };
  // Round and round: who opens the page late shall see something too.
  return { file: word, pace: 'realtime', onEnd: 'loop' };
}

/**
 * What the page calls sources: each by a name of its own, without passwords.
 *
 * @param sources - The sources, as they were resolved.
 */
export function viewNames(sources: readonly SourceConfig[]): readonly string[] {
  const names: string[] = [];
  for (const source of sources) {
    const name = nameOf(source);
    const alike = names.filter((each) => each === name || each.startsWith(`${name} (`)).length;
    names.push(alike === 0 ? name : `${name} (${alike + 1})`);
  }
  return names;
}

function nameOf(source: SourceConfig): string {
  if ('file' in source) return basename(source.file);
  if ('url' in source) return source.url;
  if ('testPattern' in source) return 'test';
  if ('plugin' in source) return source.plugin;
  const { device } = source;
  return typeof device === 'string' ? device : (device.name ?? device.path ?? 'device');
}
