import { frameMemory, type FrameShape, type MemoryBlock, type VideoFrame } from '@giftgrab/core';
import { pooledCopy } from '../pooled-copy';

/**
 * Blocks of frame memory that a temporal filter keeps between frames of one shape. They do not count against the source's
 * budget, which would run out; how many there are does not depend on the stream's length.
 */
export class PictureMemory {
  readonly #blocks: MemoryBlock[] = [];
  #shape: FrameShape | undefined;

  /**
   * Tells whether the memory is for frames like this one; forgets everything if it is not.
   *
   * @param frame - The next frame.
   */
  isFor({ shape }: VideoFrame): boolean {
    const { colour, cols, rows, stereoCount } = this.#shape ?? {};
    const isSame =
      colour === shape.colour &&
      cols === shape.cols &&
      rows === shape.rows &&
      stereoCount === shape.stereoCount;
    if (!isSame) {
      this.dispose();
      this.#shape = shape;
    }
    return isSame;
  }

  /** A block of zeros. */
  allocate(byteLength: number): MemoryBlock {
    const block = frameMemory.allocate(byteLength);
    this.#blocks.push(block);
    block.bytes.fill(0);
    return block;
  }

  /** Gives all blocks back. */
  dispose(): void {
    this.#shape = undefined;
    for (const block of this.#blocks.splice(0)) frameMemory.free(block);
  }
}

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
  const copy = pooledCopy(frame);
  try {
    return run(copy.address ?? 0, copy);
  } finally {
    copy.release();
  }
}

/** A frame to write the result to: the frame itself where nobody else sees it and kernels can reach it, else another. */
export function outputFor(frame: VideoFrame): VideoFrame {
  return frame.isExclusive && frame.address !== undefined ? frame : frame.deriveUninitialised({});
}

/** All samples of all views. */
export function allSamples(frame: VideoFrame): Uint8Array | Uint16Array {
  const { buffer, byteOffset } = frame.data(0);
  const { byteLength, format } = frame.shape;
  return format.bytesPerSample === 1
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint16Array(buffer, byteOffset, byteLength / 2);
}
