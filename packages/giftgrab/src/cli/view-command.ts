import { InvalidArgumentError, type Command } from 'commander';
import { preview } from '@giftgrab/preview';
import { openConfiguredSource, type ConfiguredSource } from '../recording/open-configured-source';
import { oneLine } from './event-text';
import { jsonLine } from './json-line';
import { onStopSignal } from './stop-signals';
import { viewNames, viewSource } from './view-source';

/** What `giftgrab view` may be told. */
export interface ViewFlags {
  readonly port?: number;
  readonly host?: string;
  readonly ffmpeg?: string;
  readonly json?: boolean;
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
        '/dev/video0, device:NAME, or "test" for a test picture. Ctrl-C ends it.',
    )
    .option('--port <number>', 'port to listen at; by default any that is free', port)
    .option('--host <address>', 'address to listen at; by default this machine only, 127.0.0.1')
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
  giftgrab view /dev/video0 rtsp://192.0.2.7/stream1 --port 8080`;

/**
 * `giftgrab view SOURCE …`: shows sources live in the browser until Ctrl-C.
 *
 * @returns The exit code: 0 when it was ended by Ctrl-C, 1 when all sources have ended and one of them failed, 130 when it was ended before
 * anything could be seen.
 */
async function viewCommand(words: readonly string[], flags: ViewFlags): Promise<number> {
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve());
  });
  const forget = onStopSignal(() => stopping.abort());
  const opened: ConfiguredSource[] = [];
  try {
    for (const word of words) {
      opened.push(await openConfiguredSource(viewSource(word), flags.ffmpeg, stopping.signal));
    }
    await using live = await preview(streamsOf(opened), previewOptions(flags));
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

function streamsOf(
  opened: readonly ConfiguredSource[],
): Record<string, ConfiguredSource['source']> {
  const names = viewNames(opened.map(({ resolved }) => resolved));
  return Object.fromEntries(opened.map(({ source }, index) => [names[index] ?? '', source]));
}

function previewOptions({ port: at, host }: ViewFlags): Parameters<typeof preview>[1] {
  const token = process.env[TOKEN_VARIABLE];
  return {
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
