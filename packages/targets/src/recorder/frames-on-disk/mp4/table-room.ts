import { statfs, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ReadAhead } from '../read-ahead';
import { writeAt } from '../write-at';
import { box, MAX_HEADER, readBoxHeader } from './box';

// A frame takes up to 14 bytes of the table: its size, its duration, and its share of a fragment's place.
const BYTES_A_FRAME = 14;
// Names, size of the picture, headers of encoders.
const BYTES_BESIDES = 4 * 1024;
const MOST = 16 * 1024 * 1024;
// So many times the room have to be free for it to be claimed.
const PLENTY = 8;

/**
 * Bytes to leave free for the table of an MP4 or MOV file; 16 MiB, those of a million frames, are the most.
 *
 * @param frames - How many frames the file may have.
 */
export function tableRoom(frames: number): number {
  return Math.min(MOST, BYTES_BESIDES + BYTES_A_FRAME * Math.ceil(frames));
}

/**
 * Makes a `free` box of the room that ffmpeg has left in front of its `moov` box, and gives it a place on the disk: the table finds it
 * even if the disk is full by then. Before that is done readers find no frames behind the room.
 *
 * @param file - A file that ffmpeg writes or has written.
 * @param path - Its path.
 * @returns Whether there is nothing to do any more; otherwise the file has no `moov` box yet.
 */
export async function claimTableRoom(file: FileHandle, path: string): Promise<boolean> {
  const { size } = await file.stat();
  const ahead = new ReadAhead(file, size);
  const ftyp = readBoxHeader(await ahead.bytesAt(0, MAX_HEADER));
  if (ftyp === undefined) return size >= MAX_HEADER;
  const next = await ahead.bytesAt(ftyp.size, 8);
  if (next.length < 8) return false;
  if (next.some((byte) => byte !== 0)) return true;
  const room = (await ahead.bytesAt(ftyp.size, MOST + MAX_HEADER)).indexOf('moov') - 4;
  if (room < 8) return false;
  const free = box('free', new Uint8Array(room - 8));
  const { bavail, bsize } = await statfs(dirname(resolve(path)));
  // Written out: it is a hole in the file otherwise, which has no place on the disk. Where that is nearly full, frames need it more.
  if (bavail * bsize > PLENTY * room) await writeAt(file, free.subarray(8), ftyp.size + 8);
  await writeAt(file, free.subarray(0, 8), ftyp.size);
  return true;
}
