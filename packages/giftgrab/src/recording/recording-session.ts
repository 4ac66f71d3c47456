import { setImmediate as nextTurn } from 'node:timers/promises';
import { map, merge, type Observable } from 'rxjs';
import type { PluginRegistry, VideoSource } from '@giftgrab/core';
import {
  ConfiguredRecording,
  type ConfiguredRecordingEvent,
  type RecordingResult,
} from './configured-recording';
import {
  checkRecorders,
  checkSubFrame,
  configuredRecorder,
  frameRateOf,
  planOf,
  withPlace,
} from './configured-recorder';
import { loadConfiguredPlugins } from './configured-plugins';
import { openConfiguredSource, type ConfiguredSource } from './open-configured-source';
import type { RecordingConfig } from './recording-config';

/** How {@link recordFromConfig} records. */
export interface RecordFromConfigOptions {
  /** Gives up while sources are opened; then ends the recordings in order, as {@link RecordingSession.stop} does. */
  readonly signal?: AbortSignal;
}

/** What happens in a {@link RecordingSession}, and to which of its recordings. */
export type RecordingSessionEvent = ConfiguredRecordingEvent & {
  /** The name of the recording. */
  readonly recording: string;
};

/**
 * Records what a configuration says: opens all sources at once, and begins when all are there. From then on, a recording that fails does
 * not concern the others.
 *
 * Each file gets a `….config.yaml` beside it: its configuration, with what was left open, and without passwords.
 *
 * @param config - The configuration, from {@link loadRecordingConfig} or {@link parseRecordingConfig}.
 * @param options - How to end it early.
 * @returns The recordings, on their way. They begin in the next turn of the event loop, so that who subscribes to their events at once
 * hears all.
 * @throws {@link RecordingConfigError} when an option breaks a rule that the schema does not know; {@link TargetError} when a file
 * cannot be written; {@link PluginError} when a plugin cannot be used; and what opening a source throws. Nothing is left open then.
 * @example
 * ```ts
 * import { parseRecordingConfig, recordFromConfig } from 'giftgrab';
 *
 * async function record(): Promise<void> {
 *   const config = parseRecordingConfig('{ source: { testPattern: {} }, recorder: { path: out.mp4 }, seconds: 5 }');
 *   await using session = await recordFromConfig(config);
 *   console.log(await session.finished);
 * }
 * void record;
 * ```
 * @see GIFT-Grab's `Recorder` and its `parse` (P1, P5)
 */
export async function recordFromConfig(
  config: RecordingConfig,
  options: RecordFromConfigOptions = {},
): Promise<RecordingSession> {
  const { signal } = options;
  signal?.throwIfAborted();
  await checkRecorders(config);
  const plugins = await loadConfiguredPlugins(config);
  const opened = await openAll(config, plugins, signal);
  try {
    const recordings = opened.map((source, i) => configured(config, i, source));
    return new RecordingSession(recordings, signal);
  } catch (error) {
    await closeAll(opened.map(({ source }) => source));
    throw error;
  }
}

/** The recordings of a configuration, while they are made; from {@link recordFromConfig}. */
export class RecordingSession implements AsyncDisposable {
  /** One for each of the configuration, in its order. */
  readonly recordings: readonly ConfiguredRecording[];
  /** What happens to any of them; completes when all have ended. */
  readonly events: Observable<RecordingSessionEvent>;
  /** Resolves when all have ended and their files are finished. Never rejects: who failed says so in its result. */
  readonly finished: Promise<readonly RecordingResult[]>;

  /** @internal Use {@link recordFromConfig}. */
  constructor(recordings: readonly ConfiguredRecording[], signal: AbortSignal | undefined) {
    this.recordings = recordings;
    this.events = merge(
      ...recordings.map(({ name, events }) =>
        events.pipe(map((event) => ({ ...event, recording: name }))),
      ),
    );
    const stop = (): void => void this.stop();
    signal?.addEventListener('abort', stop, { once: true });
    this.finished = nextTurn()
      .then(() => Promise.all(recordings.map((recording) => recording.run())))
      .finally(() => signal?.removeEventListener('abort', stop));
  }

  /**
   * Ends all recordings in order: takes no more frames, and finishes the files.
   *
   * @returns How they ended, as {@link finished}.
   */
  stop(): Promise<readonly RecordingResult[]> {
    for (const recording of this.recordings) recording.stop();
    return this.finished;
  }

  /** Stops, at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function configured(
  config: RecordingConfig,
  index: number,
  opened: ConfiguredSource,
): ConfiguredRecording {
  const { source, resolved } = opened;
  checkSubFrame(config, index, source);
  const recorder = configuredRecorder(config, index, source);
  return new ConfiguredRecording(opened, recorder, {
    plan: planOf(config, index),
    ffmpeg: config.ffmpeg,
    plugins: config.plugins?.map(({ name }) => name),
    source: resolved,
    frameRate: frameRateOf(config, index, source),
  });
}

/** Opens all sources, or none. */
async function openAll(
  { recordings, ffmpeg, ...config }: RecordingConfig,
  plugins: PluginRegistry,
  signal: AbortSignal | undefined,
): Promise<readonly ConfiguredSource[]> {
  // Once the sources are open, the user's signal does not end them with an error any more.
  const opening = new AbortController();
  const giveUp = (): void => opening.abort(signal?.reason);
  signal?.addEventListener('abort', giveUp, { once: true });
  const results = await Promise.allSettled(
    recordings.map(async ({ source }) => {
      try {
        return await openConfiguredSource(source, plugins, ffmpeg, opening.signal);
      } catch (error) {
        // One that is not there is enough to give up the others.
        opening.abort();
        throw error;
      }
    }),
  );
  signal?.removeEventListener('abort', giveUp);
  const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = results.flatMap((result, i) =>
    result.status === 'rejected' ? [{ i, error: result.reason as unknown }] : [],
  );
  // Those that were given up say so; the others say why.
  const first = failed.find(({ error }) => !isAbort(error)) ?? failed[0];
  if (first === undefined) return opened;
  await closeAll(opened.map(({ source }) => source));
  throw withPlace({ recordings, ...config }, first.i, 'source', first.error);
}

async function closeAll(sources: readonly VideoSource[]): Promise<void> {
  await Promise.allSettled(sources.map((source) => source[Symbol.asyncDispose]()));
}

function isAbort(error: unknown): boolean {
  return (
    error instanceof Error &&
    ('code' in error ? error.code === 'ABORTED' : error.name === 'AbortError')
  );
}
