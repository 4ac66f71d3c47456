import {
  InvalidOptionError,
  type PluginRegistry,
  type TargetReport,
  type VideoSource,
  type VideoTarget,
} from '@giftgrab/core';
import { fileWriter, type FileReport, type FileWriterOptions } from '@giftgrab/targets';
import { namingMistakes, pluginCall } from './plugin-call';
import { codecFor } from '../recording/codec-for';
import { megabytes } from './event-text';
import type { TranscodeFlags } from './transcode-command';

/** What `giftgrab transcode` writes. */
export interface TranscodeOutput {
  readonly target: VideoTarget;
  /** The report for people. */
  text(report: TargetReport, seconds: number): string;
}

/** Flags that speak of encoders, by what they are called in the code. */
const OF_ENCODERS = {
  codec: '--codec',
  preset: '--preset',
  crf: '--crf',
  bitrate: '--bitrate',
  gop: '--gop',
  encoder: '--encoder',
  timing: '--timing',
  oddSize: '--odd-size',
} as const;

/**
 * Opens what is to be written.
 *
 * @param word - The word OUT: a file, or a target of a plugin.
 * @param source - What its frames come from.
 * @param flags - How.
 * @param plugins - What may be meant by the word.
 */
export async function openOutput(
  word: string,
  source: VideoSource,
  flags: TranscodeFlags,
  plugins: PluginRegistry,
): Promise<TranscodeOutput> {
  const found = pluginCall(word, 'OUT', plugins.targets);
  if (found === undefined) return openWriter(word, source, flags);
  const { call, part } = found;
  const stray = Object.entries(OF_ENCODERS).find(([name]) => name in flags);
  if (stray !== undefined) {
    const remedy = `The target ${part.name} is not written by an encoder.`;
    throw new InvalidOptionError('OUT', `a file, since ${stray[1]} is given,`, word, remedy);
  }
  const { frameRate = source.frameRate, overwrite } = flags;
  const target = await namingMistakes(part.name, () =>
    part.create(call.options, { frameRate, overwrite }),
  );
  return {
    target,
    text: ({ frames, dropped }, seconds) =>
      `${part.name}: ${frames} frames, ${dropped} dropped; ${tookText(frames, seconds)}`,
  };
}

function openWriter(path: string, source: VideoSource, flags: TranscodeFlags): TranscodeOutput {
  const { codec, frameRate, colour: _colour, filter: _filter, plugin: _plugin, ...others } = flags;
  const { json: _json, ...rest } = others;
  const options: FileWriterOptions = {
    ...rest,
    codec: codec ?? codecFor(path, 'OUT', '--codec'),
    frameRate: frameRate ?? source.frameRate ?? 25,
  };
  return {
    target: fileWriter(path, options),
    text: (report, seconds) => reportText(report as FileReport, source, seconds),
  };
}

function reportText(report: FileReport, source: VideoSource, seconds: number): string {
  const { path, frames, durationSeconds, cols, rows, codec, bytes } = report;
  const { encoder = 'no encoder' } = report;
  const counts = [
    `${report.dropped} dropped`,
    `${report.duplicated} duplicated`,
    ...(report.retimed > 0 ? [`${report.retimed} retimed`] : []),
    ...(report.resized === 'no' ? [] : [`${report.resized} from ${source.cols}×${source.rows}`]),
  ].join(', ');
  return (
    `${path}: ${frames} frames, ${durationSeconds.toFixed(2)} s, ${cols}×${rows}, ${codec} by ${encoder}, ${megabytes(bytes)}\n` +
    `${counts}; ${tookText(frames, seconds)}`
  );
}

function tookText(frames: number, seconds: number): string {
  return `took ${seconds.toFixed(1)} s (${(frames / seconds).toFixed(0)} frames/s)`;
}
