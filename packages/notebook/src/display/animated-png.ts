import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { RgbPicture } from './rgb-picture';

/** A picture of an animation. */
export interface AnimationPicture extends RgbPicture {
  /** How long it is shown, in milliseconds. */
  readonly durationMs: number;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Channels of each PNG colour type. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * Makes an animated PNG, which shows for ever. Every notebook viewer takes it for a PNG, those that cannot animate show
 * its first picture; GIF and WebP some do not know.
 *
 * @param pictures - One at least, all of one size.
 * @see The PNG specification, third edition: animations
 */
export async function animatedPng(pictures: readonly AnimationPicture[]): Promise<Uint8Array> {
  const { cols = 1, rows = 1 } = pictures[0] ?? {};
  const all = { cols, rows: rows * pictures.length, pixels: stacked(pictures) };
  const chunks = chunksOf(await indexedPng(all));
  const header = Buffer.from(only(chunks, 'IHDR'));
  const [depth = 8, colourType = 3] = header.subarray(8);
  header.writeUInt32BE(rows, 4);
  // With a filter byte in front; sharp writes rows that do not refer to the ones before.
  const line = 1 + Math.ceil((cols * (CHANNELS[colourType] ?? 1) * depth) / 8);
  const scan = inflateSync(only(chunks, 'IDAT'));
  const frame = (i: number): Buffer => scan.subarray(i * rows * line, (i + 1) * rows * line);

  let sequence = 0;
  const parts = pictures.flatMap(({ durationMs }, i) => {
    const [top, bottom] = i === 0 ? [0, rows] : changedRows(frame(i - 1), frame(i), line);
    const control = Buffer.alloc(26); // not blended with the picture before, but in its place
    control.writeUInt32BE(sequence++, 0);
    control.writeUInt32BE(cols, 4);
    control.writeUInt32BE(bottom - top, 8);
    control.writeUInt32BE(top, 16);
    control.writeUInt16BE(Math.round(Math.min(durationMs, 65535)), 20);
    control.writeUInt16BE(1000, 22);
    const pixels = deflateSync(frame(i).subarray(top * line, bottom * line), { level: 9 });
    if (i === 0) return [chunk('fcTL', control), chunk('IDAT', pixels)];
    const number = Buffer.alloc(4);
    number.writeUInt32BE(sequence++);
    return [chunk('fcTL', control), chunk('fdAT', Buffer.concat([number, pixels]))];
  });

  const count = Buffer.alloc(8); // played 0 times: for ever
  count.writeUInt32BE(pictures.length);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('acTL', count),
    ...(chunks.has('PLTE') ? [chunk('PLTE', only(chunks, 'PLTE'))] : []),
    ...parts,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function stacked(pictures: readonly RgbPicture[]): Uint8Array {
  return Buffer.concat(pictures.map(({ pixels }) => pixels));
}

/** All pictures as one, so that they share one palette, without the noise of dithering, which would flicker. */
async function indexedPng({ cols, rows, pixels }: RgbPicture): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const raw = { width: cols, height: rows, channels: 3 } as const;
  return sharp(pixels, { raw, limitInputPixels: false })
    .png({ palette: true, colours: 256, dither: 0, compressionLevel: 1, adaptiveFiltering: false })
    .toBuffer();
}

/** From which row to which one two pictures differ; one row where they do not. */
function changedRows(
  before: Buffer,
  now: Buffer,
  line: number,
): readonly [top: number, bottom: number] {
  const isSame = (row: number): boolean =>
    now.compare(before, row * line, (row + 1) * line, row * line, (row + 1) * line) === 0;
  let [top, bottom] = [0, now.length / line];
  while (top < bottom - 1 && isSame(top)) top += 1;
  while (bottom > top + 1 && isSame(bottom - 1)) bottom -= 1;
  return [top, bottom];
}

/** The parts of a PNG by name; those that come several times are put together. */
function chunksOf(png: Buffer): ReadonlyMap<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const name = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    chunks.set(name, Buffer.concat([chunks.get(name) ?? Buffer.alloc(0), data]));
    at += length + 12;
  }
  return chunks;
}

function only(chunks: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const data = chunks.get(name);
  if (data === undefined) throw new Error(`A PNG without ${name}.`);
  return data;
}

function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
