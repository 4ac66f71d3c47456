import type { Colorimetry, Rational } from '@giftgrab/core';

/** What is known of a file's video before it is decoded. */
export interface VideoStreamInfo {
  /** ffmpeg's number of the stream in its file. */
  readonly index: number;
  /** ffmpeg's name of the codec, for example `h264`. */
  readonly codec: string;
  /** ffmpeg's name of the pixel format, for example `yuv420p`. */
  readonly pixFmt: string;
  /** Pixels a row, as displayed: after the rotation that the file asks for. */
  readonly cols: number;
  /** Rows, as displayed. */
  readonly rows: number;
  /** Degrees by which the picture is turned for display: 0, 90, 180 or 270. */
  readonly rotation: number;
  /** Frames per second, on average; `undefined` when the file does not say. */
  readonly frameRate: Rational | undefined;
  /** Whether the frames follow each other at just {@link frameRate}, as far as the file tells. */
  readonly isConstantRate: boolean;
  /** Seconds a tick of the stream's time lasts. */
  readonly timeBase: Rational | undefined;
  /** Frames that the container says it holds. */
  readonly frames: number | undefined;
  /** Time of the first frame, in seconds. */
  readonly startSeconds: number | undefined;
  /** Length of the video, in seconds. */
  readonly durationSeconds: number | undefined;
  /** How YUV samples are to be read. */
  readonly colorimetry: Colorimetry;
}

/** What is known of a file before it is decoded. */
export interface MediaInfo {
  /** The file. */
  readonly path: string;
  /** ffmpeg's names of the container, for example `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string;
  /** Time of the earliest frame of any stream, in seconds. */
  readonly startSeconds: number | undefined;
  /** Length of the longest stream, in seconds. */
  readonly durationSeconds: number | undefined;
  /** The video that is read: the first that is not a cover picture. */
  readonly video: VideoStreamInfo;
  /** How many audio streams there are; they are not read. */
  readonly audioStreams: number;
}
