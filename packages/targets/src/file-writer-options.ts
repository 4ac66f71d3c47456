import {
  checkBoolean,
  checkFrameRate,
  checkOneOf,
  checkOptionNames,
  checkPositiveInteger,
  InvalidOptionError,
  type Rational,
  type StereoLayout,
} from '@giftgrab/core';
import type { Codec, CodecSpec, EncoderSpec } from './codecs';
import { candidates, type EncoderWish } from './encoder-choice';
import { STEREO_LAYOUTS, type OddSize } from './fit-frame';
import type { Timing } from './frame-timer';

/** How a {@link FileWriter} writes its file. */
export interface FileWriterOptions {
  /** The codec. */
  readonly codec: Codec;
  /**
   * Frames per second: exact for `timing: 'constant'`, for frames without a time and in AVI; otherwise what players are
   * told and bit rates are planned by.
   */
  readonly frameRate: number | Rational | undefined;
  /**
   * `'timestamps'` shows each frame at its own time, gaps and all. `'constant'` shows one in each slot of the frame rate:
   * gaps are filled with the frame before, frames without a slot are left out, and both are counted in the report.
   *
   * @defaultValue `'timestamps'`
   */
  readonly timing?: Timing;
  /**
   * `'zero'` begins the file with the first frame, `'source'` at the time that its first frame has in its source. AVI, and
   * MP4 of varying frame rate written by an ffmpeg older than 5, always begin at zero.
   *
   * @defaultValue `'source'` when that frame is the first of its source, else `'zero'`
   */
  readonly start?: 'zero' | 'source';
  /** Effort for small files: `'ultrafast'` to `'placebo'`. Xvid and FFV1 have none. @defaultValue the encoder's */
  readonly preset?: string;
  /** Quality; smaller is better. H264 and HEVC 0–51, VP9 0–63, Xvid 1–31. @defaultValue the encoder's */
  readonly crf?: number;
  /** Bits per second; not together with `crf`. @defaultValue the encoder's */
  readonly bitrate?: number;
  /** Frames from one key frame to the next. @defaultValue two seconds of them; 1 for FFV1 */
  readonly gop?: number;
  /**
   * `'auto'` takes the first encoder that works here, hardware first; a name, or names in order, are never replaced by
   * others. The report says which it was.
   *
   * @defaultValue `'auto'`
   */
  readonly encoder?: EncoderWish;
  /**
   * What happens when the encoder cannot take the picture's size, mostly because it is odd: `'pad'` repeats the last column
   * and row, `'crop'` leaves them out, `'scale'` resamples, `'error'` refuses. The report says what was done.
   *
   * @defaultValue `'pad'`
   */
  readonly oddSize?: OddSize;
  /**
   * How the views of a stereo frame become one picture; {@link SeparateFilesOptions} make two files of them.
   *
   * @defaultValue `'side-by-side'`
   */
  readonly stereo?: StereoLayout;
  /** Replaces an existing file. @defaultValue false */
  readonly overwrite?: boolean;
  /** Path of the ffmpeg to use. @defaultValue `GIFTGRAB_FFMPEG`, or a newer one on `PATH`, or the embedded one */
  readonly ffmpeg?: string;
  /** Milliseconds without a sign of life after which ffmpeg is given up. @defaultValue 60000 */
  readonly stallTimeoutMs?: number;
  /** Finishes the file with the frames it has and fails with `ABORTED` when it is aborted. */
  readonly signal?: AbortSignal;
}

/** How a {@link StereoFileWriter} writes its two files. */
export interface SeparateFilesOptions extends Omit<FileWriterOptions, 'stereo'> {
  /** Each view of a stereo frame goes to a file of its own: `out.mp4` becomes `out-left.mp4` and `out-right.mp4`. */
  readonly stereo: 'separate';
}

/** Names of the {@link FileWriterOptions}, for checks. */
export const WRITER_OPTION_NAMES: readonly string[] = [
  'codec',
  'frameRate',
  'timing',
  'start',
  'preset',
  'crf',
  'bitrate',
  'gop',
  'encoder',
  'oddSize',
  'stereo',
  'overwrite',
  'ffmpeg',
  'stallTimeoutMs',
  'signal',
];

/**
 * Checks all options that do not depend on the machine.
 *
 * @param spec - The codec.
 * @param options - What the user wants.
 * @returns The encoders that may be used, in the order of preference.
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 */
export function checkWriterOptions(
  spec: CodecSpec,
  options: FileWriterOptions,
): readonly EncoderSpec[] {
  const { timing, start, oddSize, stereo, overwrite, ffmpeg } = options;
  const { gop, bitrate, crf, stallTimeoutMs } = options;
  checkOptionNames('fileWriter', options, WRITER_OPTION_NAMES);
  checkFrameRate(options.frameRate);
  if (timing !== undefined) checkOneOf('timing', timing, ['timestamps', 'constant']);
  if (start !== undefined) checkOneOf('start', start, ['zero', 'source']);
  if (oddSize !== undefined) checkOneOf('oddSize', oddSize, ['pad', 'crop', 'scale', 'error']);
  if (stereo !== undefined) {
    checkOneOf<string>('stereo', stereo, [...STEREO_LAYOUTS, 'separate']);
  }
  if (overwrite !== undefined) checkBoolean('overwrite', overwrite);
  if (ffmpeg !== undefined && (typeof ffmpeg !== 'string' || ffmpeg === '')) {
    throw new InvalidOptionError('ffmpeg', 'the path of an ffmpeg program', ffmpeg);
  }
  if (gop !== undefined) checkPositiveInteger('gop', gop, 100_000);
  if (bitrate !== undefined) checkPositiveInteger('bitrate', bitrate);
  if (stallTimeoutMs !== undefined) checkPositiveInteger('stallTimeoutMs', stallTimeoutMs);
  if (crf !== undefined && bitrate !== undefined) {
    throw new InvalidOptionError('crf', 'either crf or bitrate, not both,', crf);
  }
  return candidates(spec, options.encoder ?? 'auto', options);
}
