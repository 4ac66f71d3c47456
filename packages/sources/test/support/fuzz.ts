import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { GiftGrabError } from '@giftgrab/core';
import { probe } from '@giftgrab/ffmpeg';
import { openFile, type FileSource } from '@giftgrab/sources';
import type { Random } from '../../../core/test/support/random';
import { moving, type ClipFolder } from '../../../ffmpeg/test/support/clips';
import { mutate } from '../../../ffmpeg/test/support/mutate';

// One that takes so long hangs.
const LIMIT_MS = 60_000;
const STALL_MS = 5_000;

/** Small clips in the containers that are mutated. */
export function fuzzClips(clips: ClipFolder): readonly [string, ...string[]] {
  const picture = moving('64x48', '25', '0.8');
  return [
    clips.make('fuzz.mp4', ...picture, '-c:v', 'libx264', '-movflags', 'faststart'),
    clips.make('fuzz.webm', ...picture, '-c:v', 'libvpx', '-b:v', '200k'),
    clips.make('fuzz.avi', ...picture, '-c:v', 'mpeg4'),
    clips.make('fuzz.ts', ...picture, '-c:v', 'mpeg2video'),
    clips.make('fuzz.nut', ...picture, '-c:v', 'mpeg4'),
  ];
}

/** What came of a file. */
export interface FuzzOutcome {
  readonly frames: number;
  /** Code of the error that it ended with. */
  readonly code: string | undefined;
}

/**
 * Reads a mutated file, as a user would.
 *
 * @param clip - What is mutated.
 * @param path - Where the mutated one goes.
 * @param random - Says how.
 * @param ffmpeg - Path of the ffmpeg.
 * @throws Where it hangs, gives a frame that is not what was announced, or fails with an error that has no type.
 */
export async function fuzz(
  clip: string,
  path: string,
  random: Random,
  ffmpeg: string,
): Promise<FuzzOutcome> {
  writeFileSync(path, mutate(readFileSync(clip), random));
  const limit = new AbortController();
  const late = delay(LIMIT_MS, undefined, { signal: limit.signal }).then(() => {
    throw new Error('it hangs');
  });
  try {
    return await Promise.race([readAll(path, ffmpeg), late]);
  } finally {
    late.catch(() => undefined);
    limit.abort();
  }
}

async function readAll(path: string, ffmpeg: string): Promise<FuzzOutcome> {
  await probe(path, { ffmpeg }).catch(codeOf);
  let source: FileSource;
  try {
    source = await openFile(path, { ffmpeg, stallTimeoutMs: STALL_MS });
  } catch (error) {
    return { frames: 0, code: codeOf(error) };
  }
  await using opened = source;
  let frames = 0;
  let wrong: string | undefined;
  const ending = opened.finished.then(() => undefined, codeOf);
  opened.subscribe({
    next: (frame) => {
      const { cols, rows, colour, index } = frame;
      const bytes = frame.data().length;
      const isLike = cols === opened.cols && rows === opened.rows && colour === opened.colour;
      if (!isLike || bytes !== frame.shape.byteLength) wrong = `${cols}x${rows} of ${bytes} bytes`;
      if (index !== frames) wrong = `frame ${index} after ${frames}`;
      frames += 1;
    },
    error: () => undefined,
  });
  const code = await ending;
  if (wrong !== undefined) throw new Error(wrong);
  return { frames, code };
}

/** The code of a typed error; throws any other, and one that blames the user for what is in the file. */
function codeOf(error: unknown): string {
  if (error instanceof GiftGrabError && error.code !== 'INVALID_OPTION') return error.code;
  throw new Error(`not an error of the file: ${String(error)}`, { cause: error });
}
