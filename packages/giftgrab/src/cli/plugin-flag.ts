import { Option } from 'commander';
import { collect } from './flag-values';

/** What commands may be told that take plugins. */
export interface PluginFlags {
  readonly plugin: readonly string[];
}

/** The flag `--plugin`, which may be given several times. */
export function pluginOption(): Option {
  return new Option(
    '--plugin <name|path>',
    'plugin with more filters, sources and targets, may be given several times',
  )
    .argParser(collect)
    .default([]);
}
