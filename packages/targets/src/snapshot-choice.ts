import {
  checkPositiveInteger,
  InvalidOptionError,
  TargetError,
  type VideoFrame,
} from '@giftgrab/core';

/** Which frames of a stream become pictures. */
export interface SnapshotChoiceOptions {
  /** Saves the first of every so many frames; not together with `everyMs`. @defaultValue 1 */
  readonly everyNth?: number;
  /**
   * Saves the first frame of every so many milliseconds of the stream's own time; not together with `everyNth`. Frames then
   * need a `pts`. @defaultValue every frame
   */
  readonly everyMs?: number;
}

/** Chooses frames, one after the other. */
export class SnapshotChoice {
  readonly #everyNth: number;
  readonly #everyMs: number | undefined;
  #seen = 0;
  #startMs: number | undefined;
  #slot = 0;

  /**
   * @param options - How to choose.
   * @throws {@link InvalidOptionError} when an option breaks its rule.
   */
  constructor({ everyNth, everyMs }: SnapshotChoiceOptions) {
    if (everyNth !== undefined) checkPositiveInteger('everyNth', everyNth);
    if (everyMs !== undefined && !(Number.isFinite(everyMs) && everyMs > 0)) {
      throw new InvalidOptionError('everyMs', 'a positive number of milliseconds', everyMs);
    }
    if (everyNth !== undefined && everyMs !== undefined) {
      throw new InvalidOptionError('everyMs', 'either everyNth or everyMs, not both,', everyMs);
    }
    this.#everyNth = everyNth ?? 1;
    this.#everyMs = everyMs;
  }

  /**
   * Whether the next frame is chosen.
   *
   * @param frame - The frame.
   * @throws {@link TargetError} when its time matters and it has none.
   */
  chooses(frame: VideoFrame): boolean {
    if (this.#everyMs === undefined) return this.#seen++ % this.#everyNth === 0;
    if (frame.pts === undefined) {
      throw new TargetError(
        `Frame ${frame.index} has no time, so it cannot be chosen by everyMs. Use everyNth instead.`,
        { code: 'TARGET_FRAME_MISMATCH' },
      );
    }
    const ms = frame.pts.seconds * 1000;
    const isFirst = this.#startMs === undefined;
    // A frame that is due now must not be late by a rounding error.
    const slot = Math.floor((ms - (this.#startMs ??= ms)) / this.#everyMs + 1e-6);
    if (!isFirst && slot === this.#slot) return false;
    this.#slot = slot;
    return true;
  }
}
