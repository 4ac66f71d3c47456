import { link, rename, stat, unlink } from 'node:fs/promises';
import { describe, TargetError } from '@giftgrab/core';
import { withSuffix } from './file-names';

// Kept before the extension, so that players open it while it grows.
const MARK = '.recording';

/**
 * The name of a recording while it is written.
 *
 * @param path - Its name when it is finished.
 */
export function unfinishedName(path: string): string {
  return withSuffix(path, MARK);
}

/**
 * The name that an unfinished recording is to get.
 *
 * @param path - Any path.
 * @returns `undefined` when it is not that of an unfinished recording.
 */
export function finishedName(path: string): string | undefined {
  const match = /^(.*[^./\\])\.recording(\.[^./\\]+)$/s.exec(path);
  return match === null ? undefined : `${match[1] ?? ''}${match[2] ?? ''}`;
}

/**
 * Gives a file its final name, without ever replacing another, unless that is wanted.
 *
 * @param from - The file.
 * @param to - Its final name.
 * @param overwrite - Whether to replace what has that name.
 * @throws {@link TargetError} when the name is taken; the file keeps the one it has.
 */
export async function giveName(from: string, to: string, overwrite: boolean): Promise<void> {
  if (overwrite) {
    await rename(from, to);
    return;
  }
  try {
    // Unlike a renaming, a link never replaces a file.
    await link(from, to);
    await unlink(from);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && !(await isThere(to))) {
      // Memory sticks know no links.
      await rename(from, to);
      return;
    }
    throw new TargetError(
      `${describe(to)} was made by somebody else while it was recorded. The recording is whole, and is ${describe(from)}.`,
      { code: 'TARGET_EXISTS', cause },
    );
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
