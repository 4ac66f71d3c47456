import { option } from '../capture-arguments';
import type { DeviceMode } from '../device-info';

/**
 * The arguments that make ffmpeg tell which modes a V4L2 device has; it then exits with an error, which means nothing.
 *
 * @param path - The device.
 */
export function v4l2Listing(path: string): readonly string[] {
  return ['-f', 'v4l2', '-list_formats', 'all', '-i', path];
}

/**
 * The arguments that make ffmpeg read a V4L2 device.
 *
 * @param path - The device.
 * @param mode - What it shall deliver.
 */
export function v4l2Input(path: string, mode: DeviceMode): readonly string[] {
  const { cols, rows, frameRate, format } = mode;
  return [
    ...['-f', 'v4l2', ...option('-input_format', format), '-video_size', `${cols}x${rows}`],
    ...[...option('-framerate', frameRate), '-i', path],
  ];
}
