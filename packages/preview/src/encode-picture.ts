import { rgbFrame, type VideoFrame } from '@giftgrab/core';

/** How {@link encodePicture} encodes. */
export interface PictureForm {
  /** JPEG for pictures that come and go, PNG for one that is kept. */
  readonly format: 'jpeg' | 'png';
  /** Quality of JPEG, 1 to 100. */
  readonly quality?: number;
  /** Pixels that neither side exceeds. @defaultValue as the frame */
  readonly longest?: number;
}

/**
 * Encodes a frame as a picture, in threads of libvips; both views of a stereo frame, side by side.
 *
 * @param frame - Has to stay valid until the promise settles.
 * @param form - Format and size.
 */
export async function encodePicture(
  frame: VideoFrame,
  { format, quality, longest }: PictureForm,
): Promise<Uint8Array> {
  // Loaded with the first picture: it has a binary and takes a while.
  const { default: sharp } = await import('sharp');
  const colours = rgbFrame(frame);
  try {
    const { cols: width, rows: height } = colours;
    const picture = sharp(colours.data(), { raw: { width, height, channels: 3 } });
    if (longest !== undefined && Math.max(width, height) > longest) {
      picture.resize({ width: longest, height: longest, fit: 'inside', kernel: 'linear' });
    }
    const options = quality === undefined ? {} : { quality };
    // Its best Huffman tables make a JPEG some per cent smaller, and take up to half of the time.
    const isQuick = format === 'jpeg' ? { optimiseCoding: false } : {};
    return await picture.toFormat(format, { ...options, ...isQuick }).toBuffer();
  } finally {
    colours.release();
  }
}
