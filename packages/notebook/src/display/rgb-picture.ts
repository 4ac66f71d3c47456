import { rgbFrame, type VideoFrame } from '@giftgrab/core';

/** A picture of red, green and blue bytes. */
export interface RgbPicture {
  readonly cols: number;
  readonly rows: number;
  readonly pixels: Uint8Array;
}

/**
 * Makes a small picture of a frame, whatever its layout. The views of a stereo frame lie side by side.
 *
 * @param frame - The frame; it has to be valid until this resolves.
 * @param cols - How wide it may be, in pixels; never enlarged.
 */
export async function rgbPicture(frame: VideoFrame, cols: number): Promise<RgbPicture> {
  // Loaded with the first picture: it has a binary and takes a while.
  const { default: sharp } = await import('sharp');
  const rgb = rgbFrame(frame);
  try {
    const raw = { width: rgb.cols, height: rgb.rows, channels: 3 } as const;
    const { data, info } = await sharp(rgb.data(), { raw })
      .resize({ width: cols, withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { cols: info.width, rows: info.height, pixels: data };
  } finally {
    rgb.release();
  }
}

const GAP = 8;

/**
 * Lays pictures beside each other, on white.
 *
 * @param pictures - One at least.
 */
export function besideEachOther(pictures: readonly RgbPicture[]): RgbPicture {
  const [first] = pictures;
  if (first !== undefined && pictures.length === 1) return first;
  const cols = pictures.reduce((sum, picture) => sum + picture.cols + GAP, -GAP);
  const rows = Math.max(...pictures.map((picture) => picture.rows));
  const pixels = new Uint8Array(cols * rows * 3).fill(255);
  let left = 0;
  for (const picture of pictures) {
    const line = picture.cols * 3;
    for (let row = 0; row < picture.rows; row += 1) {
      const from = picture.pixels.subarray(row * line, (row + 1) * line);
      pixels.set(from, (row * cols + left) * 3);
    }
    left += picture.cols + GAP;
  }
  return { cols, rows, pixels };
}
