import type { VideoFrame } from '../frames/video-frame';

/**
 * Copies the bytes of a frame: all views, one after the other, planes as they lie in memory.
 *
 * @param frame - The frame.
 * @returns Ordinary memory, yours for ever.
 * @throws {@link FrameReleasedError} when the loan has ended already.
 */
export function frameBytes(frame: VideoFrame): Uint8Array {
  // Every byte is written, so none need be zero before.
  const copy = Buffer.allocUnsafeSlow(frame.shape.byteLength);
  copy.set(frame.bytes);
  return copy;
}
