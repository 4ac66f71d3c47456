import { describe, Rational, SourceError } from '@giftgrab/core';
import { checkInputFile } from './check-input-file';
import { colorimetryOf } from './colorimetry-of';
import { fileInputArguments } from './input-arguments';
import {
  checkLimits,
  DEFAULT_LIMITS,
  probingArguments,
  tookTooLong,
  tooManyStreams,
  type FileLimits,
} from './input-limits';
import { locateFfmpeg, type FfmpegBinary } from './locate';
import type { MediaInfo, VideoStreamInfo } from './media-info';
import { plausibleRate } from './plausible-rate';
import { probeByBanner } from './probe-by-banner';
import { quarterTurn } from './quarter-turn';
import { runForOutput, type ProgramOutput } from './run-for-output';
import { unreadableError } from './unreadable-error';

interface ProbedStream {
  readonly index: number;
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly pix_fmt?: string;
  readonly width?: number;
  readonly height?: number;
  readonly avg_frame_rate?: string;
  readonly r_frame_rate?: string;
  readonly time_base?: string;
  readonly nb_frames?: string;
  readonly start_time?: string;
  readonly duration?: string;
  readonly color_range?: string;
  readonly color_space?: string;
  readonly disposition?: { readonly attached_pic?: number };
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly { readonly rotation?: number | string }[];
}

interface ProbedFile {
  readonly streams?: readonly ProbedStream[];
  readonly format?: {
    readonly format_name?: string;
    readonly start_time?: string;
    readonly duration?: string;
  };
}

/** What {@link probe} may be told. */
export interface ProbeOptions {
  /** Path of the ffmpeg to use. @defaultValue found by {@link locateFfmpeg} */
  readonly ffmpeg?: string;
  /** What the file may ask for at most. @defaultValue as each says */
  readonly limits?: Omit<FileLimits, 'pixels'>;
}

/**
 * Finds out what a video file holds, without decoding it.
 *
 * @param path - The file.
 * @param options - Which ffmpeg to use, and what the file may ask for.
 * @throws {@link InvalidOptionError} when a limit breaks its rule; {@link SourceError} when there is no such file, no video in it,
 * or more in it than is allowed.
 * @see GIFT-Grab's `giftgrab.utils.inspection` (P7)
 */
export async function probe(path: string, options: ProbeOptions = {}): Promise<MediaInfo> {
  const { limits = {} } = options;
  checkLimits(limits, ['streams', 'probeBytes', 'probeSeconds']);
  checkInputFile(path);
  return probeWith(await locateFfmpeg(options.ffmpeg), path, limits);
}

/**
 * As {@link probe}, with an ffmpeg that was found before and a file that was checked.
 *
 * @param binary - The ffmpeg.
 * @param path - The file.
 * @param limits - What the file may ask for at most.
 * @param signal - Ends the probe.
 */
export async function probeWith(
  binary: FfmpegBinary,
  path: string,
  limits: FileLimits = {},
  signal?: AbortSignal,
): Promise<MediaInfo> {
  if (binary.ffprobe === undefined) return probeByBanner(binary, path, limits, signal);
  const { probeSeconds } = { ...DEFAULT_LIMITS, ...limits };
  const show = ['-v', 'error', '-hide_banner', '-of', 'json', '-show_format', '-show_streams'];
  const args = [...show, ...probingArguments(limits), ...fileInputArguments(path)];
  const output = await runForOutput(binary.ffprobe, args, {
    timeoutMs: probeSeconds * 1000,
    ...(signal === undefined ? {} : { signal }),
  });
  if (output.timedOut) throw tookTooLong(path, probeSeconds);
  // The bundled ffprobe crashes on every MPEG-TS file; ffmpeg itself reads them.
  if (output.signal !== null || output.spawnError !== undefined) {
    return probeByBanner(binary, path, limits, signal);
  }
  const excess = tooManyStreams(path, output.stderr);
  if (excess !== undefined) throw excess;
  const file = parseJson(output.stdout);
  const streams = file.streams ?? [];
  const video = streams.find(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1,
  );
  if (output.code !== 0 || video === undefined) throw noVideoError(path, streams, output);
  const container = file.format?.format_name ?? 'unknown';
  return {
    path,
    container,
    startSeconds: numberOf(file.format?.start_time),
    durationSeconds: numberOf(file.format?.duration),
    video: videoInfo(video, container),
    audioStreams: streams.filter((stream) => stream.codec_type === 'audio').length,
  };
}

function parseJson(text: string): ProbedFile {
  try {
    return JSON.parse(text) as ProbedFile;
  } catch {
    return {};
  }
}

function videoInfo(stream: ProbedStream, container: string): VideoStreamInfo {
  const rotation = rotationOf(stream);
  const isTurned = rotation === 90 || rotation === 270;
  const { width = 0, height = 0 } = stream;
  const startSeconds = numberOf(stream.start_time);
  const endSeconds = secondsOf(stream.tags?.['DURATION']);
  // Matroska says how many nanoseconds a frame lasts, of which ffprobe makes 19001/317 for 60000/1001.
  const tidy = container.startsWith('matroska') ? usualRate : (rate: Rational) => rate;
  const average = mapRate(stream.avg_frame_rate, tidy);
  // The rate at which all times fall on whole frames.
  const nominal = mapRate(stream.r_frame_rate, tidy);
  return {
    index: stream.index,
    codec: stream.codec_name ?? 'unknown',
    pixFmt: stream.pix_fmt ?? 'unknown',
    cols: isTurned ? height : width,
    rows: isTurned ? width : height,
    rotation,
    frameRate: average ?? nominal,
    isConstantRate:
      average !== undefined && statesTrueRate(container) && nominal?.equals(average) === true,
    timeBase: Rational.parse(stream.time_base),
    frames: numberOf(stream.nb_frames),
    startSeconds,
    durationSeconds:
      numberOf(stream.duration) ??
      (endSeconds === undefined ? undefined : endSeconds - (startSeconds ?? 0)),
    colorimetry: colorimetryOf(stream.color_space, stream.color_range, stream.pix_fmt),
  };
}

/**
 * Whether the rates of a container come from the times of its frames (MP4), or there are no other times (AVI). Matroska's
 * come from a header that may say anything, those of MPEG streams from the first few frames.
 */
function statesTrueRate(container: string): boolean {
  return /^(mov|avi)/.test(container);
}

function mapRate(
  text: string | undefined,
  map: (rate: Rational) => Rational,
): Rational | undefined {
  const rate = plausibleRate(Rational.parse(text));
  return rate === undefined ? undefined : map(rate);
}

/** The usual rate that is meant, where one is within a millionth. */
function usualRate(rate: Rational): Rational {
  const usual = Rational.from(rate.value);
  return Math.abs(usual.value / rate.value - 1) < 1e-6 ? usual : rate;
}

function rotationOf(stream: ProbedStream): number {
  const matrix = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation;
  // The display matrix turns anticlockwise, the older tag clockwise.
  const degrees = matrix === undefined ? Number(stream.tags?.['rotate'] ?? 0) : -Number(matrix);
  return quarterTurn(degrees);
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** Matroska's own duration tag, "00:00:10.000000000": where the stream ends, counted from zero. */
function secondsOf(text: string | undefined): number | undefined {
  const match = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? '');
  return match === null
    ? undefined
    : Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
}

function noVideoError(
  path: string,
  streams: readonly ProbedStream[],
  output: ProgramOutput,
): SourceError {
  const name = describe(path);
  if (streams.length > 0) {
    const kinds = [...new Set(streams.map((stream) => stream.codec_type ?? 'unknown'))].join(
      ' and ',
    );
    const cover = streams.some((stream) => stream.disposition?.attached_pic === 1);
    return new SourceError(
      `${name} holds no video, only ${cover ? 'audio with a cover picture' : kinds}. Name a file with video.`,
      { code: 'SOURCE_NOT_VIDEO' },
    );
  }
  return unreadableError(path, output.stderr);
}
