import type { FileHandle } from 'node:fs/promises';

/**
 * Writes all of something at a place in a file.
 *
 * @param file - The file.
 * @param bytes - What to write.
 * @param position - Where it begins.
 */
export async function writeAt(
  file: FileHandle,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
