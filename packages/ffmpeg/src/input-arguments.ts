import { resolve } from 'node:path';

/**
 * Containers that a local file may be. Playlists, manifests, scripts and devices are not among them: opening a file must
 * open that file and nothing else.
 */
const FILE_FORMATS = [
  'mov',
  'matroska',
  'avi',
  'mpegts',
  'mpeg',
  'mpegvideo',
  'flv',
  'ogg',
  'asf',
  'nut',
  'ivf',
  'y4m',
  'yuv4mpegpipe',
  'mxf',
  'dv',
  'gif',
  'h264',
  'hevc',
  'm4v',
  'mjpeg',
  'vc1',
  'wtv',
  'av1',
  'obu',
];

/**
 * The arguments that name a local file as input. `file:` and an absolute path make sure that no name is taken for an
 * option, a protocol or a pattern; the whitelists, that a hostile file cannot make ffmpeg open another or the network.
 *
 * @param path - The file.
 */
export function fileInputArguments(path: string): readonly string[] {
  return ['-protocol_whitelist', 'file', ...videoFormatsArguments(), '-i', fileUrl(path)];
}

/**
 * The arguments that allow no container but those that hold video themselves: no list that names other files.
 *
 * @param more - Demuxers that are allowed besides.
 */
export function videoFormatsArguments(more: readonly string[] = []): readonly string[] {
  // The name of a demuxer is all its aliases together.
  const formats = [...FILE_FORMATS, 'mov,mp4,m4a,3gp,3g2,mj2', 'matroska,webm', ...more];
  return ['-format_whitelist', formats.join(',')];
}

/**
 * A path as ffmpeg takes it without reading anything else into it.
 *
 * @param path - Absolute, or relative to the working directory.
 */
export function fileUrl(path: string): string {
  return `file:${resolve(path)}`;
}
