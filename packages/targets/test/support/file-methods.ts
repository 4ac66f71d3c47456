import { open, type FileHandle } from 'node:fs/promises';

/** What a crash or a power cut comes between. */
export interface FileMethods {
  write: (
    this: FileHandle,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ) => Promise<{ bytesWritten: number }>;
  truncate: (this: FileHandle, length: number) => Promise<void>;
  sync: (this: FileHandle) => Promise<void>;
  datasync: (this: FileHandle) => Promise<void>;
}

/**
 * Replaces methods of every file that is open in this process.
 *
 * @param replace - Makes the new ones of the original ones.
 * @returns Puts the original ones back.
 */
export async function replaceFileMethods(
  replace: (original: FileMethods) => Partial<FileMethods>,
): Promise<() => void> {
  const file = await open('/dev/null');
  const prototype = Object.getPrototypeOf(file) as FileMethods;
  await file.close();
  const { write, truncate, sync, datasync } = prototype;
  const original = { write, truncate, sync, datasync };
  Object.assign(prototype, replace(original));
  return () => void Object.assign(prototype, original);
}
