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

/** As far as a channel may be from the picture before and still be taken for the same: a camera's noise is not to be stored. */
const NOISE = 10;

/**
 * Makes an animated PNG, which shows for ever. Every notebook viewer takes it for a PNG, those that cannot animate show
 * its first picture; GIF and WebP some do not know.
 *
 * All pictures share a palette, and what hardly changes from one to the next is stored once.
 *
 * @param pictures - One at least, all of one size.
 * @see The PNG specification, third edition: animations
 */
export async function animatedPng(pictures: readonly AnimationPicture[]): Promise<Uint8Array> {
  const { cols = 1, rows = 1 } = pictures[0] ?? {};
  const pixels = Buffer.concat(steadied(pictures));
  const chunks = chunksOf(await indexedPng({ cols, rows: rows * pictures.length, pixels }));
  const header = Buffer.from(only(chunks, 'IHDR'));
  const [depth = 8, colourType = 3] = header.subarray(8);
  header.writeUInt32BE(rows, 4);
  // With a filter byte in front; sharp writes rows that do not refer to the ones before.
  const line = 1 + Math.ceil((cols * (CHANNELS[colourType] ?? 1) * depth) / 8);
  const scan = inflateSync(only(chunks, 'IDAT'));
  const frame = (i: number): Buffer => scan.subarray(i * rows * line, (i + 1) * rows * line);
  const palette = chunks.get('PLTE') ?? Buffer.alloc(0);
  const isIndexed = colourType === 3 && depth === 8;
  const hole = isIndexed ? freeColour(scan, line, palette) : undefined;

  let sequence = 0;
  const parts = pictures.flatMap(({ durationMs }, i) => {
    const [before, now] = [i === 0 ? undefined : frame(i - 1), frame(i)];
    const [top, bottom] = before === undefined ? [0, rows] : changedRows(before, now, line);
    const drawn =
      before === undefined || hole === undefined ? now : changes(before, now, line, hole);
    const control = Buffer.alloc(26);
    control.writeUInt32BE(sequence++, 0);
    control.writeUInt32BE(cols, 4);
    control.writeUInt32BE(bottom - top, 8);
    control.writeUInt32BE(top, 16);
    control.writeUInt16BE(Math.round(Math.min(durationMs, 65535)), 20);
    control.writeUInt16BE(1000, 22);
    control.writeUInt8(drawn === now ? 0 : 1, 25); // in place of the picture before, or over it
    const data = deflateSync(drawn.subarray(top * line, bottom * line), { level: 9 });
    if (i === 0) return [chunk('fcTL', control), chunk('IDAT', data)];
    const number = Buffer.alloc(4);
    number.writeUInt32BE(sequence++);
    return [chunk('fcTL', control), chunk('fdAT', Buffer.concat([number, data]))];
  });

  const count = Buffer.alloc(8); // played 0 times: for ever
  count.writeUInt32BE(pictures.length);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('acTL', count),
    ...paletteChunks(palette, hole),
    ...parts,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The pixels of each picture, those that are nearly as in the one before just as there. */
function steadied(pictures: readonly RgbPicture[]): readonly Uint8Array[] {
  let before: Uint8Array | undefined;
  return pictures.map(({ pixels }) => {
    const steady = Uint8Array.from(pixels);
    for (let at = 0; before !== undefined && at < steady.length; at += 3) {
      const end = at + 3;
      let isSame = true;
      for (let i = at; i < end; i += 1) {
        isSame &&= Math.abs((steady[i] ?? 0) - (before[i] ?? 0)) <= NOISE;
      }
      if (isSame) steady.set(before.subarray(at, end), at);
    }
    before = steady;
    return steady;
  });
}

/** A picture's rows with a hole wherever they are as in the one before. */
function changes(before: Buffer, now: Buffer, line: number, hole: number): Buffer {
  return now.map((value, i) => (i % line !== 0 && value === before[i] ? hole : value)) as Buffer;
}

/** A colour that no pixel has, to mean "as in the picture before": the rarest gives way where the palette is full. */
function freeColour(scan: Buffer, line: number, palette: Buffer): number {
  const colours = palette.length / 3;
  if (colours < 256) return colours;
  const uses = new Uint32Array(colours);
  for (const [i, index] of scan.entries()) if (i % line !== 0) uses[index] = (uses[index] ?? 0) + 1;
  const rarest = uses.indexOf(Math.min(...uses));
  const apart = (index: number): number =>
    [0, 1, 2].reduce((sum, channel) => {
      const difference = (palette[index * 3 + channel] ?? 0) - (palette[rarest * 3 + channel] ?? 0);
      return sum + difference ** 2;
    }, 0);
  const others = Array.from(uses.keys()).filter((index) => index !== rarest);
  const nearest = others.reduce((best, index) => (apart(index) < apart(best) ? index : best));
  for (const [i, index] of scan.entries()) {
    if (index === rarest && i % line !== 0) scan[i] = nearest;
  }
  return rarest;
}

function paletteChunks(palette: Buffer, hole: number | undefined): readonly Buffer[] {
  if (palette.length === 0) return [];
  if (hole === undefined) return [chunk('PLTE', palette)];
  const opacity = Buffer.alloc(hole + 1, 255);
  opacity[hole] = 0;
  const isNew = hole * 3 === palette.length;
  const colours = isNew ? Buffer.concat([palette, Buffer.alloc(3)]) : palette;
  return [chunk('PLTE', colours), chunk('tRNS', opacity)];
}

/** All pictures as one, so that they share one palette, without the noise of dithering, which would flicker. */
async function indexedPng({ cols, rows, pixels }: RgbPicture): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const raw = { width: cols, height: rows, channels: 3 } as const;
  return sharp(pixels, { raw, limitInputPixels: false })
    .png({
      palette: true,
      colours: 256,
      dither: 0,
      compressionLevel: 1,
      adaptiveFiltering: false,
    })
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
