/** Numbers that look random and are the same for the same seed. */
export class Random {
  #state: number;

  /** @param seed - Any number or text. */
  constructor(seed: number | string) {
    // FNV-1a, so that texts that differ a little give seeds that differ a lot.
    let hash = 0x811c9dc5;
    for (const char of String(seed)) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
    this.#state = hash >>> 0;
  }

  /** A number from 0 up to 1, as `Math.random` gives. */
  fraction(): number {
    // Mulberry32.
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  /** One of some. */
  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.integer(0, choices.length - 1)] ?? choices[0];
  }

  /** Different whole numbers, both ends included, in order. */
  integers(count: number, from: number, to: number): readonly number[] {
    const found = new Set<number>();
    while (found.size < Math.min(count, to - from + 1)) found.add(this.integer(from, to));
    return [...found].sort((a, b) => a - b);
  }
}
