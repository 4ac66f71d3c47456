import { availableParallelism } from 'node:os';
import type { FrameOperator, PluginRegistry, VideoSource } from '@giftgrab/core';
import { convertColour } from '@giftgrab/filters';
import { openFile } from '@giftgrab/sources';
import { colourFor } from './filter-colour';
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
  const found = pluginCall(word, 'IN', plugins.sources);
  if (found === undefined) return openVideo(word, flags);
  const { call, part } = found;
  const source = await namingMistakes(part.name, () => part.create(call.options));
  const { colour = colourFor(flags.filter, source.colour) } = flags;
  const before = colour === source.colour ? [] : [convertColour({ to: colour })];
  return { source, before, frames: undefined };
}

async function openVideo(path: string, flags: TranscodeFlags): Promise<TranscodeInput> {
  const { ffmpeg, colour = colourFor(flags.filter) } = flags;
  const source = await openFile(path, {
    colour,
    threads: decodingThreads(),
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

/** How many threads decode: the encoder needs the other cores, and decoding with all of them is slower in sum. */
export function decodingThreads(): number {
  return Math.max(1, Math.floor(availableParallelism() / 2));
}

function estimatedFrames(
  seconds: number | undefined,
  rate: number | undefined,
): number | undefined {
  return seconds === undefined || rate === undefined ? undefined : Math.round(seconds * rate);
}
