import { existsSync } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, TargetError } from '@giftgrab/core';
import { fileUrl, lastWords, runForOutput, videoFormatsArguments } from '@giftgrab/ffmpeg';
import { isMp4 } from '../is-mp4';
import { withoutExtension, withSuffix } from './file-names';
import { READ_TIMEOUT_MS } from './verify-file';

/** A file to be joined with others. */
export interface JoinableSegment {
  readonly path: string;
  /** When it begins, in seconds of the whole. */
  readonly offset: number;
}

/** How files are joined. */
export interface JoinOptions {
  /** ffmpeg's name of the container. */
  readonly muxer: string;
  /** Path of the ffmpeg to use. */
  readonly ffmpeg: string;
  /** Ticks a second of an MP4 or MOV file. @defaultValue as ffmpeg thinks fit */
  readonly ticksPerSecond?: number | undefined;
}

/**
 * Makes one file of what several encoders wrote one after the other, without encoding it anew, and removes those. Whenever it is broken off, it
 * may be done again.
 *
 * @param segments - What they wrote, at least one frame each; the file takes the place of the first.
 * @param options - How.
 * @throws {@link TargetError} when it cannot be made; the segments are left then.
 */
export async function joinSegments(
  segments: readonly JoinableSegment[],
  { muxer, ffmpeg, ticksPerSecond }: JoinOptions,
): Promise<void> {
  const [first] = segments;
  if (first === undefined || segments.length === 1) return;
  const joined = joinedName(first.path);
  if (!existsSync(joined)) {
    const joining = withSuffix(first.path, '.joining');
    const list = `${withoutExtension(first.path)}.segments.txt`;
    try {
      await writeFile(list, segmentList(segments));
      const { code, stderr } = await runForOutput(
        ffmpeg,
        [
          ...['-nostdin', '-hide_banner', '-v', 'error', '-y', '-protocol_whitelist', 'file,pipe'],
          ...videoFormatsArguments(['concat']),
          ...['-f', 'concat', '-safe', '0', '-i', fileUrl(list), '-map', '0:v:0', '-c', 'copy'],
          ...(isMp4(muxer) ? ['-movflags', '+faststart'] : []),
          ...(isMp4(muxer) && ticksPerSecond !== undefined
            ? ['-video_track_timescale', String(ticksPerSecond)]
            : []),
          ...['-f', muxer, fileUrl(joining)],
        ],
        { timeoutMs: READ_TIMEOUT_MS },
      );
      if (code !== 0) throw failure(segments, lastWords(stderr));
      const file = await open(joining, 'r+');
      await file.sync();
      await file.close();
      // With this name it is known to be whole.
      await rename(joining, joined);
    } finally {
      await rm(joining, { force: true });
      await rm(list, { force: true });
    }
  }
  for (const { path } of segments.slice(1)) await rm(path, { force: true });
  await rename(joined, first.path);
}

/**
 * The name of a joined file that is whole, until it takes the place of its first segment.
 *
 * @param first - Path of that.
 */
export function joinedName(first: string): string {
  return withSuffix(first, '.joined');
}

/** As ffmpeg's concat demuxer reads it: names are relative to the list. */
function segmentList(segments: readonly JoinableSegment[]): string {
  const lines = segments.flatMap(({ path, offset }, i) => {
    const next = segments[i + 1];
    const name = basename(path).replaceAll("'", String.raw`'\''`);
    // How long it is until the next begins, whatever the file itself says.
    const duration = next === undefined ? [] : [`duration ${(next.offset - offset).toFixed(6)}`];
    return [`file '${name}'`, ...duration];
  });
  return ['ffconcat version 1.0', ...lines, ''].join('\n');
}

function failure(segments: readonly JoinableSegment[], said: string): TargetError {
  const names = segments.map(({ path }) => describe(path)).join(', ');
  return new TargetError(
    `The encoder was replaced while this was recorded, and what the encoders wrote could not be joined: ${said}. It is whole in ${names}.`,
  );
}
