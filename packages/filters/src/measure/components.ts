/** Sets of labels that turned out to belong together; each is known by its smallest label. Labels count from 1. */
export class Components {
  readonly #parents = [0];

  /** A label that belongs to no other. */
  add(): number {
    return this.#parents.push(this.#parents.length) - 1;
  }

  /** The smallest label of those known to belong together with one. */
  smallest(label: number): number {
    const parents = this.#parents;
    let parent = parents[label] ?? 0;
    while (parent !== label) {
      // The next search is half as long.
      const above = parents[parent] ?? 0;
      parents[label] = above;
      label = above;
      parent = parents[label] ?? 0;
    }
    return label;
  }

  /**
   * Puts the sets of two labels together.
   *
   * @returns The smallest label of both.
   */
  join(a: number, b: number): number {
    const first = this.smallest(a);
    const second = this.smallest(b);
    const least = Math.min(first, second);
    this.#parents[Math.max(first, second)] = least;
    return least;
  }

  /** Numbers the sets from 1, in the order of their smallest labels: a number for each label, and how many sets there are. */
  numbers(): { readonly of: Int32Array; readonly count: number } {
    const of = new Int32Array(this.#parents.length);
    let count = 0;
    for (let label = 1; label < of.length; label += 1) {
      const least = this.smallest(label);
      of[label] = least === label ? (count += 1) : (of[least] ?? 0);
    }
    return { of, count };
  }
}
