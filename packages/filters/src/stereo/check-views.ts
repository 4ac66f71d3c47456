import { UnsupportedFormatError, type VideoFrame } from '@giftgrab/core';

/**
 * Throws unless a frame is a stereo pair.
 *
 * @param name - The filter that needs one.
 * @param frame - The frame.
 */
export function checkPair(name: string, { index, stereoCount }: VideoFrame): void {
  if (stereoCount === 2) return;
  const views = stereoCount === 1 ? '1 view' : `${stereoCount} views`;
  const remedy = stereoCount === 1 ? ' Put unpackStereo() before it, or use stereoSource().' : '';
  throw new UnsupportedFormatError(
    `${name} needs frames of two views, but frame ${index} has ${views}.${remedy}`,
  );
}
