import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Lengths of an MPEG transport packet, and where its first byte, 0x47, lies: plain, after a time stamp, before a checksum. */
const PACKETS = [
  { length: 188, sync: 0 },
  { length: 192, sync: 4 },
  { length: 204, sync: 0 },
] as const;

/**
 * Whether a file's own structure shows that its end is missing, for the containers of which ffmpeg reports a cut and
 * damage alike: a transport stream is made of packets of one length, an AVI file begins with its length.
 *
 * @param path - The file.
 * @param container - ffmpeg's name of its container.
 */
export function isFileCut(path: string, container: string): boolean {
  if (container !== 'mpegts' && container !== 'avi') return false;
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const start = Buffer.alloc(1024);
    readSync(file, start, 0, start.length, 0);
    if (container === 'avi') return size < start.readUInt32LE(4) + 8;
    const packet = PACKETS.find(({ length, sync }) =>
      [0, 1, 2, 3].every((number) => start[sync + number * length] === 0x47),
    );
    return packet !== undefined && size % packet.length !== 0;
  } finally {
    closeSync(file);
  }
}
