import {
  Rational,
  type GiftGrabError,
  type PluginRegistry,
  type VideoSource,
} from '@giftgrab/core';
import { maskCredentials } from '@giftgrab/ffmpeg';
import {
  deviceSelector,
  openDevice,
  openFile,
  openStream,
  testPattern,
  type DeviceMode,
  type ReconnectOptions,
  type StreamEvent,
} from '@giftgrab/sources';
import { EMPTY, type Observable } from 'rxjs';
import { pluginSourceOf } from './plugin-source';
import type { SourceConfig } from './source-schema';

/** A source as a configuration says it, opened. */
export interface ConfiguredSource {
  readonly source: VideoSource;
  /** What happens to its connection; nothing where it has none. */
  readonly events: Observable<StreamEvent<GiftGrabError>>;
  /** Whether frames come when they come: such a source cannot be made to wait, and its end is told by the clock. */
  readonly isLive: boolean;
  /** Whether it has an end of its own. */
  readonly isEndless: boolean;
  /** The configuration, with what was found out when it was opened; without passwords. */
  readonly resolved: SourceConfig;
}

/**
 * Opens the source that a configuration describes.
 *
 * @param config - The section `source`.
 * @param plugins - Plugins that may have it.
 * @param ffmpeg - Path of the ffmpeg to use.
 * @param signal - Gives up.
 * @throws As `openFile`, `openStream`, `openDevice` and `testPattern` do, and the sources of plugins.
 */
export async function openConfiguredSource(
  config: SourceConfig,
  plugins: PluginRegistry,
  ffmpeg: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ConfiguredSource> {
  const program = {
    ...(ffmpeg !== undefined && { ffmpeg }),
    ...(signal !== undefined && { signal }),
  };
  if ('file' in config) {
    const { file, ...options } = config;
    const source = await openFile(file, { ...options, ...program });
    const isEndless = options.onEnd !== undefined && options.onEnd !== 'complete';
    const resolved = { ...config, colour: source.colour };
    return { source, events: EMPTY, isLive: false, isEndless, resolved };
  }
  if ('url' in config) {
    const { url, reconnect, ...options } = config;
    const source = await openStream(url, {
      ...options,
      ...reconnection(reconnect),
      ...program,
    });
    const resolved = { ...config, url: withoutSecrets(url), colour: source.colour };
    return { source, events: source.events, isLive: true, isEndless: true, resolved };
  }
  if ('device' in config) return openConfiguredDevice(config);
  if ('plugin' in config) {
    const found = pluginSourceOf(config, plugins);
    const source = await found.open(signal);
    const { isLive } = found;
    return { source, events: EMPTY, isLive, isEndless: isLive, resolved: config };
  }
  const {
    testPattern: { frameRate, ...picture },
    ...options
  } = config;
  const source = testPattern({ ...picture, ...options, ...rate(frameRate) });
  const { cols, rows, colour } = source;
  const pattern = { ...config.testPattern, cols, rows, ...rateText(source.frameRate) };
  const resolved = { ...config, testPattern: pattern, colour };
  const isEndless = picture.frames === undefined;
  return { source, events: EMPTY, isLive: false, isEndless, resolved };
}

async function openConfiguredDevice(
  config: Extract<SourceConfig, { device: unknown }>,
): Promise<ConfiguredSource> {
  const { device, mode, reconnect, ...options } = config;
  const selector = typeof device === 'string' ? deviceSelector(device) : device;

  const source = await openDevice({
    ...options,
    ...selector,
    ...(mode !== undefined && { mode: modeWish(mode) }),
    ...reconnection(reconnect),
  });
  const { kind, name, path, index } = source.device;
  const found = source.mode;
  const resolved = {
    ...config,
    device: path === undefined ? { kind, name, index } : { kind, name, path },
    ...(found !== undefined && {
      mode: {
        colour: found.colour,
        cols: found.cols,
        rows: found.rows,
        ...(found.format !== undefined && { format: found.format }),
        ...rateText(found.frameRate),
      },
    }),
    colour: source.colour,
  };
  return { source, events: source.events, isLive: true, isEndless: true, resolved };
}

type WrittenMode = NonNullable<Extract<SourceConfig, { device: unknown }>['mode']>;

function modeWish({ frameRate, ...mode }: WrittenMode): Partial<DeviceMode> {
  return { ...mode, ...rate(frameRate) };
}

/**
 * A frame rate as it is in a configuration, for what takes a number or a fraction.
 *
 * @param written - A number, or a text such as `30000/1001`.
 */
export function toFrameRate(written: number | string): number | Rational {
  if (typeof written === 'number') return written;
  const [num = Number.NaN, den = Number.NaN] = written.split('/').map(Number);
  return new Rational(num, den);
}

/**
 * A frame rate as it is written in a configuration.
 *
 * @param rate - The frame rate.
 */
export function frameRateText(rate: number | Rational): number | string {
  if (typeof rate === 'number') return rate;
  return rate.den === 1 ? rate.num : rate.toString();
}

function rate(written: number | string | undefined): { frameRate?: number | Rational } {
  return written === undefined ? {} : { frameRate: toFrameRate(written) };
}

function rateText(found: number | Rational | undefined): { frameRate?: number | string } {
  return found === undefined ? {} : { frameRate: frameRateText(found) };
}

type WrittenReconnect = Extract<SourceConfig, { url: string }>['reconnect'];

function reconnection(written: WrittenReconnect): { reconnect?: ReconnectOptions | false } {
  if (written === undefined) return {};
  if (written === false) return { reconnect: false };
  const { attempts, ...rest } = written;
  if (attempts === undefined) return { reconnect: rest };
  const most = attempts === 'unlimited' ? Number.POSITIVE_INFINITY : attempts;
  return { reconnect: { ...rest, attempts: most } };
}

/** Hides user, password and query, as the source's own messages do. */
function withoutSecrets(url: string): string {
  return maskCredentials(url).replace(/\?.*$/s, '?***');
}
