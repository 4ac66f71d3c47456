/** What is compared of two pictures. */
export type PictureComparison = 'size' | 'pixels';

/**
 * As far as two pictures may be apart on average, in steps of 255: encoders, and the decoders of video before them, round
 * differently from version to version.
 */
const TOLERANCE = 4;

interface Picture {
  readonly cols: number;
  readonly rows: number;
  readonly frames: number;
  readonly pixels: Uint8Array;
}

/**
 * What differs between two pictures.
 *
 * @param stored - The one, base64.
 * @param fresh - The other, base64.
 * @param comparison - Whether their pixels are to be compared, or their size alone.
 * @returns The difference, in words; nothing when they are of the same size, and nearly the same.
 */
export async function pictureDifference(
  stored: string,
  fresh: string,
  comparison: PictureComparison,
): Promise<string | undefined> {
  if (stored === fresh) return undefined;
  const [before, now] = await Promise.all([decoded(stored), decoded(fresh)]);
  if (before === undefined) return 'the stored picture cannot be read';
  if (now === undefined) return 'its picture cannot be read';
  const [size, oldSize] = [sizeText(now), sizeText(before)];
  if (size !== oldSize) return `its picture is ${size}; stored is ${oldSize}`;
  if (comparison === 'size') return undefined;
  const apart = meanDifference(before.pixels, now.pixels);
  if (apart <= TOLERANCE) return undefined;
  return `its picture differs from the stored one by ${apart.toFixed(1)} of 255 on average; up to ${TOLERANCE} are allowed`;
}

function sizeText({ cols, rows, frames }: Picture): string {
  return frames === 1 ? `${cols}×${rows}` : `${cols}×${rows} of ${frames} frames`;
}

async function decoded(base64: string): Promise<Picture | undefined> {
  const bytes = Buffer.from(base64, 'base64');
  const { default: sharp } = await import('sharp');
  try {
    const { data, info } = await sharp(bytes)
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { cols: info.width, rows: info.height, frames: framesOf(bytes), pixels: data };
  } catch {
    return undefined;
  }
}

/** How many frames a picture has: of an animated PNG its first is decoded, and they are said in a part named acTL. */
function framesOf(bytes: Buffer): number {
  const at = bytes.subarray(0, 64).indexOf('acTL');
  return at < 0 ? 1 : bytes.readUInt32BE(at + 4);
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return a.length === 0 ? 0 : sum / a.length;
}
