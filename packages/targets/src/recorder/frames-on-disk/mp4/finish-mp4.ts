import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { isStorageFailure } from '../../storage-failure';
import { writeAt } from '../write-at';
import { FragmentIndex } from './fragment-index';
import { plainMoov } from './plain-moov';
import { claimTableRoom } from './table-room';

// Of a file that is this many times the room for its table, or more, nobody minds what is left of the room.
const LONG = 8;
const COPIED_AT_ONCE = 1024 * 1024;
const MEDIA_HEADER = 16;

/**
 * Makes an ordinary MP4 file of a fragmented one. Until the last few bytes are written it is the fragmented one, with something in it that
 * players pass over; so whenever this is broken off, no frame is lost, and it may be done again.
 *
 * The table of all frames gets the room that was left for it in front of them; a long file is not copied for that, a short one is, without
 * the rest of the room. Where there is too little room the table goes behind the frames.
 *
 * @param path - The file; nobody writes it any more.
 * @param index - What was read of it while it was written; all of it is read, otherwise.
 * @returns Frames that are in it.
 * @throws RangeError when it is damaged, or none of a recorder's.
 */
export async function finishMp4(path: string, index = new FragmentIndex()): Promise<number> {
  const copy = `${path}.finishing`;
  let isCopied = false;
  const file = await open(path, constants.O_RDWR);
  try {
    await claimTableRoom(file, path);
    await index.read(file);
    const { moov, room } = index;
    if (moov === undefined) throw new RangeError('no moov box');
    if (index.plainSamples !== undefined) return index.plainSamples;
    if (index.samples === 0) return 0;
    // Half a fragment, or half a table of an earlier attempt, may be behind the last whole fragment.
    await file.truncate(index.end);
    const table = plainMoov(index);
    if (table.length + MEDIA_HEADER > room) {
      await appendTable(file, table, index.end, moov.offset);
    } else {
      if (index.end < LONG * room) isCopied = await writeCopy(copy, file, index, table.length);
      if (!isCopied) await insertTable(file, table, index.end, moov.offset - room);
    }
  } finally {
    await file.close();
  }
  if (isCopied) await rename(copy, path);
  return index.samples;
}

/** In front of the frames, instead of the room: that of the media data begins behind it then, and reaches over what was there. */
async function insertTable(
  file: FileHandle,
  table: Buffer,
  end: number,
  at: number,
): Promise<void> {
  const media = at + table.length;
  const all = Buffer.concat([table, mediaHeader(end - media)]);
  await writeAt(file, all.subarray(8), at + 8);
  await file.sync();
  // Eight bytes make of free room, with something in it, a table.
  await writeAt(file, all.subarray(0, 8), at);
  await file.sync();
}

/** Behind the frames, whose header takes the place of the fragmented file's own table. */
async function appendTable(
  file: FileHandle,
  table: Buffer,
  end: number,
  at: number,
): Promise<void> {
  await writeAt(file, table, end).catch(async (error: unknown) => {
    // Half a table helps nobody, and takes up room.
    await file.truncate(end);
    throw error;
  });
  await file.sync();
  await writeAt(file, mediaHeader(end - at), at);
  await file.sync();
}

/** Writes an ordinary file without free room. Answers whether there was room on the disk for it. */
async function writeCopy(
  copy: string,
  from: FileHandle,
  index: FragmentIndex,
  tableLength: number,
): Promise<boolean> {
  const { moov, room, end } = index;
  if (moov === undefined) return false;
  const start = moov.offset - room;
  const frames = moov.offset + moov.bytes.length;
  const front = start + tableLength + MEDIA_HEADER;
  try {
    const to = await open(copy, 'w');
    try {
      await copyBytes(from, { from: 0, to: start }, to, 0);
      await writeAt(to, plainMoov(index, frames - front), start);
      await writeAt(to, mediaHeader(end - frames + MEDIA_HEADER), start + tableLength);
      await copyBytes(from, { from: frames, to: end }, to, front);
      await to.sync();
    } finally {
      await to.close();
    }
    return true;
  } catch (error) {
    await rm(copy, { force: true });
    if (isStorageFailure(error)) return false;
    throw error;
  }
}

async function copyBytes(
  source: FileHandle,
  range: { readonly from: number; readonly to: number },
  target: FileHandle,
  position: number,
): Promise<void> {
  const bytes = Buffer.alloc(Math.min(COPIED_AT_ONCE, range.to - range.from));
  for (let at = range.from; at < range.to;) {
    const length = Math.min(bytes.length, range.to - at);
    const { bytesRead } = await source.read(bytes, 0, length, at);
    if (bytesRead === 0) throw new RangeError(`the file ends at byte ${at}`);
    await writeAt(target, bytes.subarray(0, bytesRead), position + at - range.from);
    at += bytesRead;
  }
}

function mediaHeader(size: number): Buffer {
  const header = Buffer.alloc(MEDIA_HEADER);
  header.writeUInt32BE(1, 0);
  header.write('mdat', 4, 'latin1');
  header.writeBigUInt64BE(BigInt(size), 8);
  return header;
}
