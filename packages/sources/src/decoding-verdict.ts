import {
  describe,
  FfmpegError,
  SourceError,
  SourceSizeChangedError,
  SourceTruncatedError,
} from '@giftgrab/core';
import {
  ffmpegError,
  lastWords,
  unreadableError,
  type DecoderEnd,
  type MediaInfo,
} from '@giftgrab/ffmpeg';
import type { DamageLog } from './damage-log';
import { isFileCut } from './is-file-cut';

/** What is known of a pass over a file when it has ended. */
export interface PassOutcome {
  readonly info: MediaInfo;
  /** Frames that came. */
  readonly frames: number;
  /** Time of the last of them. */
  readonly lastSeconds: number;
  /** The longest time from one frame to the next. */
  readonly longestGapSeconds: number;
  /** What the decoder complained of. */
  readonly damage: DamageLog | undefined;
}

/**
 * Judges a pass over a file. ffmpeg's exit code alone proves nothing: it is 0 for most truncated and damaged files. So
 * frames expected and received, its words, exit code and signal are looked at together.
 *
 * @param end - How the decoder ended.
 * @param outcome - What came.
 * @returns The error, or `undefined` when all is well (or damage was survived, and is counted).
 */
export function decodingVerdict(end: DecoderEnd, outcome: PassOutcome): Error | undefined {
  const { info, frames, damage } = outcome;
  const name = describe(info.path);
  if (end.fault instanceof SourceError) return end.fault;
  if (end.isStalled) {
    return new SourceError(
      `ffmpeg stopped sending frames of ${name} after ${frames}, and was ended. Is its disk or network drive gone?`,
      { code: 'FFMPEG_UNRESPONSIVE' },
    );
  }
  const failure = processFailure(end, name);
  if (failure !== undefined) {
    // A cut that ffmpeg itself names, it may count as a failure.
    const isFailure = end.exit.code !== null && end.exit.code > 0 && end.fault === undefined;
    const cut = isFailure && damage?.isCut === true ? truncation(end, outcome) : undefined;
    if (frames > 0 && cut !== undefined) return cut;
    const message = failure.message.replace(/[^.!?]$/, '$&.');
    return new SourceError(`${message} ${frames} frames came before.`, { cause: failure });
  }
  if (damage?.isChanged === true) {
    return new SourceSizeChangedError(
      `The size or format of the picture changes in the middle of ${name}. Cut the file there and read the parts ` +
        'one after the other.',
    );
  }
  if (frames === 0) return unreadableError(info.path, end.stderrTail);
  return truncation(end, outcome);
}

/**
 * The error for a decoder that ended before it had even a header.
 *
 * @param path - The file.
 * @param end - How it ended.
 */
export function openingError(path: string, end: DecoderEnd): Error {
  const name = describe(path);
  if (end.isStalled) {
    return new SourceError(`ffmpeg did not answer when asked to open ${name}, and was ended.`, {
      code: 'FFMPEG_UNRESPONSIVE',
    });
  }
  if (end.exit.code !== null && lastWords(end.stderrTail) !== '') {
    return unreadableError(path, end.stderrTail);
  }
  const failure = processFailure({ ...end, stream: 'partial frame' }, name);
  return new SourceError(failure?.message ?? `ffmpeg cannot open ${name}.`, { cause: failure });
}

function processFailure(end: DecoderEnd, name: string): FfmpegError | undefined {
  const { exit, stderrTail, stream } = end;
  if (end.fault !== undefined) {
    return new FfmpegError(`ffmpeg sent something that is no video while decoding ${name}.`, {
      exitCode: exit.code,
      signal: exit.signal,
      stderrTail,
      cause: end.fault,
    });
  }
  if (exit.code === 0 && stream === 'clean') return undefined;
  if (exit.code === 0) {
    const message = `ffmpeg ended in the middle of a frame while decoding ${name}, as if all were well.`;
    return new FfmpegError(message, { exitCode: 0, stderrTail });
  }
  return ffmpegError({ doing: `decoding ${name}`, command: [], exit, stderrTail });
}

/** A file is cut when its end is missing: frames missing in its middle are damage, and are only counted. */
function truncation(end: DecoderEnd, outcome: PassOutcome): SourceTruncatedError | undefined {
  const { info, frames, lastSeconds } = outcome;
  const promised = info.video.frames;
  if (frames >= (promised ?? Number.POSITIVE_INFINITY) || !isCut(outcome)) return undefined;
  const words = lastWords(end.stderrTail);
  return new SourceTruncatedError(
    `${describe(info.path)} ends before its video does: ${frames}` +
      `${promised === undefined ? '' : ` of ${promised}`} frames came, the last at ${lastSeconds.toFixed(3)} s. ` +
      'All that could be read were delivered.' +
      (words === '' ? '' : ` ffmpeg says: ${words}`),
    { received: frames, expected: promised },
  );
}

function isCut({ info, lastSeconds, longestGapSeconds, damage }: PassOutcome): boolean {
  if (isFileCut(info.path, info.container)) return true;
  const { video } = info;
  const saysCut = damage?.isCut === true;
  // With audio in it the file's length need not be the video's; and a file that is no longer than its video only says so
  // roughly, so that there must be something else amiss.
  const fileSeconds =
    info.audioStreams === 0 && (saysCut || (damage?.count ?? 0) > 0)
      ? info.durationSeconds
      : undefined;
  const endSeconds =
    video.durationSeconds === undefined
      ? fileSeconds
      : (video.startSeconds ?? 0) + video.durationSeconds;
  if (endSeconds === undefined) return saysCut;
  const frameSeconds = video.frameRate === undefined ? 0.04 : 1 / video.frameRate.value;
  // The last frame may be shown for as long as others were; an index that counts frames knows better than that.
  const patience =
    video.frames === undefined ? Math.max(frameSeconds, longestGapSeconds) : frameSeconds;
  return endSeconds - (lastSeconds + frameSeconds) > 1.5 * patience;
}
