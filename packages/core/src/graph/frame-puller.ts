import type { VideoFrame } from '../frames/video-frame';
import type { RunReceiver, SourceRun } from './source-run';

interface Waiter {
  resolve: (frame: VideoFrame | undefined) => void;
  reject: (error: unknown) => void;
}

/** Hands out the frames of a run one by one; those that wait are loans, so the run's budget bounds them. */
export class FramePuller {
  readonly #frames: VideoFrame[] = [];
  readonly #waiters: Waiter[] = [];
  readonly #run: SourceRun;
  #end: { readonly error?: unknown } | undefined;

  /**
   * @param start - Starts a run that sends its frames to the receiver, each with a loan of the receiver's own.
   */
  constructor(start: (receiver: RunReceiver) => SourceRun) {
    this.#run = start({
      next: (frame) => {
        const waiter = this.#waiters.shift();
        if (waiter === undefined) this.#frames.push(frame);
        else waiter.resolve(frame);
      },
      error: (error) => this.#finish({ error }),
      complete: () => this.#finish({}),
    });
  }

  /** The next frame, the caller's to release; `undefined` after the last. */
  pull(): Promise<VideoFrame | undefined> {
    const frame = this.#frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      if (this.#end !== undefined) this.#finish(this.#end);
    });
  }

  /** Ends the run and gives back the frames that nobody pulled. */
  async close(): Promise<void> {
    const stopped = this.#run.stop();
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
