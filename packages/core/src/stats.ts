// Reading the clock costs as much as a small filter does, so only every so many frames are timed; but all of the first ones,
// which take longer than the rest and would weigh too much.
const TIMED_EVERY = 64;

/** What one stage of a pipeline has done so far: always on, cheap to keep. */
export class StageStats {
  /** Frames that came in; none for a source, which makes them. */
  framesIn = 0;
  /** Frames that went out; for the end of a path, those it is done with. */
  framesOut = 0;
  /** Frames that were dropped by the stage's own decision. */
  framesDropped = 0;
  /** Bytes of the frames that came in; for a source, of those that went out. */
  bytes = 0;
  /** Frames that are in the stage now: waiting, or being worked on by asynchronous work. */
  queueLength = 0;
  // Frames that stand for others, and those whose own time counts, when it is known.
  #sampled = 0;
  #sampledMs = 0;
  #singled = 0;
  #timed = 0;
  #timedMs = 0;

  /** Milliseconds that the stage works on a frame, in the mean; see {@link busyMs}. */
  get latencyMs(): number {
    const frames = this.#timed + this.#represented;
    return frames === 0 ? 0 : this.busyMs / frames;
  }

  /**
   * Milliseconds that the stage has worked on all frames: the first 64 and those of asynchronous work as they were, the
   * rest estimated from every 64th. Work on several frames at once counts for each.
   */
  get busyMs(): number {
    if (this.#sampled === 0) return this.#timedMs;
    return this.#timedMs + (this.#sampledMs / this.#sampled) * this.#represented;
  }

  /**
   * @internal Counts a frame in.
   *
   * @param byteLength - Bytes of the frame.
   * @returns Whether the frame is to be timed, if it is worked on at once: then {@link note} its time.
   */
  enter(byteLength: number): boolean {
    this.bytes += byteLength;
    const before = this.framesIn++;
    return before < TIMED_EVERY || before % TIMED_EVERY === 0;
  }

  /** @internal Counts a frame out, of a stage that frames do not enter. */
  leave(byteLength: number): void {
    this.bytes += byteLength;
    this.framesOut += 1;
  }

  /** @internal Notes how long a frame took that {@link enter} wanted timed. */
  note(milliseconds: number): void {
    if (this.framesIn > TIMED_EVERY) {
      this.#sampled += 1;
      this.#sampledMs += milliseconds;
    } else {
      this.#singled += 1;
      this.#timed += 1;
      this.#timedMs += milliseconds;
    }
  }

  /** @internal Counts a frame that stays in the stage after the call that brought it; {@link unqueue} when it has left. */
  queue(): void {
    this.#singled += 1;
    this.queueLength += 1;
  }

  /**
   * @internal Counts a frame that has left the queue.
   *
   * @param milliseconds - How long it was worked on; left out if it was not.
   */
  unqueue(milliseconds?: number): void {
    this.queueLength -= 1;
    if (milliseconds === undefined) return;
    this.#timed += 1;
    this.#timedMs += milliseconds;
  }

  get #represented(): number {
    return this.#sampled === 0 ? 0 : this.framesIn - this.#singled;
  }
}
