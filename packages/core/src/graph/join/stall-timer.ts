/** Notices which of several streams have delivered nothing for too long. */
export class StallTimer {
  readonly #ms: number;
  readonly #onStall: (stream: number) => void;
  readonly #isExcused: (stream: number) => boolean;
  readonly #lastMs: number[];
  readonly #isStalled: boolean[];
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param streams - How many there are.
   * @param ms - How long is too long.
   * @param onStall - Called once each time a stream stalls.
   * @param isExcused - Whether nobody waits for a stream now: its time begins anew.
   */
  constructor(
    streams: number,
    ms: number,
    onStall: (stream: number) => void,
    isExcused: (stream: number) => boolean,
  ) {
    this.#ms = ms;
    this.#onStall = onStall;
    this.#isExcused = isExcused;
    this.#lastMs = Array.from({ length: streams }, () => 0);
    this.#isStalled = Array.from({ length: streams }, () => false);
  }

  /** Whether any stream is stalled. */
  get isAnyStalled(): boolean {
    return this.#isStalled.includes(true);
  }

  /** Whether a stream is stalled. */
  isStalled(stream: number): boolean {
    return this.#isStalled[stream] === true;
  }

  /** A stream has delivered. */
  hear(stream: number): void {
    const nowMs = performance.now();
    // Time counts for all from the first frame of any of them; those that have ended by then have no time.
    if (this.#timer === undefined) {
      this.#lastMs.forEach((lastMs, i) => (this.#lastMs[i] = Math.max(lastMs, nowMs)));
    }
    this.#lastMs[stream] = nowMs;
    this.#isStalled[stream] = false;
    this.#timer ??= this.#arm(this.#ms);
  }

  /** A stream has ended: it does not stall any more. */
  forget(stream: number): void {
    this.#lastMs[stream] = Number.POSITIVE_INFINITY;
    this.#isStalled[stream] = false;
  }

  /** Notices nothing any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #arm(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(), ms).unref();
  }

  #look(): void {
    const nowMs = performance.now();
    let nextMs = this.#ms;
    const stalled: number[] = [];
    for (let stream = 0; stream < this.#lastMs.length; stream += 1) {
      const lastMs = this.#lastMs[stream] ?? nowMs;
      if (lastMs < nowMs && this.#isExcused(stream)) this.#lastMs[stream] = nowMs;
      const leftMs = (this.#lastMs[stream] ?? nowMs) + this.#ms - nowMs;
      if (leftMs > 0) nextMs = Math.min(nextMs, leftMs);
      else if (this.#isStalled[stream] === false) stalled.push(stream);
    }
    this.#timer = this.#arm(Math.max(1, nextMs));
    for (const stream of stalled) {
      this.#isStalled[stream] = true;
      this.#onStall(stream);
    }
  }
}
