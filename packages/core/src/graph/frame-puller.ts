import type { VideoFrame } from '../frames/video-frame';
import type { RunPuller, RunReceiver, RunTeardown } from './source-run';

interface Waiter {
  resolve: (frame: VideoFrame | undefined) => void;
  reject: (error: unknown) => void;
}

/** Hands out the frames of a stream one by one; those that wait are loans, so the source's budget bounds them. */
export class FramePuller implements RunPuller {
  onWaiting: (() => void) | undefined;
  readonly #frames: VideoFrame[] = [];
  readonly #waiters: Waiter[] = [];
  readonly #stop: RunTeardown;
  #end: { readonly error?: unknown } | undefined;

  /**
   * @param start - Begins to send frames to the receiver, each with a loan of the receiver's own. What it returns ends that.
   */
  constructor(start: (receiver: RunReceiver, puller: FramePuller) => RunTeardown) {
    const receiver: RunReceiver = {
      next: (frame) => {
        const waiter = this.#waiters.shift();
        if (waiter === undefined) this.#frames.push(frame);
        else waiter.resolve(frame);
      },
      error: (error) => this.#finish({ error }),
      complete: () => this.#finish({}),
    };
    this.#stop = start(receiver, this);
  }

  /** How many frames wait to be pulled. */
  get waiting(): number {
    return this.#frames.length;
  }

  get isWaiting(): boolean {
    return this.#waiters.length > 0;
  }

  /** The next frame, the caller's to release; `undefined` after the last. */
  pull(): Promise<VideoFrame | undefined> {
    const frame = this.#frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      if (this.#end !== undefined) this.#finish(this.#end);
      else this.onWaiting?.();
    });
  }

  /** As {@link pull}, with a user's handle: one that goes to code that is not ours. */
  async pullOwn(): Promise<VideoFrame | undefined> {
    const frame = await this.pull();
    const own = frame?.retain();
    frame?.release();
    return own;
  }

  /** Ends the stream and gives back the frames that nobody pulled; who waits for one hears that there is none. */
  async close(): Promise<void> {
    const stopped = this.#stop();
    for (const frame of this.#frames.splice(0)) frame.release();
    this.#finish({});
    await stopped;
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#end ??= end;
    for (const waiter of this.#waiters.splice(0)) {
      if ('error' in this.#end) waiter.reject(this.#end.error);
      else waiter.resolve(undefined);
    }
  }
}
