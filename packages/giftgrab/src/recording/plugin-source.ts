import {
  checkAgainstSchema,
  didYouMean,
  InvalidOptionError,
  type PluginRegistry,
  type VideoSource,
} from '@giftgrab/core';
import type { SourceConfig } from './source-schema';

type PluginSourceConfig = Extract<SourceConfig, { plugin: string }>;

/** A source of a plugin, not opened yet. */
export interface UnopenedSource {
  /** Whether its frames come when they come. */
  readonly isLive: boolean;
  /** Opens it. */
  open(signal: AbortSignal | undefined): Promise<VideoSource>;
}

/**
 * The source of a plugin that a configuration means.
 *
 * @param config - The section `source`.
 * @param plugins - The plugins.
 * @throws {@link InvalidOptionError} when there is none of that name, or its options are wrong.
 */
export function pluginSourceOf(
  { plugin: name, options = {} }: PluginSourceConfig,
  plugins: PluginRegistry,
): UnopenedSource {
  const found = plugins.source(name);
  if (found === undefined) {
    const names = plugins.sources.map((each) => each.name);
    const advice = didYouMean(name, names) || 'Name its plugin under "plugins".';
    throw new InvalidOptionError('plugin', 'the name of a source of a plugin', name, advice);
  }
  try {
    checkAgainstSchema(found.name, options, found.options);
  } catch (error) {
    throw inOptions(error);
  }
  return {
    isLive: found.isLive,
    open: (signal) => found.create(options, { signal }),
  };
}

/** A mistake as one of the section `options`, where its place is looked for. */
function inOptions(error: unknown): unknown {
  if (!(error instanceof InvalidOptionError)) return error;
  const { option, expected, received } = error;
  // Of an unknown name the message says more than its parts.
  if (/ option$/.test(option)) return error;
  return new InvalidOptionError(`options.${option}`, expected, received);
}
