import type { VideoFrame } from '@giftgrab/core';
import { fileWriter, type FileReport, type FileWriterOptions } from '../../src';

/** Writes frames to a file, one after the other, and closes it. */
export async function written(
  path: string,
  frames: readonly VideoFrame[],
  options: FileWriterOptions,
): Promise<FileReport> {
  const writer = fileWriter(path, options);
  for (const frame of frames) await writer.append(frame);
  return writer.close();
}

/** An extension that fits each codec. */
export const EXTENSIONS = {
  Xvid: 'avi',
  HEVC: 'mp4',
  VP9: 'webm',
  H264: 'mp4',
  FFV1: 'mkv',
} as const;

/** The codecs, with settings that make them fast and good enough to look at. */
export const CODECS = [
  { codec: 'Xvid', crf: 2 },
  { codec: 'HEVC', crf: 8, preset: 'ultrafast' },
  { codec: 'VP9', crf: 8, preset: 'ultrafast' },
  { codec: 'H264', crf: 8, preset: 'ultrafast' },
  { codec: 'FFV1' },
] as const;
