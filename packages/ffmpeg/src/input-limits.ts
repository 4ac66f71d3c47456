import {
  checkIntegerIn,
  checkOptionNames,
  describe,
  FfmpegError,
  InvalidOptionError,
  SourceError,
} from '@giftgrab/core';

/** What a video may ask for at most before it is refused: a few bytes may claim to be gigabytes. */
export interface InputLimits {
  /** Pixels of the largest picture. @defaultValue 8192×8192 */
  readonly pixels?: number;
  /** Streams, which are videos, sounds, subtitles and attachments together. @defaultValue 256 */
  readonly streams?: number;
  /**
   * Bytes that are read to find out what is in it: more where its video begins late, from 2048.
   *
   * @defaultValue 5,000,000; of a network stream with `latency: 'low'`, 1,000,000
   */
  readonly probeBytes?: number;
}

/** What a file may ask for at most. */
export interface FileLimits extends InputLimits {
  /** Whole seconds that it may take to find out what is in it. @defaultValue 30 */
  readonly probeSeconds?: number;
}

/** The limits of what is not told any. */
export const DEFAULT_LIMITS: Required<FileLimits> = {
  pixels: 8192 * 8192,
  streams: 256,
  probeBytes: 5_000_000,
  probeSeconds: 30,
};

// What ffmpeg can be told.
const RANGES: Required<Record<keyof FileLimits, readonly [number, number]>> = {
  pixels: [1, 2 ** 31 - 1],
  streams: [1, 2 ** 31 - 1],
  probeBytes: [2048, 2 ** 31 - 1],
  probeSeconds: [1, 86_400],
};

/**
 * Throws unless limits are what they may be.
 *
 * @param limits - As the caller gave them.
 * @param names - Those that the call knows.
 */
export function checkLimits(
  limits: FileLimits,
  names: readonly (keyof FileLimits)[] = ['pixels', 'streams', 'probeBytes', 'probeSeconds'],
): void {
  // Of those that write JavaScript.
  const given: unknown = limits;
  if (typeof given !== 'object' || given === null) {
    throw new InvalidOptionError('limits', `an object of ${names.join(', ')}`, given);
  }
  checkOptionNames('limits', limits, names);
  for (const name of names) {
    const value = limits[name];
    if (value !== undefined) checkIntegerIn(`limits.${name}`, value, ...RANGES[name]);
  }
}

/**
 * The arguments that make ffmpeg, or ffprobe, keep to the limits of what is not decoded yet.
 *
 * @param limits - The limits.
 */
export function probingArguments(limits: InputLimits = {}): readonly string[] {
  const { streams, probeBytes } = { ...DEFAULT_LIMITS, ...limits };
  return ['-max_streams', String(streams), '-probesize', String(probeBytes)];
}

/**
 * The error for a file of too many streams, if ffmpeg says that it is one.
 *
 * @param path - The file.
 * @param stderr - What ffmpeg or ffprobe said.
 */
export function tooManyStreams(path: string, stderr: readonly string[]): SourceError | undefined {
  const allowed = stderr
    .map((line) => /exceeds max_streams parameter \((\d+)\)/.exec(line)?.[1])
    .find(Boolean);
  if (allowed === undefined) return undefined;
  return new SourceError(
    `${describe(path)} has more streams than the ${allowed} that are allowed. If you trust the file, allow more: ` +
      '{ limits: { streams } }.',
    { code: 'SOURCE_TOO_LARGE' },
  );
}

/**
 * The error for a file that keeps ffmpeg busy for too long.
 *
 * @param path - The file.
 * @param seconds - How long it was given.
 */
export function tookTooLong(path: string, seconds: number): FfmpegError {
  return new FfmpegError(
    `ffmpeg could not tell within ${seconds} s what is in ${describe(path)}, and was ended. If you trust the file, allow more: ` +
      '{ limits: { probeSeconds } }.',
    { code: 'FFMPEG_UNRESPONSIVE' },
  );
}
