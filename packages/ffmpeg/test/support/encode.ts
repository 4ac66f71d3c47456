import { pixelFormat, Rational } from '@giftgrab/core';
import { VideoEncoder, type EncoderOptions } from '@giftgrab/ffmpeg';

/** Bytes of the frames that {@link startEncoder} expects: 64×48 I420. */
export const FRAME_BYTES = (64 * 48 * 3) / 2;

/** Starts an encoder of 64×48 I420 at 25 frames a second. */
export function startEncoder(
  ffmpeg: string,
  output: string,
  options: {
    readonly codec?: readonly string[];
    readonly stallTimeoutMs?: number;
    readonly finishTimeoutMs?: number;
  } = {},
): VideoEncoder {
  const { codec = ['-c:v', 'ffv1'], stallTimeoutMs = 30_000, finishTimeoutMs } = options;
  const encoder: EncoderOptions = {
    path: ffmpeg,
    args: [
      ...['-nostdin', '-hide_banner', '-v', 'warning', '-nostats', '-progress', 'pipe:2', '-y'],
      ...['-probesize', '32', '-analyzeduration', '0', '-fpsprobesize', '0'],
      ...['-f', 'nut', '-i', 'pipe:0', '-vsync', 'passthrough', ...codec, `file:${output}`],
    ],
    video: {
      fourcc: pixelFormat('I420').fourcc,
      width: 64,
      height: 48,
      timeBase: new Rational(1, 25),
      frameRate: new Rational(25),
    },
    stallTimeoutMs,
    ...(finishTimeoutMs !== undefined && { finishTimeoutMs }),
    doing: `encoding "${output}"`,
  };
  return new VideoEncoder(encoder);
}

/** A picture that differs from frame to frame. */
export function picture(index: number): Uint8Array {
  return new Uint8Array(FRAME_BYTES).fill(index % 251);
}
