import { statSync } from 'node:fs';
import { resolve } from 'node:path';

/** What a file is used for. */
export type FileUse = 'read' | 'written';

const uses = new Map<string, FileUse[]>();

/**
 * Notes that a file is in use in this process, whatever name it goes by.
 *
 * @param path - The file; it exists.
 * @param use - For what.
 * @returns Notes that it is not any more.
 */
export function noteFileUse(path: string, use: FileUse): () => void {
  const key = identityOf(path);
  uses.set(key, [...(uses.get(key) ?? []), use]);
  let isNoted = true;
  return () => {
    if (!isNoted) return;
    isNoted = false;
    const left = [...(uses.get(key) ?? [])];
    left.splice(left.indexOf(use), 1);
    if (left.length === 0) uses.delete(key);
    else uses.set(key, left);
  };
}

/**
 * What a file is used for in this process now, if for anything: one must not write over it.
 *
 * @param path - The file; it need not exist.
 */
export function fileUse(path: string): FileUse | undefined {
  return uses.get(identityOf(path))?.[0];
}

/** Device and inode, so that links and relative names do not deceive; the path where there is no file. */
function identityOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? resolve(path) : `${stats.dev}:${stats.ino}`;
}
