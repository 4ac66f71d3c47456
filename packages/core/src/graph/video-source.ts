import type { Subscriber } from 'rxjs';
import { Deferred } from '../deferred';
import { SourceError, type GiftGrabError } from '../errors';
import type { ColourSpace } from '../frames/colour-space';
import type { FrameBudgetOptions } from '../frames/frame-budget';
import type { VideoFrame } from '../frames/video-frame';
import { checkFrameRate, checkIntegerIn, checkName, checkPositiveInteger } from '../option-checks';
import { cropFrame } from '../pixels/crop-frame';
import { checkRegion, type Region } from '../pixels/region';
import { pixelFormat } from '../frames/pixel-formats';
import type { Rational } from '../rational';
import { StageStats } from '../stats';
import { FanOut } from './fan-out';
import { FrameIterator } from './frame-iterator';
import { FramePuller } from './frame-puller';
import { GraphNode } from './graph-node';
import { setNode } from './node-of';
import { reportPipeline } from './open-telemetry';
import { HOLD_TIMEOUT_MS } from './room';
import { abortError, SourceRun, type RunOptions, type RunTeardown } from './source-run';
import { VideoStream } from './video-stream';

/** What every source may be told. */
export interface VideoSourceOptions {
  /** Frames to throw away at the start of each run, while a camera settles. @defaultValue 0 */
  readonly warmupFrames?: number;
  /** Part of the picture to deliver, in pixels; see {@link VideoSource.setSubFrame}. @defaultValue all of it */
  readonly subFrame?: Region;
  /** How many frames may be out on loan at once. @defaultValue 8 frames, 256 MiB */
  readonly budget?: FrameBudgetOptions;
  /**
   * Milliseconds that user code may hold all frames of the budget by `retain()` before the source fails with a
   * {@link FrameBudgetError} instead of waiting for ever. @defaultValue 10000
   */
  readonly holdTimeoutMs?: number;
  /** Ends the source with an `ABORTED` error when it is aborted. */
  readonly signal?: AbortSignal;
  /** What {@link Pipeline.describe} and metrics call it. @defaultValue the name of its class */
  readonly name?: string;
}

/** What a source is from its first frame on. */
export interface VideoSourceSpec {
  /** Layout of the frames it delivers. */
  readonly colour: ColourSpace;
  /** Pixels a row of the full picture. */
  readonly cols: number;
  /** Rows of the full picture. */
  readonly rows: number;
  /** Views of a frame. @defaultValue 1 */
  readonly stereoCount?: number;
  /** Frames per second, where they are known. */
  readonly frameRate?: number | Rational | undefined;
}

/** How a run of a source ended, and what it counted. */
export interface SourceReport {
  /** `'complete'`: the stream ended by itself; `'stopped'`: nobody was left who wanted frames. */
  readonly ended: 'complete' | 'stopped';
  /** Frames that were delivered. */
  readonly frames: number;
  /** Frames thrown away at the start, as `warmupFrames` asked. */
  readonly warmup: number;
  /** Frames lost between the origin and here; where their place is known, {@link VideoFrame.index} has a gap. */
  readonly dropped: number;
  /** Frames that were retained, forgotten, and reclaimed by the garbage collector. */
  readonly reclaimed: number;
  /** Complaints of the decoder about damaged data; frames may be missing or show damage. */
  readonly damaged: number;
}

const NOTHING_DONE: SourceReport = {
  ended: 'stopped',
  frames: 0,
  warmup: 0,
  dropped: 0,
  reclaimed: 0,
  damaged: 0,
};

/**
 * Where frames come from: an Observable that is shared (one decoder however many subscribers), starts with its first
 * subscriber, stops with its last and can be started again.
 *
 * Authors of sources extend this class and implement {@link start}.
 *
 * @see GIFT-Grab's `IVideoSource` (S1–S7)
 */
export abstract class VideoSource extends VideoStream implements AsyncIterable<VideoFrame> {
  /** Layout of the frames' samples (S1). */
  readonly colour: ColourSpace;
  /** Frames per second, exact; `undefined` when unknown (S4). */
  readonly frameRate: Rational | undefined;
  /** What {@link Pipeline.describe} and metrics call it. */
  readonly name: string;
  /** Frames thrown away at the start of each run (S7). Change it before the first subscriber comes. */
  warmupFrames: number;

  readonly #node: GraphNode;
  readonly #stats: StageStats;
  readonly #fanOut: FanOut;
  readonly #full: Region;
  readonly #options: VideoSourceOptions;
  #region: Region | undefined;
  #run: SourceRun | undefined;
  #settling: Promise<unknown> = Promise.resolve();
  #finished = new Deferred<SourceReport>();
  #puller: FramePuller | undefined;
  // One of getFrame(), and one for each loop.
  readonly #pullers = new Set<FramePuller>();
  #closing: Deferred<void> | undefined;
  #hasRun = false;
  // Those whose losses are not in #dropped yet.
  readonly #runs = new Set<SourceRun>();
  #dropped = 0;

  /**
   * @param spec - What the frames will be.
   * @param options - What every source may be told.
   * @throws {@link InvalidOptionError} or {@link OutOfRangeError} for impossible values.
   */
  protected constructor(spec: VideoSourceSpec, options: VideoSourceOptions = {}) {
    const fanOut = new FanOut();
    super((subscriber) => this.#join(subscriber));
    this.#fanOut = fanOut;
    this.colour = pixelFormat(spec.colour).colour;
    checkPositiveInteger('cols', spec.cols);
    checkPositiveInteger('rows', spec.rows);
    this.#full = { x: 0, y: 0, cols: spec.cols, rows: spec.rows };
    this.frameRate = spec.frameRate === undefined ? undefined : checkFrameRate(spec.frameRate);
    this.#options = options;
    checkName(options.name);
    this.name = options.name ?? new.target.name;
    this.#stats = new StageStats();
    this.#node = new GraphNode({
      kind: 'source',
      name: this.name,
      stats: this.#stats,
      refresh: () => this.#countDropped(),
      source: this,
    });
    setNode(this, this.#node);
    this.warmupFrames = options.warmupFrames ?? 0;
    checkIntegerIn('warmupFrames', this.warmupFrames, 0);
    if (options.subFrame !== undefined) this.#setRegion(options.subFrame);
  }

  /** Pixels a row of the frames that come now (S2): the sub-frame's, where one is set. */
  get cols(): number {
    return (this.#region ?? this.#full).cols;
  }

  /** Rows of the frames that come now (S2): the sub-frame's, where one is set. */
  get rows(): number {
    return (this.#region ?? this.#full).rows;
  }

  /** Frames that went out and their bytes, and frames that were lost or thrown away, over all runs. */
  get stats(): StageStats {
    return this.#node.stats;
  }

  /**
   * How the newest run ends, or has ended; the first one, if none has begun. Resolves with a report when the stream
   * ended or nobody was left who wanted it, rejects with the typed error when it failed.
   */
  get finished(): Promise<SourceReport> {
    return this.#finished.promise;
  }

  /** Whether {@link close} was called. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * Delivers only a part of the picture from the next frame on; legal while frames flow.
   *
   * @param x - Left edge in pixels, from 0.
   * @param y - Upper edge in pixels, from 0.
   * @param cols - Width in pixels.
   * @param rows - Height in pixels.
   * @throws {@link OutOfRangeError} when the region is not inside the picture, or its corner cuts a chroma sample in
   * two (I420 and NV12 need even `x` and `y`, UYVY an even `x`).
   * @see GIFT-Grab's `set_sub_frame` (S5)
   */
  setSubFrame(x: number, y: number, cols: number, rows: number): void {
    this.#setRegion({ x, y, cols, rows });
  }

  /** Delivers the whole picture again, from the next frame on. @see GIFT-Grab's `get_full_frame` (S6) */
  getFullFrame(): void {
    this.#region = undefined;
  }

  /**
   * Pulls one frame, in a run of its own: it takes no frame from those who subscribe.
   *
   * @returns The next frame, or the newest of a source that does not wait; yours until you release it; `undefined` after the last.
   * @see GIFT-Grab's `get_frame` (S3), which stole the frame from the observers
   */
  async getFrame(): Promise<VideoFrame | undefined> {
    this.#checkOpen();
    return (this.#puller ??= this.#newPuller()).pullOwn();
  }

  /**
   * Pulls frame after frame, in a run of its own, as fast as the loop asks. Each is valid until the loop's next turn.
   *
   * @example
   * ```ts
   * import type { VideoSource } from '@giftgrab/core';
   *
   * async function brightest(source: VideoSource): Promise<number> {
   *   let best = 0;
   *   for await (const frame of source) best = Math.max(best, frame.data()[0] ?? 0);
   *   return best;
   * }
   * ```
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<VideoFrame> {
    return new FrameIterator(() => {
      this.#checkOpen();
      return this.#newPuller();
    });
  }

  /**
   * Stops for good: completes every subscriber and every loop, and ends every process. A second call waits for the
   * first.
   *
   * @returns Resolves when nothing is left of it.
   */
  close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.promise;
    const closing = new Deferred<void>();
    // Set before anybody hears of it, so that who subscribes again at once is refused.
    this.#closing = closing;
    this.#stopRun();
    if (!this.#hasRun) this.#finished.resolve(NOTHING_DONE);
    this.#fanOut.complete();
    const pullers = [...this.#pullers].map((puller) => puller.close());
    closing.resolve(
      Promise.all([this.settled(), ...pullers, this.release()]).then(() => undefined),
    );
    return closing.promise;
  }

  /** Closes the source at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  override async settled(): Promise<void> {
    await this.#settling;
  }

  /**
   * Begins to send frames to a run. Called for each run; several may be under way at once.
   *
   * Send frames with `run.emit(…)` from the event loop, asking `run.whenRoom(…)` first; end with `run.complete()` or
   * `run.error(…)`.
   *
   * @param run - Where the frames go.
   * @returns Stops sending and resolves when nothing is left: no process, no descriptor, no timer.
   */
  protected abstract start(run: SourceRun): RunTeardown;

  /** Gives back what the source holds besides its runs; called once, by {@link close}. */
  protected release(): Promise<void> {
    return Promise.resolve();
  }

  /** What the source adds to the report of a run; asked while it runs, too. */
  protected counters(_run: SourceRun): Partial<SourceReport> {
    return {};
  }

  #join(subscriber: Subscriber<VideoFrame>): () => void {
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      if (this.#run === undefined) this.#finished.reject(refusal);
      subscriber.error(refusal);
      return () => undefined;
    }
    this.#fanOut.add(subscriber);
    if (this.#run === undefined) this.#startRun();
    return () => {
      this.#fanOut.remove(subscriber);
      if (this.#fanOut.size === 0) this.#stopRun();
    };
  }

  #startRun(): void {
    if (this.#hasRun) this.#finished = new Deferred();
    this.#hasRun = true;
    this.#node.forgetEnded();
    const finished = this.#finished;
    let warmup = 0;
    const run: SourceRun = new SourceRun(
      {
        next: (frame) => {
          if (warmup < this.warmupFrames) {
            warmup += 1;
            this.#dropped += 1;
          } else this.#deliver(frame);
        },
        error: (error) => {
          this.#run = undefined;
          this.#settle(run);
          finished.reject(error);
          this.#fanOut.error(error);
        },
        complete: () => this.#finishRun(run, 'complete', warmup),
      },
      this.#runOptions(),
    );
    this.#run = run;
    this.#endRun = () => this.#finishRun(run, 'stopped', warmup);
    // Not before the event loop turns, so that observers attached one after the other all get the first frame; and
    // not before the last run is gone.
    void this.#settling.then(() => {
      this.#begin(run);
      // It may have failed at once, before there was anything to stop.
      if (run.ended) this.#settle(run);
    });
  }

  #endRun: () => void = () => undefined;

  #stopRun(): void {
    if (this.#run !== undefined) this.#endRun();
  }

  #finishRun(run: SourceRun, ended: SourceReport['ended'], warmup: number): void {
    const finished = this.#finished;
    this.#run = undefined;
    this.#settle(run);
    if (ended === 'complete') this.#fanOut.complete();
    const report: SourceReport = {
      ...NOTHING_DONE,
      ended,
      frames: run.emitted - warmup,
      warmup,
      reclaimed: run.budget.reclaimed,
      ...this.counters(run),
    };
    finished.resolve(this.#settling.then(() => report));
  }

  #settle(run: SourceRun): void {
    this.#settling = Promise.all([this.#settling, run.stop()]);
  }

  #begin(run: SourceRun): void {
    this.#countDropped();
    this.#runs.add(run);
    reportPipeline(this.#node, () => [...this.#runs].some(({ ended }) => !ended));
    run.start((started) => this.start(started));
  }

  /** Counts what is lost as it happens: only the run knows of it. */
  #countDropped(): void {
    let dropped = 0;
    for (const run of this.#runs) {
      const { dropped: lost = 0 } = this.counters(run);
      if (run.ended) {
        this.#dropped += lost;
        this.#runs.delete(run);
      } else dropped += lost;
    }
    this.#stats.framesDropped = this.#dropped + dropped;
  }

  #deliver(frame: VideoFrame): void {
    if (this.#region === undefined) {
      this.#stats.leave(frame.shape.byteLength);
      this.#fanOut.next(frame);
      return;
    }
    const cropped = cropFrame(frame, this.#region);
    this.#stats.leave(cropped.shape.byteLength);
    this.#fanOut.next(cropped);
    cropped.release();
  }

  #newPuller(): FramePuller {
    const puller = new FramePuller((receiver, self) => {
      let warmup = 0;
      const run = new SourceRun(
        {
          ...receiver,
          next: (frame) => {
            if (warmup < this.warmupFrames) {
              warmup += 1;
              this.#dropped += 1;
              return;
            }
            const region = this.#region;
            const pulled = region === undefined ? frame.share() : cropFrame(frame, region);
            this.#stats.leave(pulled.shape.byteLength);
            receiver.next(pulled);
          },
        },
        this.#runOptions(self),
      );
      this.#begin(run);
      return () => {
        this.#pullers.delete(self);
        return run.stop();
      };
    });
    this.#pullers.add(puller);
    return puller;
  }

  #runOptions(puller?: FramePuller): RunOptions {
    const { budget = {}, holdTimeoutMs = HOLD_TIMEOUT_MS, signal } = this.#options;
    return { budget, holdTimeoutMs, puller, signal };
  }

  #setRegion(region: Region): void {
    checkRegion(region, this.#full, pixelFormat(this.colour));
    this.#region = region;
  }

  #checkOpen(): void {
    const refusal = this.#refusal();
    if (refusal !== undefined) throw refusal;
  }

  /** Why no run can begin any more, if so. */
  #refusal(): GiftGrabError | undefined {
    const { signal } = this.#options;
    if (signal?.aborted === true) return abortError(signal);
    if (this.closed) {
      return new SourceError('The source was closed. Open it again to read from it.');
    }
    return undefined;
  }
}
