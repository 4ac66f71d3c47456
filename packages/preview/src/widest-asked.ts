const PERIOD_MS = 2000;
/** Widths are rounded up to steps, so that a window that is being drawn larger does not make each picture a size of its own. */
const STEP = 160;

/** The largest size that somebody asked for lately: one picture serves all, the largest screen included. */
export class WidestAsked {
  #current = 0;
  #previous = 0;
  #sinceMs = 0;

  /** Notes what somebody asks for. */
  ask(size: number): void {
    this.#turn();
    this.#current = Math.max(this.#current, Math.ceil(size / STEP) * STEP);
  }

  /** The largest of this period and the one before. */
  now(): number {
    this.#turn();
    return Math.max(this.#current, this.#previous, STEP);
  }

  #turn(): void {
    const nowMs = performance.now();
    if (nowMs - this.#sinceMs < PERIOD_MS) return;
    this.#previous = nowMs - this.#sinceMs < 2 * PERIOD_MS ? this.#current : 0;
    this.#current = 0;
    this.#sinceMs = nowMs;
  }
}
