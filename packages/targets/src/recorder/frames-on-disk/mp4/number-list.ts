/** Numbers without end, in a few bytes each: those of a day's recording are kept in memory. */
export class NumberList<T extends Uint32Array | Float64Array> {
  length = 0;
  readonly #make: (length: number) => T;
  #numbers: T;

  /** @param make - Makes room for so many. */
  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#numbers = make(256);
  }

  /** The numbers; valid until the next is added. */
  get values(): T {
    return this.#numbers.subarray(0, this.length) as T;
  }

  /** Adds one. */
  push(value: number): void {
    if (this.length === this.#numbers.length) {
      // A quarter more, so that little of it stays empty.
      const larger = this.#make(Math.ceil(this.length * 1.25));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length] = value;
    this.length += 1;
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
