import type { ColourMatrix, Colorimetry } from '@giftgrab/core';

const MATRICES: Readonly<Record<string, ColourMatrix>> = {
  bt709: 'bt709',
  smpte170m: 'bt601',
  bt470bg: 'bt601',
  bt2020nc: 'bt2020',
  bt2020ncl: 'bt2020',
};

/**
 * Reads ffmpeg's names of matrix and range.
 *
 * @param matrix - For example `bt709` or `smpte170m`.
 * @param range - `tv` or `pc`.
 * @param pixFmt - The pixel format; `yuvj…` means full range.
 */
export function colorimetryOf(
  matrix: string | undefined,
  range: string | undefined,
  pixFmt: string | undefined,
): Colorimetry {
  const isFull = range === 'pc' || pixFmt?.startsWith('yuvj') === true;
  return { matrix: MATRICES[matrix ?? ''] ?? 'unspecified', range: isFull ? 'full' : 'limited' };
}
