import { accessSync, constants, statSync, type Stats } from 'node:fs';
import { describe, InvalidOptionError, SourceError } from '@giftgrab/core';

/**
 * Checks, without starting anything, that there is a file to read.
 *
 * @param path - The file.
 * @throws {@link InvalidOptionError} when the path is no path; {@link SourceError} when the file is missing, a directory,
 * empty, or may not be read.
 */
export function checkInputFile(path: string): void {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new InvalidOptionError('path', 'the path of a video file', path);
  }
  const name = describe(path);
  const stats = statOf(path, name);
  if (stats.isDirectory()) {
    throw new SourceError(`${name} is a directory. Name a video file in it.`, {
      code: 'SOURCE_NOT_READABLE',
    });
  }
  if (!stats.isFile()) {
    throw new SourceError(`${name} is not an ordinary file. Copy the video to one first.`, {
      code: 'SOURCE_NOT_READABLE',
    });
  }
  if (stats.size === 0) {
    throw new SourceError(`${name} is empty (0 bytes): there is no video in it.`, {
      code: 'SOURCE_EMPTY',
    });
  }
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new SourceError(`${name} may not be read by this user. Change its permissions.`, {
      code: 'SOURCE_NOT_READABLE',
      cause,
    });
  }
}

function statOf(path: string, name: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new SourceError(
      isMissing
        ? `There is no file ${name}. Check the name; it is looked for in ${describe(process.cwd())}.`
        : `${name} cannot be opened (${code ?? String(cause)}).`,
      { code: isMissing ? 'SOURCE_NOT_FOUND' : 'SOURCE_NOT_READABLE', cause },
    );
  }
}
