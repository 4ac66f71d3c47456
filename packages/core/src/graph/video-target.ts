import { type Observable, Subject } from 'rxjs';
import { Deferred } from '../deferred';
import { GiftGrabError, TargetError } from '../errors';
import type { VideoFrame } from '../frames/video-frame';
import type { StageStats } from '../stats';
import { warn } from '../warnings';
import { messageOf } from './branch-guard';
import { GraphNode } from './graph-node';
import { MAX_WAITING } from './max-waiting';
import { setNode } from './node-of';
import type { AttachAware, DetachOptions } from './video-stream';

/** What every target counts. */
export interface TargetReport {
  /** Frames that were given to the target and are in its output. */
  readonly frames: number;
  /** Frames that were given to it and are not in its output. */
  readonly dropped: number;
}

interface Pending {
  readonly frame: VideoFrame;
  readonly done: Deferred<void> | undefined;
}

/**
 * Where frames go: an Observer that ends with a report.
 *
 * Authors of targets extend this class and implement {@link write} and {@link finalise}; frames come to `write` one at a
 * time, in order, each valid until its promise settles.
 *
 * @see GIFT-Grab's `IVideoTarget` (O8, T3, T4)
 */
export abstract class VideoTarget<Report extends TargetReport = TargetReport>
  implements AttachAware, AsyncDisposable
{
  /** Frames in, out and dropped, and the time they took to be written. */
  readonly stats: StageStats;
  readonly #node: GraphNode;
  readonly #waiting: Pending[] = [];
  // Not of `Report`, so that a target with a longer report is a VideoTarget of the usual one too.
  readonly #finished = new Deferred<TargetReport>();
  readonly #progress = new Subject<StageStats>();
  #isFinishedWatched = false;
  #isWriting = false;
  #feeding = 0;
  #failure: { readonly error: unknown } | undefined;
  #ending: Promise<void> | undefined;
  #idle: Deferred<void> | undefined;

  constructor() {
    this.#node = new GraphNode({ kind: 'target', name: () => this.name });
    this.stats = this.#node.stats;
    setNode(this, this.#node);
  }

  /** What {@link Pipeline.describe} and metrics call it: the class's name, where the class does not say more. */
  get name(): string {
    return this.constructor.name;
  }

  /**
   * Resolves with the report when everything is written and closed; rejects with the typed error when the target or
   * what feeds it failed. What was given to it before is in the output in either case.
   */
  get finished(): Promise<Report> {
    this.#isFinishedWatched = true;
    return this.#finished.promise as Promise<Report>;
  }

  /** The target's counters, each time a frame was written; completes with the target. */
  get progress(): Observable<StageStats> {
    return this.#progress.asObservable();
  }

  /**
   * Takes a frame from a stream.
   *
   * @param frame - Held until it is written.
   * @throws {@link TargetError} when the target has failed or was closed.
   */
  next(frame: VideoFrame): void {
    this.#enqueue(frame, undefined);
  }

  /**
   * Takes a frame by hand.
   *
   * @param frame - Leave its pixels alone until the promise resolves.
   * @returns Resolves when the frame is on its way to the output: awaiting it is the backpressure.
   * @throws {@link TargetError}, as a rejection, when the target has failed or was closed, or the frame does not fit.
   * @see GIFT-Grab's `append` (T3)
   */
  async append(frame: VideoFrame): Promise<void> {
    // Its rejection tells of a failure as well as `finished` does.
    this.#isFinishedWatched = true;
    const done = new Deferred<void>();
    this.#enqueue(frame, done);
    await done.promise;
  }

  /** Hears that the stream has failed: finishes what was given, then fails with the same error. */
  error(error: unknown): void {
    // One that is closing has what it was given; that a stream goes on without it is no failure.
    if (this.#ending === undefined) this.#failure ??= { error };
    void this.#end();
  }

  /** Hears that the stream has ended: closes, unless another stream is attached too. */
  complete(): void {
    this.#feeding = Math.max(0, this.#feeding - 1);
    if (this.#feeding === 0) void this.#end();
  }

  /**
   * Writes what is waiting and closes the output; a second call waits for the first.
   *
   * @returns The report, as {@link finished}.
   */
  close(): Promise<Report> {
    this.#isFinishedWatched = true;
    void this.#end();
    return this.#finished.promise as Promise<Report>;
  }

  /** Closes the target at the end of an `await using` block. Throws only what `finished` has not told anybody. */
  async [Symbol.asyncDispose](): Promise<void> {
    const wasWatched = this.#isFinishedWatched;
    await this.close().catch((error: unknown) => {
      if (!wasWatched) throw error;
    });
  }

  attached(): void {
    this.#feeding += 1;
  }

  async detached(options: DetachOptions): Promise<void> {
    this.#feeding -= 1;
    if (this.#feeding > 0 || options.keepOpen === true) {
      if (this.#isWriting) await (this.#idle ??= new Deferred()).promise;
      return;
    }
    await this.#end();
  }

  /**
   * Writes one frame.
   *
   * @param frame - Valid until the promise settles.
   * @returns Resolves when the output has the frame; a rejection ends the target.
   */
  protected abstract write(frame: VideoFrame): Promise<void>;

  /**
   * Closes the output after the last frame; called once.
   *
   * @returns The report. A rejection becomes the rejection of {@link finished}.
   */
  protected abstract finalise(): Promise<Report>;

  /**
   * Checks a frame before it is queued; throw to refuse it and end the branch.
   *
   * @param _frame - The frame.
   */
  protected check(_frame: VideoFrame): void {
    return;
  }

  /** What the target, or what feeds it, has failed with, where it has: {@link finalise} may leave its output another way then. */
  protected get failure():
    | {
        /** What was thrown. */
        readonly error: unknown;
      }
    | undefined {
    return this.#failure;
  }

  /** Ends the target with an error that did not come from {@link write}, for example because a process died. */
  protected fail(error: unknown): void {
    this.#failure ??= { error };
    this.#dropWaiting(error);
    void this.#end();
  }

  #enqueue(frame: VideoFrame, done: Deferred<void> | undefined): void {
    if (this.#failure !== undefined) throw asTargetError(this.#failure.error);
    if (this.#ending !== undefined) {
      throw new TargetError('The target was closed; it takes no more frames. Make a new one.', {
        code: 'TARGET_CLOSED',
      });
    }
    if (this.#waiting.length >= MAX_WAITING) {
      throw new TargetError(
        `${MAX_WAITING} frames wait to be written. Await append() before you give the next frame.`,
      );
    }
    this.check(frame);
    this.stats.enter(frame.shape.byteLength);
    this.stats.queue();
    this.#waiting.push({ frame: frame.share(), done });
    if (!this.#isWriting) void this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    for (
      let pending = this.#waiting.shift();
      pending !== undefined;
      pending = this.#waiting.shift()
    ) {
      const { frame, done } = pending;
      const startedMs = performance.now();
      try {
        await this.write(frame);
        this.stats.framesOut += 1;
        this.stats.unqueue(performance.now() - startedMs);
        this.#node.latency.done(frame);
        frame.release();
        done?.resolve();
        this.#progress.next(this.stats);
      } catch (error) {
        frame.release();
        this.stats.framesDropped += 1;
        this.stats.unqueue();
        done?.reject(error);
        this.#failure ??= { error };
        this.#dropWaiting(error);
      }
    }
    this.#isWriting = false;
    this.#idle?.resolve();
    this.#idle = undefined;
    if (this.#failure !== undefined) void this.#end();
  }

  #dropWaiting(error: unknown): void {
    for (const { frame, done } of this.#waiting.splice(0)) {
      frame.release();
      this.stats.framesDropped += 1;
      this.stats.unqueue();
      done?.reject(error);
    }
  }

  #end(): Promise<void> {
    this.#ending ??= this.#finish();
    return this.#ending;
  }

  async #finish(): Promise<void> {
    if (this.#isWriting) await (this.#idle ??= new Deferred()).promise;
    try {
      const report = await this.finalise();
      if (this.#failure !== undefined) throw this.#failure.error;
      this.#finished.resolve(report);
    } catch (error) {
      this.#failure ??= { error };
      this.#finished.reject(this.#failure.error);
      if (!this.#isFinishedWatched) {
        const advice = 'Await the target\'s "finished" to handle this.';
        warn(
          'TARGET_FAILED',
          `A target has failed. ${advice} It was: ${messageOf(this.#failure.error)}`,
        );
      }
    }
    this.#progress.complete();
  }
}

function asTargetError(error: unknown): GiftGrabError {
  if (error instanceof GiftGrabError) return error;
  return new TargetError(`The target has failed: ${messageOf(error)}`, { cause: error });
}
