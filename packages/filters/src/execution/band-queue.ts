/** One phase of a plan, as all threads see it. */
export interface BandWork {
  /** Number of the plan. */
  readonly plan: number;
  /** Number of the phase. */
  readonly phase: number;
  /** Rows in all. */
  readonly rows: number;
  /** Rows of a band; the last may have fewer. */
  readonly bandRows: number;
  /** Addresses and distances of the job, then the room of the other threads and how much of it each has. */
  readonly addresses: readonly number[];
}

// Places in the words of the queue.
const NEXT = 0; // generation in the upper half, number of the next band in the lower
const DONE = 1;
const FAILED = 2;
const READY = 3;
const PLAN = 4;
const PHASE = 5;
const ROWS = 6;
const BAND_ROWS = 7;
const BANDS = 8;
const ADDRESSES = 9;
const ADDRESS_COUNT = 8;

const BAND_BITS = 16;
const BAND_MASK = (1 << BAND_BITS) - 1;
const GENERATIONS = 1 << 15;

/**
 * The bands of rows that threads take, one after the other, from shared memory: whoever has time takes the next, so that a thread
 * that starts late holds nobody up. One thread puts work in and waits; the others take.
 */
export class BandQueue {
  /** The memory of the queue, for the other threads. */
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(memory = new SharedArrayBuffer(4 * (ADDRESSES + ADDRESS_COUNT))) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /** Threads that wait for work. */
  get ready(): number {
    return Atomics.load(this.#words, READY);
  }

  /** A thread says that it is ready. */
  join(): void {
    Atomics.add(this.#words, READY, 1);
  }

  /** Puts work in. All of the work before must be done. */
  put({ plan, phase, rows, bandRows, addresses }: BandWork): void {
    const words = this.#words;
    words[PLAN] = plan;
    words[PHASE] = phase;
    words[ROWS] = rows;
    words[BAND_ROWS] = bandRows;
    words[BANDS] = Math.ceil(rows / bandRows);
    words.set(addresses, ADDRESSES);
    Atomics.store(words, DONE, 0);
    // Only now can a band be taken: what takes one has read what stands above.
    const generation = ((Atomics.load(words, NEXT) >>> BAND_BITS) + 1) % GENERATIONS;
    Atomics.store(words, NEXT, generation << BAND_BITS);
    Atomics.notify(words, NEXT);
  }

  /**
   * Takes a band.
   *
   * @param run - Is given the work, and the rows of the band.
   * @returns Whether there was one.
   */
  take(run: (work: BandWork, from: number, to: number) => void): boolean {
    const words = this.#words;
    for (;;) {
      const next = Atomics.load(words, NEXT);
      const band = next & BAND_MASK;
      if (band >= Atomics.load(words, BANDS)) return false;
      const work = this.#work();
      // If this succeeds nothing was put in meanwhile, and what was read belongs to the band.
      if (Atomics.compareExchange(words, NEXT, next, next + 1) !== next) continue;
      const from = band * work.bandRows;
      try {
        run(work, from, Math.min(from + work.bandRows, work.rows));
      } catch (error) {
        Atomics.store(words, FAILED, 1);
        throw error;
      } finally {
        Atomics.add(words, DONE, 1);
        Atomics.notify(words, DONE);
      }
      return true;
    }
  }

  /** Waits until there may be work. */
  waitForWork(): void {
    const next = Atomics.load(this.#words, NEXT);
    if ((next & BAND_MASK) < Atomics.load(this.#words, BANDS)) return;
    Atomics.wait(this.#words, NEXT, next);
  }

  /**
   * Waits until all bands that were taken are done.
   *
   * @param milliseconds - How long at most.
   * @throws `Error` when it takes longer, or another thread has failed.
   */
  waitUntilDone(milliseconds: number): void {
    const words = this.#words;
    const bands = Atomics.load(words, BANDS);
    for (let done = Atomics.load(words, DONE); done < bands; done = Atomics.load(words, DONE)) {
      if (Atomics.wait(words, DONE, done, milliseconds) === 'timed-out') {
        throw new Error(`A thread has not finished its rows within ${milliseconds} ms.`);
      }
    }
    if (Atomics.load(words, FAILED) !== 0) {
      throw new Error('A thread that filters rows has failed.');
    }
  }

  #work(): BandWork {
    const [plan = 0, phase = 0, rows = 0, bandRows = 0] = this.#words.subarray(PLAN, BANDS);
    const addresses = [...this.#words.subarray(ADDRESSES, ADDRESSES + ADDRESS_COUNT)];
    return { plan, phase, rows, bandRows, addresses };
  }
}
