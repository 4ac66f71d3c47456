import { pixelFormat } from '@giftgrab/core';
import type { DeviceMode } from '../device-info';

/**
 * The arguments that make ffmpeg tell which modes a V4L2 device has; it then exits with an error, which means nothing.
 *
 * @param path - The device.
 */
export function v4l2ListArguments(path: string): readonly string[] {
  return ['-nostdin', '-hide_banner', '-f', 'v4l2', '-list_formats', 'all', '-i', path];
}

/**
 * The arguments that make ffmpeg send a V4L2 device's frames as NUT to its standard output, each as soon as it is there.
 *
 * @param path - The device.
 * @param mode - What it shall deliver.
 */
export function v4l2Arguments(path: string, mode: DeviceMode): readonly string[] {
  const { colour, cols, rows, frameRate, format } = mode;
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-v', 'info'],
    // Several threads of a decoder would hold back a frame each.
    ...['-fflags', 'nobuffer', '-flags', 'low_delay', '-threads', '1'],
    ...['-f', 'v4l2'],
    ...(format === undefined ? [] : ['-input_format', format]),
    ...['-video_size', `${cols}x${rows}`],
    ...(frameRate === undefined ? [] : ['-framerate', frameRate.toString()]),
    ...['-i', path, '-map', '0:v:0', '-vf', `format=${pixelFormat(colour).pixFmt}`],
    ...['-vsync', 'passthrough', '-enc_time_base', '-1'],
    ...['-threads', '1', '-c:v', 'rawvideo'],
    ...['-f', 'nut', '-write_index', '0', '-flush_packets', '1', 'pipe:1'],
  ];
}
