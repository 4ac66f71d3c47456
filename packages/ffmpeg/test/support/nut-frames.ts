import { NutReader, type NutEnd, type NutStreamHeader } from '@giftgrab/ffmpeg';

/** Everything a NUT stream held. */
export interface NutContent {
  readonly header: NutStreamHeader | undefined;
  readonly frames: readonly { readonly pts: number; readonly pixels: Uint8Array }[];
  readonly end: NutEnd;
}

/**
 * Reads a whole stream, in chunks of the given sizes, over and over; blocks at each frame whose
 * number is a multiple of `blockEvery`, and asks for the next buffer before it resumes, as sockets do.
 */
export function readNut(
  bytes: Uint8Array,
  chunkSizes: readonly number[] = [65536],
  blockEvery = Infinity,
): NutContent {
  let header: NutStreamHeader | undefined;
  const frames: { pts: number; pixels: Uint8Array }[] = [];
  let current: { pts: number; pixels: Uint8Array } | undefined;
  let asked = 0;
  const reader = new NutReader({
    onHeader: (found) => {
      if (header !== undefined) throw new Error('a second header');
      header = found;
    },
    onFrameStart: (pts, size) => {
      if (current !== undefined) throw new Error('a frame within a frame');
      if (asked++ % blockEvery === blockEvery - 1) return undefined;
      current = { pts, pixels: new Uint8Array(size).fill(0xee) };
      return current.pixels;
    },
    onFrameEnd: () => {
      if (current === undefined) throw new Error('an end without a start');
      frames.push(current);
      current = undefined;
    },
  });
  let position = 0;
  let buffer = reader.buffer();
  for (let i = 0; position < bytes.length; i++) {
    const wanted = chunkSizes[i % chunkSizes.length] ?? 1;
    const length = Math.min(wanted, buffer.length, bytes.length - position);
    buffer.set(bytes.subarray(position, position + length));
    position += length;
    reader.push(length);
    buffer = reader.buffer();
    while (reader.blocked) reader.resume();
  }
  return { header, frames, end: reader.end() };
}
