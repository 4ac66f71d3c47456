import { basename, dirname } from 'node:path';
import { InvalidOptionError, isGiftGrabError } from '@giftgrab/core';
import { findUnfinished } from '@giftgrab/targets';
import { pluginWish } from '../plugins/locate-plugin';
import { loadConfiguredPlugins } from '../recording/configured-plugins';
import { loadRecordingConfig, type RecordingConfig } from '../recording/recording-config';
import { RecordingConfigError } from '../recording/recording-config-error';
import { recordingJsonSchema } from '../recording/recording-schema';
import { recordFromConfig, type RecordingSession } from '../recording/recording-session';
import { megabytes, oneLine } from './event-text';
import { jsonLine } from './json-line';
import { RecordDisplay } from './record-display';
import type { PluginFlags } from './plugin-flag';
import { onStopSignal } from './stop-signals';

/** What `giftgrab record` may be told. */
export interface RecordFlags extends PluginFlags {
  readonly json?: boolean;
  readonly check?: boolean;
  readonly schema?: boolean;
  readonly seconds?: number;
  readonly ffmpeg?: string;
}

const WRONG_CONFIG = 2;
const INTERRUPTED = 130;

/**
 * `giftgrab record CONFIG`: records what a configuration says, until its end or Ctrl-C.
 *
 * @returns The exit code: 0 when all that was asked for is recorded, 1 when something failed, 2 when the configuration is wrong, 130 when
 * it was stopped before its end. The files are finished in each case.
 */
export async function recordCommand(path: string | undefined, flags: RecordFlags): Promise<number> {
  if (flags.schema === true) {
    console.log(jsonLine(recordingJsonSchema(), 2));
    return 0;
  }
  if (path === undefined) {
    throw new InvalidOptionError('CONFIG', 'the path of a configuration', path);
  }
  let config: RecordingConfig;
  try {
    config = withFlags(loadRecordingConfig(path), flags);
    await loadConfiguredPlugins(config);
  } catch (error) {
    explain(error, flags);
    return WRONG_CONFIG;
  }
  if (flags.check === true) {
    const names = config.recordings.map(({ name }) => name);
    if (flags.json === true) console.log(jsonLine({ type: 'checked', recordings: names }));
    else console.log(`${path} is as it should be. It records: ${names.join(', ')}`);
    return 0;
  }
  try {
    return await record(config, flags);
  } catch (error) {
    explain(error, flags);
    return error instanceof RecordingConfigError ? WRONG_CONFIG : 1;
  }
}

async function record(config: RecordingConfig, flags: RecordFlags): Promise<number> {
  const display = new RecordDisplay(flags.json === true);
  for (const folder of foldersOf(config)) await sayUnfinished(folder, display);
  const stopping = new AbortController();
  let isRecording = false;
  const forget = onStopSignal(() => {
    const more = isRecording ? 'Stopping; the files are being finished' : 'Stopping';
    display.say(
      `${more}. (Ctrl-C again to give up at once; "giftgrab repair" finishes them then.)`,
    );
    stopping.abort();
  });
  try {
    const session = await recordFromConfig(config, { signal: stopping.signal });
    isRecording = true;
    const forgetToggle = toggleBySignal(session, display);
    display.start(session);
    const results = await session.finished;
    forgetToggle();
    display.stop(session);
    display.report(results);
    if (results.some(({ error }) => error !== undefined)) return 1;
    return results.some(({ isCutShort }) => isCutShort) ? INTERRUPTED : 0;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    display.say('Nothing was recorded.');
    return INTERRUPTED;
  } finally {
    forget();
  }
}

function withFlags(config: RecordingConfig, flags: RecordFlags): RecordingConfig {
  const { seconds, ffmpeg, plugin } = flags;
  if (seconds !== undefined && !(seconds > 0 && Number.isFinite(seconds))) {
    throw new InvalidOptionError('--seconds', 'a number of seconds above 0', seconds);
  }
  const recordings =
    seconds === undefined
      ? config.recordings
      : config.recordings.map((recording) => ({ ...recording, seconds }));
  const named = plugin.map((name) => pluginWish(name, process.cwd()));
  const plugins = [...(config.plugins ?? []), ...named];
  return {
    ...config,
    recordings,
    ...(plugins.length > 0 && { plugins }),
    ...(ffmpeg !== undefined && { ffmpeg }),
  };
}

function foldersOf({ recordings }: RecordingConfig): ReadonlySet<string> {
  return new Set(recordings.map(({ recorder }) => dirname(recorder.path)));
}

/** Recordings of a program that died, and how to finish them. */
async function sayUnfinished(folder: string, display: RecordDisplay): Promise<void> {
  // That there is no such folder is said where it matters.
  const unfinished = await findUnfinished(folder).catch(() => []);
  if (unfinished.length === 0) return;
  const names = unfinished.map(({ path, bytes }) => `${basename(path)} (${megabytes(bytes)})`);
  display.say(
    `There are unfinished recordings in ${folder}: ${names.join(', ')}. They are left alone; finish them by: giftgrab repair ${JSON.stringify(folder)}`,
  );
}

/** Recordings that do not begin at once are started and stopped by a signal. */
function toggleBySignal(session: RecordingSession, display: RecordDisplay): () => void {
  const waiting = session.recordings.filter(({ autoStart }) => !autoStart);
  if (waiting.length === 0 || process.platform === 'win32') return () => undefined;
  const toggle = (): void => {
    for (const { recorder } of waiting) {
      if (recorder.state === 'idle') recorder.start();
      else void recorder.stop();
    }
  };
  process.on('SIGUSR2', toggle);
  for (const { name } of waiting) {
    display.say(`${name} waits. To start and to stop it: kill -USR2 ${process.pid}`);
  }
  return () => process.removeListener('SIGUSR2', toggle);
}

/** A user's mistake in a line for each; anything else is a defect. */
function explain(error: unknown, { json }: RecordFlags): void {
  if (!isGiftGrabError(error)) throw error;
  if (error instanceof RecordingConfigError) {
    if (json === true) console.log(jsonLine({ type: 'mistakes', mistakes: error.mistakes }));
    console.error(error.message);
    return;
  }
  const advice = 'set "overwrite: true" under "recorder"';
  const text = oneLine(error.message).replace('pass { overwrite: true }', advice);
  console.error(`giftgrab: ${text}`);
}
