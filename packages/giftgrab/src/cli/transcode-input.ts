import { availableParallelism } from 'node:os';
import type { ColourSpace, FrameOperator, PluginRegistry, VideoSource } from '@giftgrab/core';
import { convertColour } from '@giftgrab/filters';
import { openFile } from '@giftgrab/sources';
import { namingMistakes, pluginCall } from './plugin-call';
import type { TranscodeFlags } from './transcode-command';

/** What `giftgrab transcode` reads. */
export interface TranscodeInput {
  readonly source: VideoSource;
  /** What is done to its frames before the user's filters get them. */
  readonly before: readonly FrameOperator[];
  /** How many frames there will be, more or less, where that is known. */
  readonly frames: number | undefined;
}

/**
 * Opens what is to be read.
 *
 * @param word - The word IN: a file, or a source of a plugin.
 * @param flags - How.
 * @param plugins - What may be meant by the word.
 */
export async function openInput(
  word: string,
  flags: TranscodeFlags,
  plugins: PluginRegistry,
): Promise<TranscodeInput> {
  const { sources } = plugins;
  const names = sources.map(({ name }) => name);
  const found = pluginCall(word, 'IN', (name) => plugins.source(name), names);
  if (found === undefined) return openVideo(word, flags);
  const { call, part } = found;
  const source = await namingMistakes(part.name, () => part.create(call.options));
  const { colour = flags.filter.length === 0 ? source.colour : 'BGRA' } = flags;
  const before = colour === source.colour ? [] : [convertColour({ to: colour })];
  return { source, before, frames: undefined };
}

async function openVideo(path: string, flags: TranscodeFlags): Promise<TranscodeInput> {
  const { ffmpeg, colour = colourFor(flags.filter) } = flags;
  const source = await openFile(path, {
    colour,
    // The encoder needs the other cores: decoding with all of them is slower in sum.
    threads: Math.max(1, Math.floor(availableParallelism() / 2)),
    ...(ffmpeg === undefined ? {} : { ffmpeg }),
  });
  const { video, durationSeconds } = source.info;
  const seconds = video.durationSeconds ?? durationSeconds;
  return {
    source,
    before: [],
    frames: video.frames ?? estimatedFrames(seconds, source.frameRate?.value),
  };
}

/** What every filter can do, at every size, is BGRA; a user's own filters get the same unless told otherwise. */
function colourFor(filters: readonly string[]): ColourSpace {
  return filters.length === 0 ? 'I420' : 'BGRA';
}

function estimatedFrames(
  seconds: number | undefined,
  rate: number | undefined,
): number | undefined {
  return seconds === undefined || rate === undefined ? undefined : Math.round(seconds * rate);
}
