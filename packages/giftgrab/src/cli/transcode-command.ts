import { availableParallelism } from 'node:os';
import type { ColourSpace } from '@giftgrab/core';
import { openFile, type FileSource } from '@giftgrab/sources';
import {
  fileWriter,
  type Codec,
  type FileReport,
  type FileWriter,
  type FileWriterOptions,
  type OddSize,
  type Timing,
} from '@giftgrab/targets';
import { codecFor } from '../recording/codec-for';
import { megabytes } from './event-text';
import { jsonLine } from './json-line';
import { loadFilters } from './load-filters';
import { pipeAll } from './pipe-all';
import { ProgressBar } from './progress-bar';
import { onStopSignal } from './stop-signals';

/** What `giftgrab transcode` may be told. */
export interface TranscodeFlags {
  readonly codec?: Codec;
  readonly colour?: ColourSpace;
  readonly filter: readonly string[];
  readonly preset?: string;
  readonly crf?: number;
  readonly bitrate?: number;
  readonly gop?: number;
  readonly encoder?: string;
  readonly frameRate?: number;
  readonly timing?: Timing;
  readonly oddSize?: OddSize;
  readonly ffmpeg?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/**
 * `giftgrab transcode IN OUT`: reads a video, passes its frames through filters and encodes the result, with a progress bar
 * and a report.
 *
 * @returns The exit code: 0, or 130 when it was interrupted; the file then holds what was done up to there.
 */
export async function transcodeCommand(
  from: string,
  to: string,
  flags: TranscodeFlags,
): Promise<number> {
  const operators = (await Promise.all(flags.filter.map((wish) => loadFilters(wish)))).flat();
  const { ffmpeg, colour = colourFor(flags.filter) } = flags;
  await using source = await openFile(from, {
    colour,
    // The encoder needs the other cores: decoding with all of them is slower in sum.
    threads: Math.max(1, Math.floor(availableParallelism() / 2)),
    ...(ffmpeg === undefined ? {} : { ffmpeg }),
  });
  await using target = fileWriter(to, writerOptions(to, source, flags));
  const startedMs = performance.now();
  const stopping = new AbortController();
  // The file is finished with what is done up to there.
  const forget = onStopSignal(() => {
    stopping.abort();
    console.error('\nStopping; the file keeps what is done. (Ctrl-C again to give up at once.)');
    void source.close();
  }, ['SIGINT']);
  try {
    pipeAll(source, operators).subscribe(target);
    const report = await withProgress(source, target);
    if (flags.json === true) console.log(jsonLine(report));
    else console.log(reportText(report, source, (performance.now() - startedMs) / 1000));
  } finally {
    forget();
  }
  return stopping.signal.aborted ? 130 : 0;
}

/** What every filter can do, at every size, is BGRA; a user's own filters get the same unless told otherwise. */
function colourFor(filters: readonly string[]): ColourSpace {
  return filters.length === 0 ? 'I420' : 'BGRA';
}

function writerOptions(to: string, source: FileSource, flags: TranscodeFlags): FileWriterOptions {
  const { codec, frameRate, colour: _colour, filter: _filter, json: _json, ...rest } = flags;
  return {
    ...rest,
    codec: codec ?? codecFor(to, 'OUT', '--codec'),
    frameRate: frameRate ?? source.frameRate ?? 25,
  };
}

async function withProgress(source: FileSource, target: FileWriter): Promise<FileReport> {
  const { video } = source.info;
  const bar = new ProgressBar(
    video.frames ??
      estimatedFrames(
        video.durationSeconds ?? source.info.durationSeconds,
        source.frameRate?.value,
      ),
  );
  const watching = target.progress.subscribe((stats) => bar.show(stats.framesOut));
  // Awaited below whatever becomes of the source, whose failure the target reports too.
  const finished = target.finished;
  try {
    return await finished;
  } finally {
    watching.unsubscribe();
    bar.stop();
  }
}

function estimatedFrames(
  seconds: number | undefined,
  rate: number | undefined,
): number | undefined {
  return seconds === undefined || rate === undefined ? undefined : Math.round(seconds * rate);
}

function reportText(report: FileReport, source: FileSource, seconds: number): string {
  const {
    path,
    frames,
    durationSeconds,
    cols,
    rows,
    codec,
    encoder = 'no encoder',
    bytes,
  } = report;
  const counts = [
    `${report.dropped} dropped`,
    `${report.duplicated} duplicated`,
    ...(report.retimed > 0 ? [`${report.retimed} retimed`] : []),
    ...(report.resized === 'no' ? [] : [`${report.resized} from ${source.cols}×${source.rows}`]),
  ].join(', ');
  return (
    `${path}: ${frames} frames, ${durationSeconds.toFixed(2)} s, ${cols}×${rows}, ${codec} by ${encoder}, ${megabytes(bytes)}\n` +
    `${counts}; took ${seconds.toFixed(1)} s (${(frames / seconds).toFixed(0)} frames/s)`
  );
}
