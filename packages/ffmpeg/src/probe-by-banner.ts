import { describe, FfmpegError, Rational, SourceError, Timestamp } from '@giftgrab/core';
import { colorimetryOf } from './colorimetry-of';
import { fileInputArguments } from './input-arguments';
import {
  DEFAULT_LIMITS,
  probingArguments,
  tookTooLong,
  tooManyStreams,
  type FileLimits,
} from './input-limits';
import type { FfmpegBinary } from './locate';
import type { MediaInfo, VideoStreamInfo } from './media-info';
import { plausibleRate } from './plausible-rate';
import { quarterTurn } from './quarter-turn';
import { runForOutput } from './run-for-output';
import { unreadableError } from './unreadable-error';

// Of each stream a few lines are printed.
const LINES = 50;
const LINES_PER_STREAM = 4;

/**
 * Reads what ffmpeg itself prints of a file: less exact than ffprobe (frame rates have two decimals, and are taken for
 * the usual fractions), but there where no ffprobe is or where it crashes.
 *
 * @param binary - The ffmpeg.
 * @param path - The file.
 * @param limits - What the file may ask for at most.
 * @param signal - Ends the probe.
 */
export async function probeByBanner(
  binary: FfmpegBinary,
  path: string,
  limits: FileLimits = {},
  signal?: AbortSignal,
): Promise<MediaInfo> {
  // The first packet tells the exact time base and start, which the banner does not.
  const first = [
    '-map',
    '0:V:0',
    '-c',
    'copy',
    '-copyinkf',
    '-frames:v',
    '1',
    '-f',
    'framecrc',
    '-',
  ];
  const { streams, probeSeconds } = { ...DEFAULT_LIMITS, ...limits };
  const input = [...probingArguments(limits), ...fileInputArguments(path)];
  const args = ['-nostdin', '-hide_banner', '-copyts', ...input, ...first];
  const output = await runForOutput(binary.path, args, {
    timeoutMs: probeSeconds * 1000,
    stderrLines: LINES + LINES_PER_STREAM * streams,
    ...(signal === undefined ? {} : { signal }),
  });
  if (output.timedOut) throw tookTooLong(path, probeSeconds);
  if (output.spawnError !== undefined || output.signal !== null) {
    const how = `died (${output.signal ?? 'not started'})`;
    throw new FfmpegError(`ffmpeg ${how} while it looked at ${describe(path)}.`, {
      command: [binary.path, ...args],
      signal: output.signal,
      stderrTail: output.stderr,
      cause: output.spawnError,
    });
  }
  const excess = tooManyStreams(path, output.stderr);
  if (excess !== undefined) throw excess;
  const info = parseBanner(path, output.stderr);
  return { ...info, video: { ...info.video, ...firstPacket(output.stdout) } };
}

/** What ffmpeg's `framecrc` says of a stream's time. */
function firstPacket(text: string): Partial<VideoStreamInfo> {
  const timeBase = Rational.parse(/^#tb 0: (\S+)$/m.exec(text)?.[1]);
  const ticks = /^0,\s*-?\d+,\s*(-?\d+),/m.exec(text)?.[1];
  if (timeBase === undefined) return {};
  if (ticks === undefined) return { timeBase };
  return { timeBase, startSeconds: new Timestamp(Number(ticks), timeBase).seconds };
}

/**
 * Parses what `ffmpeg -i FILE` prints.
 *
 * @param path - The file.
 * @param lines - ffmpeg's standard error.
 */
export function parseBanner(path: string, lines: readonly string[]): MediaInfo {
  const text = lines.join('\n');
  const container = /^Input #0, (.+), from /m.exec(text)?.[1];
  const stream = /^\s*Stream #0:(\d+).*?: Video: (\w+)(?! .*attached pic)(.*)$/m.exec(text);
  if (container === undefined) throw unreadableError(path, lines);
  if (stream === null) {
    throw new SourceError(`${describe(path)} holds no video. Name a file with video.`, {
      code: 'SOURCE_NOT_VIDEO',
    });
  }
  const [, index, codec, rest = ''] = stream;
  const size = /, (\d+)x(\d+)/.exec(rest);
  const format = /, (\w+)(?:\(([^)]*)\))?, \d+x\d+/.exec(rest);
  const details = (format?.[2] ?? '').split(/[,/]\s*/);
  const rate = /, ([\d.]+)(k?) fps/.exec(rest) ?? /, ([\d.]+)(k?) tbr/.exec(rest);
  const rotation = /rotation of (-?[\d.]+) degrees/.exec(text)?.[1];
  const turned = quarterTurn(-Number(rotation ?? 0));
  const [cols, rows] = [Number(size?.[1] ?? 0), Number(size?.[2] ?? 0)];
  const duration = /Duration: (\d+):(\d+):([\d.]+)/.exec(text);
  const durationSeconds =
    duration === null
      ? undefined
      : Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3]);
  const start = /start: (-?[\d.]+)/.exec(text)?.[1];
  return {
    path,
    container,
    startSeconds: start === undefined ? undefined : Number(start),
    durationSeconds,
    video: {
      index: Number(index),
      codec: codec ?? 'unknown',
      pixFmt: format?.[1] ?? 'unknown',
      cols: turned % 180 === 0 ? cols : rows,
      rows: turned % 180 === 0 ? rows : cols,
      rotation: turned,
      frameRate:
        rate === null ? undefined : plausibleRate(Number(rate[1]) * (rate[2] === 'k' ? 1000 : 1)),
      isConstantRate: false,
      timeBase: undefined,
      frames: undefined,
      startSeconds: start === undefined ? undefined : Number(start),
      durationSeconds: undefined,
      colorimetry: colorimetryOf(
        details.find((word) => /^(bt|smpte)/.test(word)),
        details.includes('pc') ? 'pc' : 'tv',
        format?.[1],
      ),
    },
    audioStreams: text.match(/Stream #0:\d+.*?: Audio:/g)?.length ?? 0,
  };
}
