import { FrameBudgetError, type GiftGrabError } from '../errors';
import type { FrameBudget } from '../frames/frame-budget';
import { collectGarbage } from './collect-garbage';

/** How long user code may hold all frames of a budget before whoever waits for one gives up. */
export const HOLD_TIMEOUT_MS = 10_000;

// How often one that has no room looks why.
const LOOK_EVERY_MS = 250;

// Garbage is collected at every look while retained frames alone are in the way; every so many looks otherwise,
// since it may be a slow encoder that takes its time, or frames that a filter derived and forgot.
const COLLECT_EVERY_LOOKS = 8;

/**
 * Waits until a budget has room for a frame. Where no frame comes back, garbage is collected, which brings back those that
 * were forgotten; if all are held by `retain()` and that does not help in time either, it fails rather than wait for ever.
 */
export class Room {
  readonly #budget: FrameBudget;
  readonly #holdTimeoutMs: number;
  readonly #whose: string;
  readonly #fail: (error: GiftGrabError) => void;
  #stall: NodeJS.Timeout | undefined;
  #isClosed = false;

  /**
   * @param budget - The account; it serves this one alone.
   * @param whose - Whose budget it is, for the message.
   * @param holdTimeoutMs - How long all frames may be held by `retain()`.
   * @param fail - Hears that they were held for too long.
   */
  constructor(
    budget: FrameBudget,
    whose: string,
    holdTimeoutMs: number,
    fail: (error: GiftGrabError) => void,
  ) {
    this.#budget = budget;
    this.#whose = whose;
    this.#holdTimeoutMs = holdTimeoutMs;
    this.#fail = fail;
  }

  /**
   * Calls back when there is room: at once if there is now, else after the call that makes room.
   *
   * @param byteLength - Bytes of the frame.
   * @param callback - Called once, unless it is closed before.
   */
  when(byteLength: number, callback: () => void): void {
    if (this.#isClosed) return;
    if (this.#budget.hasRoom(byteLength)) {
      callback();
      return;
    }
    this.#watchStall();
    this.#budget.whenRoom(() => {
      clearTimeout(this.#stall);
      // Not at once: the frame may have been released inside a next(), where another branch waits for its turn.
      queueMicrotask(() => this.when(byteLength, callback));
    });
  }

  /** Calls nobody any more. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#stall);
    this.#budget.whenRoom(undefined);
  }

  #watchStall(): void {
    let looks = 0;
    let heldSinceMs: number | undefined;
    const look = (): void => {
      looks += 1;
      const isHeld = this.#budget.isHeldByUser;
      if (isHeld || looks % COLLECT_EVERY_LOOKS === 0) collectGarbage();
      const nowMs = performance.now();
      heldSinceMs = isHeld ? (heldSinceMs ?? nowMs) : undefined;
      const heldMs = nowMs - (heldSinceMs ?? nowMs);
      if (isHeld && heldMs >= this.#holdTimeoutMs) this.#fail(this.#heldError(heldMs));
      else this.#stall = setTimeout(look, LOOK_EVERY_MS);
    };
    clearTimeout(this.#stall);
    this.#stall = setTimeout(look, LOOK_EVERY_MS);
  }

  #heldError(heldMs: number): GiftGrabError {
    return new FrameBudgetError(
      `All ${this.#budget.framesOut} frames of the ${this.#whose}'s budget have been held by retain() for ` +
        `${(heldMs / 1000).toFixed(1)} s, so no new frame can come. Release them sooner, clone() those you ` +
        `want to collect, or give the ${this.#whose} a larger budget: { budget: { frames: … } }.`,
    );
  }
}
