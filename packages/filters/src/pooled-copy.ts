import type { VideoFrame } from '@giftgrab/core';

/** A loan on a copy of a frame in the frame memory, for kernels to read. */
export function pooledCopy(frame: VideoFrame): VideoFrame {
  const copy = frame.deriveUninitialised({});
  for (let view = 0; view < frame.stereoCount; view += 1) copy.data(view).set(frame.data(view));
  return copy;
}
