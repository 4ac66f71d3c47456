import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { SourceError } from '@giftgrab/core';
import { pluginWish, type PluginWish } from '../plugins/locate-plugin';
import { ConfigText } from './config-text';
import { mistakesOf } from './mistakes-of';
import { RecordingConfigError, type ConfigMistake } from './recording-config-error';
import { schemaFor, type RecordingPlan, type WrittenConfig } from './recording-schema';

/** What {@link recordFromConfig} records. */
export interface RecordingConfig {
  /** What is recorded at the same time; each has a name, and paths are absolute. */
  readonly recordings: readonly (RecordingPlan & {
    /** What messages call it. */
    readonly name: string;
  })[];
  /** Plugins whose sources are used. */
  readonly plugins?: readonly PluginWish[];
  /** Path of the ffmpeg to use. */
  readonly ffmpeg?: string | undefined;
  /** @internal Places of the text it was read from, for mistakes that show later. */
  readonly origin: ConfigOrigin;
}

/** The text that a configuration was read from. */
export interface ConfigOrigin {
  /** What it is called. */
  readonly file: string;
  /** The text. */
  readonly text: ConfigText;
  /** The keys that lead to a recording. */
  readonly pathOf: (recording: number) => readonly PropertyKey[];
}

/** How {@link parseRecordingConfig} reads. */
export interface ParseOptions {
  /** The folder that paths start from. @defaultValue the working directory */
  readonly folder?: string;
  /** What messages call the text. @defaultValue `'config'` */
  readonly file?: string;
}

/**
 * Reads the configuration of a recording from a file, in YAML or JSON. Paths in it start from its folder.
 *
 * @param path - The file.
 * @throws {@link RecordingConfigError} when there are mistakes in it; it has all of them. {@link SourceError} when it cannot be read.
 * @example
 * ```ts
 * import { loadRecordingConfig, recordFromConfig } from 'giftgrab';
 *
 * async function record(path: string): Promise<void> {
 *   await using session = await recordFromConfig(loadRecordingConfig(path));
 *   session.events.subscribe(({ recording, type }) => console.log(recording, type));
 *   for (const { name, parts, error } of await session.finished) console.log(name, parts.length, error);
 * }
 * void record;
 * ```
 * @see GIFT-Grab's `parse` of `giftgrab.epiphan` (P5)
 */
export function loadRecordingConfig(path: string): RecordingConfig {
  return parseRecordingConfig(textOf(path), { folder: dirname(resolve(path)), file: path });
}

/**
 * Reads the configuration of a recording from a text, in YAML or JSON. Touches nothing on the disk.
 *
 * @param text - The text.
 * @param options - Where paths start from, and what messages call the text.
 * @throws {@link RecordingConfigError} when there are mistakes in it; it has all of them.
 * @example
 * ```ts
 * import { parseRecordingConfig } from 'giftgrab';
 *
 * const config = parseRecordingConfig(`
 * source: { url: rtsp://192.0.2.7/stream1 }
 * recorder: { path: "theatre-{date}-{time}.mp4" }
 * `);
 * console.log(config.recordings[0]?.name); // theatre
 * ```
 */
export function parseRecordingConfig(text: string, options: ParseOptions = {}): RecordingConfig {
  const { folder = '.', file = 'config' } = options;
  const read = new ConfigText(text);
  if (read.faults.length > 0) {
    throw new RecordingConfigError(
      read.faults.map((fault) => ({ ...fault, path: '' })),
      file,
    );
  }
  const schema = schemaFor(read.value);
  const checked = schema.safeParse(read.value);
  if (!checked.success) {
    throw new RecordingConfigError(mistakesOf(checked.error.issues, read, schema), file);
  }
  const written = checked.data as WrittenConfig;
  const isList = 'recordings' in written;
  const plans = isList ? written.recordings : [planOnly(written)];
  const pathOf = (recording: number): readonly PropertyKey[] =>
    isList ? ['recordings', recording] : [];
  const origin = { file, text: read, pathOf };
  const recordings = plans.map((plan) => absolute(plan, folder));
  checkDifferent(recordings, origin);
  const ffmpeg = written.ffmpeg === undefined ? {} : { ffmpeg: programAt(written.ffmpeg, folder) };
  const plugins = written.plugins?.map((name) => pluginWish(name, folder));
  return { recordings, ...(plugins !== undefined && { plugins }), ...ffmpeg, origin };
}

/** Two recordings may not write to the same files, nor have the same name. */
function checkDifferent(recordings: RecordingConfig['recordings'], origin: ConfigOrigin): void {
  const mistakes = recordings.flatMap(({ name, recorder }, i): ConfigMistake[] => {
    const earlier = recordings.slice(0, i);
    const place = (key: string): ConfigMistake => {
      const path = [...origin.pathOf(i), ...key.split('.')];
      const what = path.join('.').replace(/\.(\d+)\./, '[$1].');
      const message = `${what} is that of another recording too; each needs its own.`;
      return { ...origin.text.placeOf(path), path: what, message };
    };
    if (earlier.some((other) => other.recorder.path === recorder.path)) {
      return [place('recorder.path')];
    }
    return earlier.some((other) => other.name === name) ? [place('name')] : [];
  });
  if (mistakes.length > 0) throw new RecordingConfigError(mistakes, origin.file);
}

function absolute(plan: RecordingPlan, folder: string): RecordingConfig['recordings'][number] {
  const { source, recorder } = plan;
  return {
    ...plan,
    name: plan.name ?? nameFrom(recorder.path),
    source: 'file' in source ? { ...source, file: resolve(folder, source.file) } : source,
    recorder: {
      ...recorder,
      path: resolve(folder, recorder.path),
      ...(recorder.fallbackPath !== undefined && {
        fallbackPath: resolve(folder, recorder.fallbackPath),
      }),
    },
  };
}

/** `theatre-{date}-{time}.mp4` is the recording `theatre`. */
function nameFrom(path: string): string {
  const name = basename(path)
    .replace(/\.[^.]*$/, '')
    .replace(/[-_. ]*\{[^{}]*\}/g, '');
  return name === '' ? 'recording' : name;
}

/** A name without a folder is looked for on PATH. */
function programAt(path: string, folder: string): string {
  return /[\\/]/.test(path) ? resolve(folder, path) : path;
}

function planOnly(written: Exclude<WrittenConfig, { recordings: unknown }>): RecordingPlan {
  const { ffmpeg: _ffmpeg, plugins: _plugins, ...plan } = written;
  return plan;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const why =
      { ENOENT: 'there is no such file', EISDIR: 'it is a directory', EACCES: 'no permission' }[
        code
      ] ?? (cause as Error).message;
    throw new SourceError(`The configuration ${JSON.stringify(path)} cannot be read: ${why}.`, {
      code: code === 'ENOENT' ? 'SOURCE_NOT_FOUND' : 'SOURCE_NOT_READABLE',
      cause,
    });
  }
}
