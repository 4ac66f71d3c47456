import type { VideoFrame } from '@giftgrab/core';

/** A frame that an encoder has taken, and that is not known to be on the disk. */
export interface UnsafeFrame {
  /** On a loan of its own. */
  readonly frame: VideoFrame;
  /** When it is shown, in seconds of the part. */
  readonly shown: number;
  /** Whether it follows the one before as if no time had passed. */
  readonly isCut: boolean;
  /** How many frames the encoder had taken with it. */
  written: number;
}

/** The frames that would be lost if the encoder died now. */
export class UnsafeFrames {
  readonly #frames: UnsafeFrame[] = [];

  /** How many there are. */
  get length(): number {
    return this.#frames.length;
  }

  /** The oldest. */
  get first(): UnsafeFrame | undefined {
    return this.#frames[0];
  }

  /** All of them, oldest first. */
  get all(): readonly UnsafeFrame[] {
    return this.#frames;
  }

  /** Keeps a frame, on a loan of its own that counts against no source. */
  keep(frame: VideoFrame, what: Omit<UnsafeFrame, 'frame'>): void {
    this.#frames.push({ frame: frame.lease(), ...what });
  }

  /** Forgets the frames that are safe. */
  forget(durable: number): void {
    for (
      let oldest = this.first;
      oldest !== undefined && oldest.written <= durable;
      oldest = this.first
    ) {
      this.forgetOldest();
    }
  }

  /** Forgets the oldest frame, safe or not. */
  forgetOldest(): void {
    this.#frames.shift()?.frame.release();
  }

  /** Gives away all, oldest first: whoever takes them releases them. */
  take(): readonly VideoFrame[] {
    return this.#frames.splice(0).map(({ frame }) => frame);
  }

  /** Forgets all. */
  clear(): void {
    while (this.length > 0) this.forgetOldest();
  }
}
