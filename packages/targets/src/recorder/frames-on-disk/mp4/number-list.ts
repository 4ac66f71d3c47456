// Of 16 KiB or 32: never copied, and little of the last stays empty.
const BLOCK = 4096;

/** Numbers without end, in a few bytes each: those of a day's recording are kept in memory. */
export class NumberList<T extends Uint32Array | Float64Array> {
  length = 0;
  readonly #make: (length: number) => T;
  readonly #blocks: T[] = [];

  /** @param make - Makes room for so many. */
  constructor(make: (length: number) => T) {
    this.#make = make;
  }

  /** Adds one. */
  push(value: number): void {
    const at = this.length % BLOCK;
    if (at === 0) this.#blocks.push(this.#make(BLOCK));
    const last = this.#blocks.at(-1);
    if (last !== undefined) last[at] = value;
    this.length += 1;
  }

  /** A copy of all. */
  toArray(): T {
    const all = this.#make(this.#blocks.length * BLOCK);
    this.#blocks.forEach((block, i) => {
      all.set(block, i * BLOCK);
    });
    return all.subarray(0, this.length) as T;
  }
}

/** Numbers of which most are like the one before: how often each follows itself. */
export class RunLengths {
  readonly runs: number[];

  /** @param runs - For each run its length, then its number. */
  constructor(runs: number[] = []) {
    this.runs = runs;
  }

  /** The number that was added last. */
  get last(): number | undefined {
    return this.runs.at(-1);
  }

  /** Adds one. */
  push(value: number): void {
    const { runs } = this;
    if (runs.at(-1) === value) runs[runs.length - 2] = (runs.at(-2) ?? 0) + 1;
    else runs.push(1, value);
  }
}
