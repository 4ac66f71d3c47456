import { checkMilliseconds } from '../option-checks';

// Longer than any filter of pictures takes, a thread's start on a busy machine included.
const ANSWER_TIMEOUT_MS = 30_000;

/**
 * Throws unless a value is a limit for answers.
 *
 * @param timeoutMs - Milliseconds; `false` for none.
 * @returns It, or what holds where it is not given.
 */
export function checkAnswerTimeout(timeoutMs: number | false = ANSWER_TIMEOUT_MS): number | false {
  if (timeoutMs !== false) checkMilliseconds('timeoutMs', timeoutMs);
  return timeoutMs;
}

/** Notices that an answer takes too long. While answers come it is set off once in a time limit, not for each of them. */
export class AnswerTimer {
  readonly #timeoutMs: number;
  readonly #oldest: () => number | undefined;
  readonly #onLate: () => void;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param timeoutMs - How long an answer may take.
   * @param oldest - Tells since when the oldest question waits; `undefined` where none does.
   * @param onLate - Hears that it has waited for too long.
   */
  constructor(timeoutMs: number, oldest: () => number | undefined, onLate: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#oldest = oldest;
    this.#onLate = onLate;
  }

  /** A question was asked. */
  start(): void {
    this.#timer ??= setTimeout(() => this.#look(), this.#timeoutMs);
  }

  /** Notices nothing any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    this.#timer = undefined;
    const sinceMs = this.#oldest();
    if (sinceMs === undefined) return;
    const leftMs = sinceMs + this.#timeoutMs - performance.now();
    if (leftMs > 0) this.#timer = setTimeout(() => this.#look(), leftMs);
    else this.#onLate();
  }
}
