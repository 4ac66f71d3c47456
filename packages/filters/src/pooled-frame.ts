import type { VideoFrame } from '@giftgrab/core';

/**
 * Calls with a frame that kernels can read: the frame, or a copy for as long as the call takes.
 *
 * @param frame - The frame.
 * @param run - Is given the frame and its address.
 */
export function withPooled<T>(
  frame: VideoFrame,
  run: (address: number, frame: VideoFrame) => T,
): T {
  const { address } = frame;
  if (address !== undefined) return run(address, frame);
  const copy = frame.pooledCopy();
  try {
    return run(copy.address ?? 0, copy);
  } finally {
    copy.release();
  }
}

/** A frame to write the result to: the frame itself where nobody else sees it and kernels can reach it, else another. */
export function outputFrameFor(frame: VideoFrame): VideoFrame {
  return frame.isExclusive && frame.address !== undefined ? frame : frame.deriveUninitialised({});
}
