import type { ColourSpace, TargetReport, VideoTarget } from '@giftgrab/core';
import type { Codec, OddSize, Timing } from '@giftgrab/targets';
import { loadNamedPlugins } from '../plugins/load-plugins';
import { jsonLine } from './json-line';
import { loadAllFilters } from './load-filters';
import { pipeAll } from './pipe-all';
import type { PluginFlags } from './plugin-flag';
import { ProgressBar } from './progress-bar';
import { onStopSignal } from './stop-signals';
import { openInput } from './transcode-input';
import { openOutput } from './transcode-output';

/** What `giftgrab transcode` may be told. */
export interface TranscodeFlags extends PluginFlags {
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
  const plugins = await loadNamedPlugins(flags.plugin);
  const operators = await loadAllFilters(flags.filter, plugins);
  const { before, frames, ...input } = await openInput(from, flags, plugins);
  await using source = input.source;
  const output = await openOutput(to, source, flags, plugins);
  await using target = output.target;
  const startedMs = performance.now();
  const stopping = new AbortController();
  // The file is finished with what is done up to there.
  const forget = onStopSignal(() => {
    stopping.abort();
    console.error('\nStopping; the file keeps what is done. (Ctrl-C again to give up at once.)');
    void source.close();
  }, ['SIGINT']);
  try {
    pipeAll(source, [...before, ...operators]).subscribe(target);
    const report = await withProgress(target, frames);
    if (flags.json === true) console.log(jsonLine(report));
    else console.log(output.text(report, (performance.now() - startedMs) / 1000));
  } finally {
    forget();
  }
  return stopping.signal.aborted ? 130 : 0;
}

async function withProgress(
  target: VideoTarget,
  frames: number | undefined,
): Promise<TargetReport> {
  const bar = new ProgressBar(frames);
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
