import { Timestamp, type VideoFrame } from '@giftgrab/core';

/**
 * Numbers and times of a device's frames over all its connections. Those of the first are the device's own; each later one goes on
 * where the one before ended, after a gap: one number, since nobody knows how many frames are missing, and the time that was waited.
 */
export class DeviceTimeline {
  #lastIndex = -1;
  #lastPts: Timestamp | undefined;
  #lastMs = 0;
  #isLater = false;
  #isFresh = false;
  #indexShift = 0;
  #ticksShift = 0;

  /** Number of the last frame; -1 before the first. */
  get lastIndex(): number {
    return this.#lastIndex;
  }

  /** The next frame is the first of another connection. */
  beginAgain(): void {
    this.#isLater = true;
    this.#isFresh = true;
  }

  /** Seconds between the last frame and this one. */
  secondsUntil(frame: VideoFrame): number {
    return (frame.capturedMs - this.#lastMs) / 1000;
  }

  /**
   * The frame with its number and time on this line.
   *
   * @param frame - As it came.
   * @returns The frame itself while its own are right, another handle on it afterwards; the caller releases that one.
   */
  place(frame: VideoFrame): VideoFrame {
    const placed = this.#isLater ? this.#shift(frame) : frame;
    this.#lastIndex = placed.index;
    this.#lastPts = placed.pts ?? this.#lastPts;
    this.#lastMs = placed.capturedMs;
    return placed;
  }

  #shift(frame: VideoFrame): VideoFrame {
    const last = this.#lastPts;
    // It keeps the time base; a device that has had no times so far begins with its own.
    const ticks =
      frame.pts === undefined || last === undefined
        ? frame.pts?.ticks
        : frame.pts.inTicksOf(last.timeBase);
    if (this.#isFresh) {
      this.#indexShift = this.#lastIndex + 2 - frame.index;
      this.#ticksShift =
        ticks === undefined || last === undefined
          ? 0
          : last.ticks + this.#ticksOf(this.secondsUntil(frame), last) - ticks;
      this.#isFresh = false;
    }
    const index = frame.index + this.#indexShift;
    if (ticks === undefined || last === undefined) return frame.shareAs(index, frame.pts);
    const risen = Math.max(ticks + this.#ticksShift, last.ticks + 1);
    return frame.shareAs(index, new Timestamp(risen, last.timeBase));
  }

  #ticksOf(seconds: number, { timeBase }: Timestamp): number {
    return Math.round((seconds * timeBase.den) / timeBase.num);
  }
}
