import type { VideoFrame } from '@giftgrab/core';
import type { PreRollOptions } from './recorder-options';

const DEFAULT_BYTES = 512 * 1024 * 1024;

/** The newest frames, for so many seconds and in so many bytes at most. */
export class PreRoll {
  /** Frames that went because there was no more memory, though they were not too old. */
  squeezedOut = 0;
  readonly #maxMs: number;
  readonly #maxBytes: number;
  readonly #frames: VideoFrame[] = [];
  #bytes = 0;

  constructor({ seconds, bytes = DEFAULT_BYTES }: PreRollOptions) {
    this.#maxMs = seconds * 1000;
    this.#maxBytes = bytes;
  }

  /** Keeps a frame, on a loan of its own that counts against no source. */
  keep(frame: VideoFrame): void {
    this.#frames.push(frame.lease());
    this.#bytes += frame.shape.byteLength;
    for (let oldest = this.#frames[0]; oldest !== undefined; oldest = this.#frames[0]) {
      const isOld = frame.capturedMs - oldest.capturedMs > this.#maxMs;
      if (!isOld && this.#bytes <= this.#maxBytes) return;
      if (!isOld) this.squeezedOut += 1;
      this.#frames.shift();
      this.#bytes -= oldest.shape.byteLength;
      oldest.release();
    }
  }

  /** Gives away the frames, oldest first: whoever takes them releases them. */
  take(): readonly VideoFrame[] {
    this.#bytes = 0;
    return this.#frames.splice(0);
  }

  /** Gives back the frames. */
  clear(): void {
    for (const frame of this.take()) frame.release();
  }
}
