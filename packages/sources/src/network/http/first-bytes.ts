import type { Readable } from 'node:stream';

/** The beginning of what comes. */
export interface Beginning {
  /** Its first bytes, as many as were asked for and what came with them; fewer where it ends before. */
  readonly bytes: Buffer;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
}

/**
 * Takes the first bytes of what comes, and leaves the rest where it is.
 *
 * @param stream - What comes.
 * @param count - How many bytes.
 */
export async function firstBytes(stream: Readable, count: number): Promise<Beginning> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= count) return { bytes: Buffer.concat(chunks), isWhole: false };
  }
  return { bytes: Buffer.concat(chunks), isWhole: true };
}
