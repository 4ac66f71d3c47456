import { frameMemory, type MemoryBlock } from '@giftgrab/core';
import { MOST, ONE } from './reference';

/** How a lens darkens a picture from the middle to the corners: by `1 + k1 r² + k2 r⁴ + k3 r⁶`, where `r` is 1 at the farthest corner. */
export interface Falloff {
  /** The part of r². */
  readonly k1: number;
  /** The part of r⁴. */
  readonly k2: number;
  /** The part of r⁶. */
  readonly k3: number;
  /** Where the middle is, from 0 at the left to 1 at the right. */
  readonly centreX: number;
  /** Where the middle is, from 0 at the top to 1 at the bottom. */
  readonly centreY: number;
}

/**
 * How much light is left.
 *
 * @param falloff - The lens.
 * @param squared - r².
 */
export function lightAt({ k1, k2, k3 }: Falloff, squared: number): number {
  return 1 + squared * (k1 + squared * (k2 + squared * k3));
}

/** The gains of all pixels of a picture, in frame memory, where kernels read them. Give it back by `free`. */
export class GainMap {
  /** Pixels a row. */
  readonly cols: number;
  /** Rows. */
  readonly rows: number;
  /** One for each pixel. */
  readonly gains: Uint16Array;
  readonly #block: MemoryBlock;

  constructor(falloff: Falloff, cols: number, rows: number) {
    this.cols = cols;
    this.rows = rows;
    this.#block = frameMemory.allocate(2 * cols * rows);
    const { buffer, byteOffset } = this.#block.bytes;
    this.gains = new Uint16Array(buffer, byteOffset, cols * rows);
    this.#fill(falloff);
  }

  /** Where the gains are in frame memory. */
  get address(): number {
    return this.#block.ptr;
  }

  /** Gives the memory back. */
  free(): void {
    frameMemory.free(this.#block);
  }

  #fill(falloff: Falloff): void {
    const { cols, rows, gains } = this;
    const x0 = falloff.centreX * (cols - 1);
    const y0 = falloff.centreY * (rows - 1);
    const farthest = Math.max(x0, cols - 1 - x0) ** 2 + Math.max(y0, rows - 1 - y0) ** 2 || 1;
    for (let y = 0; y < rows; y += 1) {
      for (let x = 0; x < cols; x += 1) {
        const squared = ((x - x0) ** 2 + (y - y0) ** 2) / farthest;
        gains[y * cols + x] = Math.min(MOST, Math.round(ONE / lightAt(falloff, squared)));
      }
    }
  }
}
