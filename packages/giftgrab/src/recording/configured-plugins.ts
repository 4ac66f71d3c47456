import type { PluginRegistry } from '@giftgrab/core';
import { loadPlugins } from '../plugins/load-plugins';
import { placingMistakes } from './configured-recorder';
import { pluginSourceOf } from './plugin-source';
import type { RecordingConfig } from './recording-config';

/**
 * Loads the plugins of a configuration, and checks what it says of their sources.
 *
 * @param config - The configuration.
 * @throws {@link PluginError} when one cannot be used; {@link RecordingConfigError} when there is no such source, or its options are wrong.
 */
export async function loadConfiguredPlugins(config: RecordingConfig): Promise<PluginRegistry> {
  const plugins = await loadPlugins(config.plugins ?? []);
  config.recordings.forEach(({ source }, i) => {
    if (!('plugin' in source)) return;
    placingMistakes(config, i, 'source', () => pluginSourceOf(source, plugins));
  });
  return plugins;
}
