import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { FragmentIndex } from './fragment-index';
import { plainMoov } from './plain-moov';

/**
 * Makes an ordinary MP4 file of a fragmented one, in its place: appends one table of all frames and then turns all that was before into
 * media data by writing over 16 bytes. Until those are written the file is the fragmented one, with something behind it that players pass
 * over; so whenever this is broken off, no frame is lost, and it may be done again.
 *
 * @param path - The file; nobody writes it any more.
 * @param index - What was read of it while it was written; all of it is read, otherwise.
 * @returns Frames that are in it.
 * @throws RangeError when it is damaged, or none of a recorder's.
 */
export async function finishMp4(path: string, index = new FragmentIndex()): Promise<number> {
  const file = await open(path, constants.O_RDWR);
  try {
    await index.read(file);
    const { moov } = index;
    if (moov === undefined) throw new RangeError('no moov box');
    if (index.plainSamples !== undefined) return index.plainSamples;
    if (index.samples === 0) return 0;
    // Half a fragment, or half a table of an earlier attempt, may be behind the last whole fragment.
    await file.truncate(index.end);
    await writeAt(file, plainMoov(index), index.end).catch(async (error: unknown) => {
      // Half a table helps nobody, and takes up room.
      await file.truncate(index.end);
      throw error;
    });
    await file.sync();
    await writeAt(file, mediaHeader(index.end - moov.offset), moov.offset);
    await file.sync();
    return index.samples;
  } finally {
    await file.close();
  }
}

function mediaHeader(size: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1, 0);
  header.write('mdat', 4, 'latin1');
  header.writeBigUInt64BE(BigInt(size), 8);
  return header;
}

async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
