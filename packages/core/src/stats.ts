// Reading the clock costs as much as a small filter does, so only every so many frames are timed.
const TIMED_EVERY = 64;

/** What one stage of a pipeline has done so far: always on, cheap to keep. */
export class StageStats {
  /** Frames that came in. */
  framesIn = 0;
  /** Frames that went out. */
  framesOut = 0;
  /** Frames that were dropped by the stage's own decision. */
  framesDropped = 0;
  #timed = 0;
  #timedMs = 0;

  /** Milliseconds that a frame spends in the stage: the mean of every 64th, and of all in asynchronous work. */
  get latencyMs(): number {
    return this.#timed === 0 ? 0 : this.#timedMs / this.#timed;
  }

  /** @internal Counts a frame in; tells whether it is to be timed. */
  enter(): boolean {
    return this.framesIn++ % TIMED_EVERY === 0;
  }

  /** @internal Notes how long a timed frame took. */
  note(milliseconds: number): void {
    this.#timed += 1;
    this.#timedMs += milliseconds;
  }
}
