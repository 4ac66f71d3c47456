import { closeSync, openSync, readSync } from 'node:fs';
import { describe, SourceError, type ErrorCode } from '@giftgrab/core';
import { lastWords } from './messages';

/**
 * The error for a file that ffmpeg cannot make sense of.
 *
 * @param path - The file.
 * @param stderr - What ffmpeg or ffprobe said.
 */
export function unreadableError(path: string, stderr: readonly string[]): SourceError {
  const name = describe(path);
  const words = lastWords(stderr);
  const said = words === '' ? '' : ` ffmpeg says: ${words}`;
  const refused = stderr
    .map((line) => /^\[(\S+) @ \S+\] Format not on whitelist/.exec(line)?.[1])
    .find(Boolean);
  if (refused !== undefined) {
    return new SourceError(
      `${name} looks like the format ${refused}, which is not read as a video file: sound, still pictures, and lists of other ` +
        'files are not. Name a video file, for example MP4, WebM, Matroska, AVI or MPEG-TS.',
      { code: 'SOURCE_NOT_VIDEO' },
    );
  }
  const isCut = stderr.some((line) => line.includes('moov atom not found')) && beginsAsMp4(path);
  const code: ErrorCode = isCut ? 'SOURCE_TRUNCATED' : 'SOURCE_NOT_VIDEO';
  const reason = isCut
    ? 'is no complete video: the index that an MP4 file ends with is missing. Its recording or copying was probably cut short; try to copy it again'
    : 'is not a video that ffmpeg can read, or is damaged at its start';
  return new SourceError(`${name} ${reason}.${said}`, { code });
}

/** Whether a file begins with one of the boxes that MP4 files begin with. */
function beginsAsMp4(path: string): boolean {
  const start = Buffer.alloc(8);
  try {
    const file = openSync(path, 'r');
    readSync(file, start, 0, start.length, 0);
    closeSync(file);
  } catch {
    return false;
  }
  return /^(ftyp|mdat|free|wide|skip|styp|pnot)$/.test(start.toString('latin1', 4));
}
