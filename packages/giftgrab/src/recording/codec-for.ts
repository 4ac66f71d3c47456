import { extname } from 'node:path';
import { InvalidOptionError } from '@giftgrab/core';
import type { Codec } from '@giftgrab/targets';

const CODEC_OF_EXTENSION: Readonly<Record<string, Codec>> = {
  '.mp4': 'HEVC',
  '.mov': 'HEVC',
  '.webm': 'VP9',
  '.avi': 'Xvid',
  '.mkv': 'FFV1',
};

/**
 * The codec that the extension of a file suggests.
 *
 * @param path - The file.
 * @param option - What messages call it.
 * @param remedy - How to say the codec otherwise.
 * @throws {@link InvalidOptionError} when it suggests none.
 */
export function codecFor(path: string, option: string, remedy: string): Codec {
  const codec = CODEC_OF_EXTENSION[extname(path).toLowerCase()];
  if (codec !== undefined) return codec;
  const known = Object.keys(CODEC_OF_EXTENSION).join(', ');
  throw new InvalidOptionError(option, `a file name that ends in ${known}, or ${remedy},`, path);
}
