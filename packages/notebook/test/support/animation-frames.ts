import { crc32 } from 'node:zlib';
import sharp from 'sharp';

/** A frame of an animated PNG, as a viewer shows it. */
export interface ShownFrame {
  readonly cols: number;
  readonly rows: number;
  readonly durationMs: number;
  /** Red, green and blue of each pixel. */
  readonly pixels: Buffer;
}

interface Chunk {
  readonly name: string;
  readonly data: Buffer;
}

/** Reads an animated PNG as its specification says, each frame decoded by sharp as a picture of its own. */
export async function animationFrames(png: Uint8Array): Promise<readonly ShownFrame[]> {
  const chunks = chunksOf(Buffer.from(png));
  const find = (name: string): Buffer =>
    chunks.find((chunk) => chunk.name === name)?.data as Buffer;
  const header = find('IHDR');
  const [cols, rows] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  let canvas = Buffer.alloc(cols * rows * 3);
  const frames: ShownFrame[] = [];
  for (const [i, { name, data: control }] of chunks.entries()) {
    if (name !== 'fcTL') continue;
    const [width, height] = [control.readUInt32BE(4), control.readUInt32BE(8)];
    const [left, top] = [control.readUInt32BE(12), control.readUInt32BE(16)];
    const next = chunks[i + 1] as Chunk;
    const own = Buffer.from(header);
    own.writeUInt32BE(width, 0);
    own.writeUInt32BE(height, 4);
    const parts = [
      { name: 'IHDR', data: own },
      ...chunks.filter((chunk) => chunk.name === 'PLTE' || chunk.name === 'tRNS'),
      { name: 'IDAT', data: next.name === 'fdAT' ? next.data.subarray(4) : next.data },
      { name: 'IEND', data: Buffer.alloc(0) },
    ];
    const picture = Buffer.concat([Buffer.from(png.subarray(0, 8)), ...parts.map(encoded)]);
    const pixels = await sharp(picture).toColourspace('srgb').ensureAlpha().raw().toBuffer();
    canvas = Buffer.from(canvas);
    const isOver = control[25] === 1;
    for (let i = 0; i < width * height; i += 1) {
      if (isOver && pixels[i * 4 + 3] === 0) continue;
      const [row, col] = [top + Math.floor(i / width), left + (i % width)];
      canvas.set(pixels.subarray(i * 4, i * 4 + 3), (row * cols + col) * 3);
    }
    const durationMs = (1000 * control.readUInt16BE(20)) / control.readUInt16BE(22);
    frames.push({ cols, rows, durationMs, pixels: canvas });
  }
  const count = find('acTL').readUInt32BE(0);
  if (count !== frames.length) throw new Error(`${frames.length} frames, but it says ${count}.`);
  return frames;
}

function chunksOf(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const named = png.subarray(at + 4, at + 8 + length);
    if (crc32(named) !== png.readUInt32BE(at + 8 + length)) throw new Error('A damaged chunk.');
    chunks.push({ name: named.toString('latin1', 0, 4), data: named.subarray(4) });
    at += length + 12;
  }
  return chunks;
}

function encoded({ name, data }: Chunk): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
