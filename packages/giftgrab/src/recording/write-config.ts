import { writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { stringify } from 'yaml';
import { frameRateText } from './open-configured-source';
import type { SourceConfig } from './source-schema';
import type { RecordingConfig } from './recording-config';
import { codecFor } from './codec-for';
import type { Rational } from '@giftgrab/core';

/** What became of what a configuration left open. */
export interface ResolvedConfig {
  readonly plan: RecordingConfig['recordings'][number];
  readonly ffmpeg: string | undefined;
  /** Names and paths. */
  readonly plugins: readonly string[] | undefined;
  /** Without passwords. */
  readonly source: SourceConfig;
  readonly frameRate: Rational;
}

/**
 * The configuration of one recording as it was used, in YAML, which `giftgrab record` takes again.
 *
 * @param resolved - What it was.
 * @param path - The file that was recorded.
 */
export function configText(resolved: ResolvedConfig, path: string): string {
  const { plan, ffmpeg, plugins, source, frameRate } = resolved;
  const { name, subFrame, recorder, seconds } = plan;
  const codec = recorder.codec ?? codecFor(recorder.path, 'path', 'a codec');
  const config = {
    name,
    source,
    subFrame,
    recorder: { ...recorder, codec, frameRate: frameRateText(frameRate) },
    seconds,
    plugins,
    ffmpeg,
  };
  const hidden =
    'url' in source && source.url.includes('***') ? ' *** stands for what is secret.' : '';
  return `# How ${JSON.stringify(basename(path))} was recorded.${hidden}\n${stringify(config)}`;
}

/**
 * Writes `….config.yaml` beside a recording.
 *
 * @param resolved - How it is recorded.
 * @param path - The file that is recorded.
 * @returns Where it is.
 */
export async function writeConfig(resolved: ResolvedConfig, path: string): Promise<string> {
  const beside = configPathOf(path);
  await writeFile(beside, configText(resolved, path));
  return beside;
}

/** Where the configuration of a recording is. */
export function configPathOf(path: string): string {
  return `${path.slice(0, path.length - extname(path).length)}.config.yaml`;
}
