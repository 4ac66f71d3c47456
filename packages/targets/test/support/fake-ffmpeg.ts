import { writeFileSync } from 'node:fs';
import { BUNDLED } from './ffmpeg-builds';

/**
 * Writes a program that answers questions as an ffmpeg does, but encodes in its own way.
 *
 * @param path - Where it goes.
 * @param encoding - Shell commands that run in place of the encoder; `"$FFMPEG" "$@"` is the true one.
 * @param listing - Shell commands that run in place of `-encoders`.
 * @param ffmpeg - The true one.
 */
export function fakeFfmpeg(
  path: string,
  encoding: string,
  listing = '"$FFMPEG" "$@"',
  ffmpeg = BUNDLED.path,
): string {
  const script = `#!/bin/sh
FFMPEG=${JSON.stringify(ffmpeg)}
case "$*" in
  *-version*) exec "$FFMPEG" "$@";;
  *-encoders*) ${listing}; exit;;
esac
${encoding}
`;
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}
