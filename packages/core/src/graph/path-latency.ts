import type { VideoFrame } from '../frames/video-frame';
import { LatencyHistogram } from './latency-histogram';

// The clock costs some 40 ns: nothing beside real work, but half of all that a frame without any costs. So every frame is
// timed up to this pace, and fewer and fewer beyond it.
const PACE_MS = 0.001;
const TIMED_AT_LEAST_EVERY = 32;

/** How long frames take from their capture to the end of a path. */
export class PathLatency extends LatencyHistogram {
  #untimed = 0;
  #timedEvery = 1;
  #lastMs = 0;

  /** Says that the end of the path is done with a frame; it may have been released. */
  done(frame: VideoFrame): void {
    this.#untimed += 1;
    if (this.#untimed < this.#timedEvery) return;
    const nowMs = performance.now();
    const isFast = nowMs - this.#lastMs < this.#untimed * PACE_MS;
    this.#timedEvery = isFast ? Math.min(2 * this.#timedEvery, TIMED_AT_LEAST_EVERY) : 1;
    this.#lastMs = nowMs;
    this.#untimed = 0;
    this.record(nowMs - frame.capturedMs);
  }
}
