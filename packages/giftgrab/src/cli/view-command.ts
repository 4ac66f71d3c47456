import { InvalidArgumentError, type Command } from 'commander';
import type { FrameOperator, PluginRegistry, VideoFrame } from '@giftgrab/core';
import { convertColour } from '@giftgrab/filters';
import { preview } from '@giftgrab/preview';
import type { Observable } from 'rxjs';
import { openConfiguredSource, type ConfiguredSource } from '../recording/open-configured-source';
import type { SourceConfig } from '../recording/source-schema';
import { loadNamedPlugins } from '../plugins/load-plugins';
import { oneLine } from './event-text';
import { makeAdjustableFilter } from './filters/make-filter';
import { collect } from './flag-values';
import { jsonLine } from './json-line';
import { loadAllFilters } from './load-filters';
import { pipeAll } from './pipe-all';
import { pluginOption, type PluginFlags } from './plugin-flag';
import { onStopSignal } from './stop-signals';
import { viewNames, viewSource } from './view-source';

/** What `giftgrab view` may be told. */
export interface ViewFlags extends PluginFlags {
  readonly port?: number;
  readonly host?: string;
  readonly ffmpeg?: string;
  readonly json?: boolean;
  readonly filter: readonly string[];
}

const INTERRUPTED = 130;
// Not a flag: what is on a command line, every user of the machine can read.
const TOKEN_VARIABLE = 'GIFTGRAB_VIEW_TOKEN';

/**
 * Adds `giftgrab view` to the program.
 *
 * @param program - The program.
 * @param setCode - Hears the exit code.
 */
export function addViewCommand(program: Command, setCode: (code: number) => void): void {
  program
    .command('view <source...>')
    .description(
      'Show sources live in the browser, with the numbers of every stage. A source is a file, a URL, ' +
        '/dev/video0, device:NAME, "test" for a test picture, or what a plugin has. Ctrl-C ends it.',
    )
    .option('--port <number>', 'port to listen at; by default any that is free', port)
    .option('--host <address>', 'address to listen at; by default this machine only, 127.0.0.1')
    .option(
      '--filter <filter|file>',
      'filter of every source, may be given several times; the page has controls for its options, but for those of files',
      collect,
      [],
    )
    .addOption(pluginOption())
    .option('--json', 'for programs to read')
    .option('--ffmpeg <path>', 'the ffmpeg to use')
    .addHelpText('after', VIEW_HELP)
    .action(async (words: readonly string[], flags: ViewFlags) => {
      setCode(await viewCommand(words, flags));
    });
}

const VIEW_HELP = `
The address that it prints has a random token. ${TOKEN_VARIABLE} in the environment says another, of 16 characters or more.

Examples:
  giftgrab view operation.mp4
  giftgrab view operation.mp4 --filter 'gaussian(sigma=2)'
  giftgrab view /dev/video0 rtsp://192.0.2.7/stream1 --port 8080`;

/**
 * `giftgrab view SOURCE …`: shows sources live in the browser until Ctrl-C.
 *
 * @returns The exit code: 0 when it was ended by Ctrl-C, 1 when all sources have ended and one of them failed, 130 when it was ended before
 * anything could be seen.
 */
async function viewCommand(words: readonly string[], flags: ViewFlags): Promise<number> {
  const plugins = await loadNamedPlugins(flags.plugin);
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve());
  });
  const forget = onStopSignal(() => stopping.abort());
  const opened: ConfiguredSource[] = [];
  const filters: (readonly FrameOperator[])[] = [];
  try {
    for (const word of words) {
      const one = await openConfiguredSource(
        wishOf(word, flags, plugins),
        plugins,
        flags.ffmpeg,
        stopping.signal,
      );
      opened.push(one);
      filters.push(await filtersOf(one, flags, plugins));
    }
    await using live = await preview(streamsOf(opened, filters), previewOptions(flags));
    console.log(flags.json === true ? jsonLine({ type: 'listening', url: live.url }) : live.url);
    const isFailed = await Promise.race([stopped, untilAllEnded(opened, flags, stopping.signal)]);
    return isFailed === true ? 1 : 0;
  } catch (error) {
    if (stopping.signal.aborted) return INTERRUPTED;
    throw error;
  } finally {
    await Promise.all(opened.map(({ source }) => source.close()));
    forget();
  }
}

/** As for transcode: what every filter can do is BGRA. */
function wishOf(word: string, { filter }: ViewFlags, plugins: PluginRegistry): SourceConfig {
  const config = viewSource(word, plugins);
  return filter.length === 0 || 'plugin' in config ? config : { ...config, colour: 'BGRA' };
}

/** Filters of one source alone, so that each can be adjusted. */
async function filtersOf(
  { source }: ConfiguredSource,
  { filter }: ViewFlags,
  plugins: PluginRegistry,
): Promise<readonly FrameOperator[]> {
  if (filter.length === 0) return [];
  // A plugin's source has the colour that it has.
  const before = source.colour === 'BGRA' ? [] : [convertColour({ to: 'BGRA' })];
  return [...before, ...(await loadAllFilters(filter, plugins, makeAdjustableFilter))];
}

function streamsOf(
  opened: readonly ConfiguredSource[],
  filters: readonly (readonly FrameOperator[])[],
): Record<string, Observable<VideoFrame>> {
  const names = viewNames(opened.map(({ resolved }) => resolved));
  const streams = opened.map(({ source }, index) => pipeAll(source, filters[index] ?? []));
  return Object.fromEntries(streams.map((stream, index) => [names[index] ?? '', stream]));
}

function previewOptions({ port: at, host, filter }: ViewFlags): Parameters<typeof preview>[1] {
  const token = process.env[TOKEN_VARIABLE];
  return {
    controls: filter.length > 0,
    ...(at !== undefined && { port: at }),
    ...(host !== undefined && { host }),
    ...(token !== undefined && { token }),
  };
}

/** Says of each source that fails why; resolves when none is left, with whether one has failed. */
async function untilAllEnded(
  opened: readonly ConfiguredSource[],
  { json }: ViewFlags,
  signal: AbortSignal,
): Promise<boolean> {
  const names = viewNames(opened.map(({ resolved }) => resolved));
  const endings = opened.map(async ({ source }, index) => {
    try {
      await source.finished;
      return false;
    } catch (error) {
      if (signal.aborted) return false;
      const name = names[index] ?? '';
      const text = oneLine(error instanceof Error ? error.message : String(error));
      if (json === true) console.log(jsonLine({ type: 'failed', source: name, error }));
      else console.error(`${name}: ${text}`);
      return true;
    }
  });
  return (await Promise.all(endings)).includes(true);
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is not a port.');
}
