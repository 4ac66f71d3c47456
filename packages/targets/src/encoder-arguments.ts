import type { ColourMatrix, Colorimetry, PictureSize, Rational } from '@giftgrab/core';
import { fileUrl } from '@giftgrab/ffmpeg';
import type { EncoderSpec } from './codecs';
import type { EncoderSettings } from './encoder-choice';
import { isMp4 } from './is-mp4';

/** What to encode, and how. */
export interface EncodeRequest extends EncoderSettings {
  readonly path: string;
  readonly muxer: string;
  readonly encoder: EncoderSpec;
  /** ffmpeg's pixel format to encode in. */
  readonly pixFmt: string;
  readonly colorimetry: Colorimetry;
  readonly frameRate: Rational;
  /** Seconds per tick of the times on the pipe. */
  readonly timeBase: Rational;
  /** Whether all frames lie on a grid of one over the frame rate. */
  readonly isGrid: boolean;
  readonly gop: number;
  /** Size of the picture in the file. */
  readonly size: PictureSize;
  /** Size that ffmpeg shall scale to. */
  readonly scaleTo: PictureSize | undefined;
  /** Major version of libavformat. */
  readonly libavformat: number;
  /** Whether the file shall be of use up to its last moments if ffmpeg dies. */
  readonly isCrashSafe: boolean;
  /** Bytes to leave free in front of the frames, for the table of an MP4 or MOV file. */
  readonly reservedBytes: number;
}

const MATRIX_NAMES: Readonly<Record<ColourMatrix, string | undefined>> = {
  bt601: 'smpte170m',
  bt709: 'bt709',
  bt2020: 'bt2020nc',
  unspecified: undefined,
};

/**
 * The arguments that make ffmpeg encode NUT from its standard input to a file, keeping every frame and its time.
 *
 * @param request - What to encode.
 */
export function encoderArguments(request: EncodeRequest): readonly string[] {
  const { encoder, muxer, scaleTo, isGrid, timeBase, frameRate, isCrashSafe } = request;
  const colour = colourArguments(request.colorimetry);
  // Without an edit list there can be no B-frames, and the file begins at zero.
  const withoutEditList = !isGrid && hidesLastFrame(muxer, request.libavformat);
  return [
    ...['-nostdin', '-hide_banner', '-v', 'warning', '-nostats', '-progress', 'pipe:2', '-y'],
    // All is in the stream's header: nothing has to be guessed, so nothing is held back.
    ...['-probesize', '32', '-analyzeduration', '0', '-fpsprobesize', '0'],
    ...colour,
    // The first frame's time is meant: it would be moved to zero otherwise.
    '-copyts',
    ...['-f', 'nut', '-i', 'pipe:0', '-map', '0:v:0'],
    ...(scaleTo === undefined ? [] : ['-vf', `scale=${scaleTo.cols}:${scaleTo.rows}`]),
    ...['-vsync', 'passthrough'],
    // On the grid, one over the frame rate is exact, and old versions know the last frame's length only then.
    ...(isGrid ? [] : ['-enc_time_base', '-1']),
    ...['-c:v', encoder.name, '-pix_fmt', request.pixFmt, '-g', String(request.gop)],
    ...encoder.always({
      frameRate,
      withoutBFrames: withoutEditList || isCrashSafe,
      isCrashSafe,
      size: request.size,
      range: request.colorimetry.range,
    }),
    ...qualityArguments(request),
    ...colour,
    ...(withoutEditList ? ['-use_editlist', '0'] : []),
    ...(isMp4(muxer) && timeBase.num === 1 ? ['-video_track_timescale', String(timeBase.den)] : []),
    ...(isCrashSafe ? crashSafeArguments(request) : []),
    ...['-f', muxer, fileUrl(request.path)],
  ];
}

/**
 * Whether this ffmpeg does not know how long the last frame of a video of varying rate is, and so writes an edit list
 * that ends before it.
 *
 * @param muxer - ffmpeg's name of the container.
 * @param libavformat - Major version of its libavformat.
 */
export function hidesLastFrame(muxer: string, libavformat: number): boolean {
  return isMp4(muxer) && libavformat < 59;
}

/** Makes the muxer write what it has every fifth of a second, in a way that needs nothing written later. */
function crashSafeArguments({ muxer, reservedBytes }: EncodeRequest): readonly string[] {
  const flush = ['-flush_packets', '1'];
  switch (muxer) {
    case 'mp4':
    case 'mov':
      return [
        ...[...flush, '-movflags', 'empty_moov+default_base_moof', '-frag_duration', '200000'],
        ...(reservedBytes === 0 ? [] : ['-moov_size', String(reservedBytes)]),
      ];
    case 'avi':
      return flush;
    default:
      return [...flush, '-cluster_time_limit', '200'];
  }
}

function qualityArguments(request: EncodeRequest): readonly string[] {
  const { encoder, preset, crf, bitrate } = request;
  const quality =
    crf === undefined || encoder.crf === undefined
      ? []
      : [encoder.crf.option, String(crf), ...(encoder.crf.besides ?? [])];
  return [
    ...((preset === undefined ? undefined : encoder.presets?.get(preset)) ?? []),
    ...quality,
    ...(bitrate === undefined ? [] : ['-b:v', String(bitrate)]),
  ];
}

function colourArguments({ matrix, range }: Colorimetry): readonly string[] {
  const name = MATRIX_NAMES[matrix];
  return [
    ...(name === undefined ? [] : ['-colorspace', name]),
    ...(range === 'full' ? ['-color_range', 'pc'] : []),
  ];
}
