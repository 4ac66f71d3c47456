import { rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, TargetError } from '@giftgrab/core';
import { fileUrl, lastWords, runForOutput, videoFormatsArguments } from '@giftgrab/ffmpeg';
import { isMp4 } from '../is-mp4';
import { withoutExtension, withSuffix } from './file-names';
import type { RecordingSegment } from './recording-segment';
import { READ_TIMEOUT_MS } from './verify-file';

/**
 * Makes one file of what several encoders wrote one after the other, without encoding it anew, and removes those.
 *
 * @param segments - What they wrote, at least one frame each.
 * @param muxer - ffmpeg's name of the container.
 * @returns The path of the file.
 * @throws {@link TargetError} when it cannot be made; the segments are left then.
 */
export async function joinSegments(
  segments: readonly RecordingSegment[],
  muxer: string,
): Promise<string> {
  const [first] = segments;
  if (first === undefined) throw new Error('no segments');
  const list = `${withoutExtension(first.path)}.segments.txt`;
  const joined = withSuffix(first.path, '.joined');
  await writeFile(list, segmentList(segments));
  try {
    const timescale = first.file.timer.timeBase;
    const { code, stderr } = await runForOutput(
      first.file.ffmpeg,
      [
        ...['-nostdin', '-hide_banner', '-v', 'error', '-y', '-protocol_whitelist', 'file,pipe'],
        ...videoFormatsArguments(['concat']),
        ...['-f', 'concat', '-safe', '0', '-i', fileUrl(list), '-map', '0:v:0', '-c', 'copy'],
        ...(isMp4(muxer) && timescale.num === 1
          ? ['-video_track_timescale', `${timescale.den}`]
          : []),
        ...(isMp4(muxer) ? ['-movflags', '+faststart'] : []),
        ...['-f', muxer, fileUrl(joined)],
      ],
      { timeoutMs: READ_TIMEOUT_MS },
    );
    if (code !== 0) throw failure(segments, lastWords(stderr));
    for (const { path } of segments) await rm(path);
    return joined;
  } catch (error) {
    await rm(joined, { force: true });
    throw error;
  } finally {
    await rm(list, { force: true });
  }
}

/** As ffmpeg's concat demuxer reads it: names are relative to the list. */
function segmentList(segments: readonly RecordingSegment[]): string {
  const lines = segments.flatMap(({ path, offset }, i) => {
    const next = segments[i + 1];
    const name = basename(path).replaceAll("'", String.raw`'\''`);
    // How long it is until the next begins, whatever the file itself says.
    const duration = next === undefined ? [] : [`duration ${(next.offset - offset).toFixed(6)}`];
    return [`file '${name}'`, ...duration];
  });
  return ['ffconcat version 1.0', ...lines, ''].join('\n');
}

function failure(segments: readonly RecordingSegment[], said: string): TargetError {
  const names = segments.map(({ path }) => describe(path)).join(', ');
  return new TargetError(
    `The encoder was replaced while this was recorded, and what the encoders wrote could not be joined: ${said}. It is whole in ${names}.`,
  );
}
