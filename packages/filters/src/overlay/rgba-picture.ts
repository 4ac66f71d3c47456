import { GiftGrabError, InvalidOptionError } from '@giftgrab/core';
import type { Sharp } from 'sharp';

/** A picture with straight alpha: red, green, blue, alpha. */
export interface RgbaPicture {
  /** Pixels a row. */
  readonly cols: number;
  /** Rows. */
  readonly rows: number;
  /** Four bytes for each pixel, rows without gaps. */
  readonly rgba: Uint8Array;
}

/** The size that a picture shall have; what is missing follows from the other, so that the shape stays. */
export interface WantedSize {
  readonly cols?: number | undefined;
  readonly rows?: number | undefined;
}

/**
 * Reads a picture.
 *
 * @param image - A file's path, the text of an SVG, or the bytes of any picture that sharp reads.
 * @param size - The size wanted.
 * @throws {@link InvalidOptionError} when it cannot be read.
 */
export async function readPicture(
  image: string | Uint8Array,
  size: WantedSize,
): Promise<RgbaPicture> {
  const isSvg = typeof image === 'string' && image.trimStart().startsWith('<');
  try {
    const picture = await open(isSvg ? Buffer.from(image) : image);
    const { cols, rows } = size;
    if (cols === undefined && rows === undefined) return await pixelsOf(picture);
    return await pixelsOf(picture.resize({ width: cols, height: rows, fit: 'fill' }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const given = isSvg ? 'an SVG' : typeof image === 'string' ? image : 'bytes';
    throw new InvalidOptionError('image', 'a picture that can be read', given, reason);
  }
}

/** How text looks. */
export interface TextLook {
  /** Height of a line's letters in pixels, as CSS counts. */
  readonly size: number;
  /** A colour of CSS. */
  readonly colour: string;
  /** A colour of CSS behind the text. */
  readonly background: string | undefined;
  /** Names of fonts, the first that is installed is taken. */
  readonly font: string;
}

/** Lines of text as a picture; its first pixel is the corner of the background, or of the room that the letters have. */
export async function renderText(text: string, look: TextLook): Promise<RgbaPicture> {
  const lines = text.split('\n');
  const longest = Math.max(...lines.map((line) => line.length));
  const cols = Math.ceil((longest + 2) * look.size * 1.2);
  const height = Math.ceil(look.size * 1.3);
  const rows = lines.length * height;
  const margin = Math.ceil(look.size / 4);
  const spans = lines.map((line, i) => {
    const y = Math.round((i + 0.77) * height);
    return `<text x="${margin}" y="${y}" xml:space="preserve">${escape(line)}</text>`;
  });
  const letters = `<g ${styleOf(look)}>${spans.join('')}</g>`;
  const bare = await renderSvg(cols, rows, letters);
  const end = inkEnd(bare);
  if (end === 0 && text.trim() !== '') throw noFont();
  if (look.background === undefined) return bare;
  const rect = `<rect width="${end + margin}" height="${rows}" fill="${escape(look.background)}"/>`;
  return renderSvg(cols, rows, rect + letters);
}

/**
 * Letters as pictures of one size, with an even number of columns.
 *
 * @param letters - Which.
 * @param look - How they look.
 */
export async function renderLetters(
  letters: string,
  look: TextLook,
): Promise<ReadonlyMap<string, RgbaPicture>> {
  const cols = 2 * Math.ceil(look.size * 0.32);
  const rows = Math.ceil(look.size * 1.3);
  const cells = [...letters].map((letter, i) => {
    const back =
      look.background === undefined
        ? ''
        : `<rect x="${i * cols}" width="${cols}" height="${rows}" fill="${escape(look.background)}"/>`;
    const x = (i + 0.5) * cols;
    return `${back}<text x="${x}" y="${Math.round(0.77 * rows)}" text-anchor="middle">${escape(letter)}</text>`;
  });
  const all = await renderSvg(
    cols * cells.length,
    rows,
    `<g ${styleOf(look)}>${cells.join('')}</g>`,
  );
  if (inkEnd(all) === 0) throw noFont();
  return new Map([...letters].map((letter, i) => [letter, cut(all, i * cols, cols)]));
}

function cut({ cols: width, rows, rgba }: RgbaPicture, x: number, cols: number): RgbaPicture {
  const part = new Uint8Array(cols * rows * 4);
  for (let row = 0; row < rows; row += 1) {
    const from = (row * width + x) * 4;
    part.set(rgba.subarray(from, from + cols * 4), row * cols * 4);
  }
  return { cols, rows, rgba: part };
}

async function renderSvg(cols: number, rows: number, content: string): Promise<RgbaPicture> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${cols}" height="${rows}">${content}</svg>`;
  return pixelsOf(await open(Buffer.from(svg)));
}

/** Opens a picture with sharp, which is loaded only when somebody draws: it has a binary and takes a while. */
async function open(image: string | Uint8Array): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  return sharp(image);
}

async function pixelsOf(picture: Sharp): Promise<RgbaPicture> {
  const { data, info } = await picture
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { cols: info.width, rows: info.height, rgba: data };
}

function styleOf({ size, colour, font }: TextLook): string {
  return `font-family="${escape(font)}" font-size="${size}" fill="${escape(colour)}"`;
}

/** The column behind the last one that is not transparent; 0 where all are. */
function inkEnd({ cols, rows, rgba }: RgbaPicture): number {
  for (let col = cols - 1; col >= 0; col -= 1) {
    for (let row = 0; row < rows; row += 1) {
      if (rgba[(row * cols + col) * 4 + 3] !== 0) return col + 1;
    }
  }
  return 0;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function noFont(): GiftGrabError {
  return new GiftGrabError(
    'FILTER',
    'The text came out empty: this machine seems to have no fonts. Install some, for example fonts-dejavu, or draw an image instead.',
  );
}
