import type { Subscriber } from 'rxjs';
import type { VideoFrame } from '../frames/video-frame';

/**
 * Hands each frame to every branch. Each branch but the last gets a handle of its own, so that none sees
 * another's edits and the last may still edit in place. Branches may come and go from inside a callback.
 */
export class FanOut {
  // Replaced, never changed: a branch that joins or leaves during a delivery does not disturb it.
  #branches: readonly Subscriber<VideoFrame>[] = [];

  /** How many branches there are. */
  get size(): number {
    return this.#branches.length;
  }

  /** Adds a branch. */
  add(branch: Subscriber<VideoFrame>): void {
    this.#branches = [...this.#branches, branch];
  }

  /** Removes a branch, if it is there. */
  remove(branch: Subscriber<VideoFrame>): void {
    this.#branches = this.#branches.filter((other) => other !== branch);
  }

  /** Hands a frame to every branch; the caller's loan goes on. */
  next(frame: VideoFrame): void {
    const branches = this.#branches;
    const last = branches.length - 1;
    for (let i = 0; i < last; i += 1) {
      const handle = frame.share();
      branches[i]?.next(handle);
      handle.release();
    }
    branches[last]?.next(frame);
  }

  /** Ends every branch with an error. */
  error(error: unknown): void {
    for (const branch of this.#takeAll()) branch.error(error);
  }

  /** Ends every branch. */
  complete(): void {
    for (const branch of this.#takeAll()) branch.complete();
  }

  #takeAll(): readonly Subscriber<VideoFrame>[] {
    const branches = this.#branches;
    this.#branches = [];
    return branches;
  }
}
