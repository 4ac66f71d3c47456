// Samples of a picture that are compared first: in all but still pictures one of them has changed.
const SAMPLES = 4096;

/**
 * Tells whether a picture is the one before, to the byte. What moves costs some thousand reads a picture; only where those are all the
 * same is the whole of it kept and compared.
 */
export class StillPicture {
  readonly #samples = new Uint8Array(SAMPLES);
  #length = 0;
  #copy = new Uint8Array(0);
  #hasCopy = false;

  /**
   * Looks at a picture, and keeps what it takes to know it again.
   *
   * @param bytes - All of it.
   * @returns Whether it is the same as the one before. A picture that begins to stand still is known from the third on.
   */
  isSame(bytes: Uint8Array): boolean {
    if (this.#takeSamples(bytes)) {
      this.#hasCopy = false;
      return false;
    }
    if (this.#hasCopy && Buffer.compare(bytes, this.#copy) === 0) return true;
    if (this.#copy.length !== bytes.length) this.#copy = new Uint8Array(bytes.length);
    this.#copy.set(bytes);
    this.#hasCopy = true;
    return false;
  }

  /** Knows no picture any more, and gives back the memory. */
  forget(): void {
    this.#length = 0;
    this.#copy = new Uint8Array(0);
    this.#hasCopy = false;
  }

  /** Whether any sample differs from the picture before. */
  #takeSamples(bytes: Uint8Array): boolean {
    const samples = this.#samples;
    let isOther = bytes.length !== this.#length;
    this.#length = bytes.length;
    const count = Math.min(SAMPLES, bytes.length);
    // An odd step walks over all columns and channels.
    const step = Math.max(1, Math.floor(bytes.length / SAMPLES)) | 1;
    for (let i = 0, at = 0; i < count; i += 1) {
      const value = bytes[at] ?? 0;
      if (samples[i] !== value) {
        samples[i] = value;
        isOther = true;
      }
      at += step;
      if (at >= bytes.length) at -= bytes.length;
    }
    return isOther;
  }
}
