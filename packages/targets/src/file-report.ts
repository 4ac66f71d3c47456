import type { TargetReport } from '@giftgrab/core';
import type { Codec } from './codecs';
import type { EncodedFile, FrameConversion } from './encoded-file';

/** What was written into a video file. */
export interface FileReport extends TargetReport {
  /** Frames in the file, those that were shown once more included. */
  readonly frames: number;
  /** The file; nothing is there when `frames` is 0. */
  readonly path: string;
  /** Its codec. */
  readonly codec: Codec;
  /** ffmpeg's name of the encoder; `undefined` when no frame came. */
  readonly encoder: string | undefined;
  /** Path of the ffmpeg that wrote it. */
  readonly ffmpeg: string | undefined;
  /** Size of the file. */
  readonly bytes: number;
  /** From the first frame to the end of the last. */
  readonly durationSeconds: number;
  /** Size of the picture in the file. */
  readonly cols: number;
  /** Size of the picture in the file. */
  readonly rows: number;
  /** What was done to the size, because the encoder could not take it as it was. */
  readonly resized: 'no' | 'padded' | 'cropped' | 'scaled';
  /** From what layout to which the frames were converted for the encoder; `undefined` when they were not. */
  readonly converted: FrameConversion | undefined;
  /** Frames shown once more, to fill gaps (`timing: 'constant'` only). */
  readonly duplicated: number;
  /** Frames shown at another time than their own, because two had the same or time ran backwards. */
  readonly retimed: number;
}

/**
 * What was written into a file.
 *
 * @param path - The file.
 * @param codec - Its codec.
 * @param file - What it was written with; `undefined` when no frame came.
 * @param bytes - Its size.
 */
export function fileReport(
  path: string,
  codec: Codec,
  file: EncodedFile | undefined,
  bytes: number,
): FileReport {
  return {
    path,
    codec,
    encoder: file?.encoder,
    ffmpeg: file?.ffmpeg,
    frames: file?.written ?? 0,
    bytes,
    durationSeconds: file?.durationSeconds ?? 0,
    cols: file?.size.cols ?? 0,
    rows: file?.size.rows ?? 0,
    resized: file?.resized ?? 'no',
    converted: file?.converted,
    dropped: file?.timer.dropped ?? 0,
    duplicated: file?.timer.duplicated ?? 0,
    retimed: file?.timer.retimed ?? 0,
  };
}
