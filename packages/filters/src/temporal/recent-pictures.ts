import type { MemoryBlock, VideoFrame } from '@giftgrab/core';
import { PictureMemory } from './picture-memory';

/** Copies of the last pictures of a stream, in the order of their places, not of their time. */
export class RecentPictures {
  readonly #capacity: number;
  readonly #memory = new PictureMemory();
  #places: MemoryBlock[] = [];
  #count = 0;
  #next = 0;

  /** @param capacity - How many pictures. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Where else a filter may keep something as long as the pictures have one shape. */
  get memory(): PictureMemory {
    return this.#memory;
  }

  /** The pictures that there are. */
  get pictures(): readonly MemoryBlock[] {
    return this.#places.slice(0, this.#count);
  }

  /**
   * Makes room for a picture.
   *
   * @param frame - The picture.
   * @param begin - Called before the first picture of a shape.
   * @returns Where it goes; what lies there is the oldest picture, or zeros.
   */
  placeFor(frame: VideoFrame, begin: () => void): MemoryBlock {
    const { byteLength } = frame.shape;
    if (!this.#memory.isFor(frame)) {
      this.#places = Array.from({ length: this.#capacity }, () =>
        this.#memory.allocate(byteLength),
      );
      this.#count = 0;
      this.#next = 0;
      begin();
    }
    const place = this.#places[this.#next] as MemoryBlock;
    this.#next = (this.#next + 1) % this.#capacity;
    this.#count = Math.min(this.#capacity, this.#count + 1);
    return place;
  }

  /** Gives the memory back. */
  dispose(): void {
    this.#memory.dispose();
  }
}
