import { frameMemory, type FrameShape, type MemoryBlock, type VideoFrame } from '@giftgrab/core';

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

/** All samples of all views. */
export function allSamples(frame: VideoFrame): Uint8Array | Uint16Array {
  const { buffer, byteOffset } = frame.data(0);
  const { byteLength, format } = frame.shape;
  return format.bytesPerSample === 1
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint16Array(buffer, byteOffset, byteLength / 2);
}
