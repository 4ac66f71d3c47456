import { describe, TargetError } from '@giftgrab/core';
import { fileInputArguments, lastWords, locateFfmpeg, runForOutput } from '@giftgrab/ffmpeg';

/** How a file is read back: its frames are counted, or decoded as well. */
export type Verification = 'count' | 'full';

/** Reading or copying a recording takes as long as the disk does; what hangs longer than this is not coming back. */
export const READ_TIMEOUT_MS = 3_600_000;

/**
 * Reads a file back.
 *
 * @param ffmpeg - Path of the ffmpeg to read with. @defaultValue as for {@link fileWriter}
 * @param path - The file.
 * @param how - `'full'` decodes each frame, and fails where one is damaged.
 * @returns How many frames are in it.
 * @throws {@link TargetError} when it cannot be read.
 */
export async function framesIn(
  ffmpeg: string | undefined,
  path: string,
  how: Verification,
): Promise<number> {
  const args = [
    ...['-nostdin', '-hide_banner', '-v', 'error', '-nostats', '-progress', 'pipe:1'],
    ...fileInputArguments(path),
    ...['-map', '0:v:0', '-vsync', 'passthrough', ...(how === 'count' ? ['-c', 'copy'] : [])],
    ...['-f', 'null', 'pipe:1'],
  ];
  const binary = await locateFfmpeg(ffmpeg);
  const { code, stdout, stderr } = await runForOutput(binary.path, args, {
    timeoutMs: READ_TIMEOUT_MS,
  });
  const frames = [...stdout.matchAll(/^frame=\s*(\d+)$/gm)].at(-1)?.[1];
  const isDamaged = how === 'full' && stderr.length > 0;
  if (code === 0 && frames !== undefined && !isDamaged) return Number(frames);
  const said = lastWords(stderr);
  throw new TargetError(
    `${describe(path)} could not be read back as it was written.${said === '' ? '' : ` ffmpeg says: ${said}`}`,
  );
}
