import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Brings the name of a file to the disk: it is there only when its folder is.
 *
 * @param path - The file.
 */
export async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders.
  const folder = await open(dirname(path)).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
