import { Subscriber } from 'rxjs';
import { FilterError, describe } from '../errors';
import { VideoFrame } from '../frames/video-frame';
import type { StageStats } from '../stats';
import { isThenable, messageOf } from './branch-guard';
import type { FilterContext, FilterFunction, FilterMode, FilterResult } from './filter';

interface Flight {
  readonly frame: VideoFrame;
  readonly startedMs: number;
  result: FilterResult | undefined;
  isSettled: boolean;
}

/** How a {@link FilterSubscriber} runs its function. */
export interface FilterPlan {
  readonly run: FilterFunction;
  readonly mode: FilterMode;
  readonly concurrency: number;
  readonly isReadOnly: boolean;
  readonly stats: StageStats;
}

/**
 * Runs a filter function on each frame and hands on what it returns, in order. Frames that wait are loans, so
 * the source's budget bounds them. While the function answers at once, nothing is queued and nothing allocated.
 */
export class FilterSubscriber extends Subscriber<VideoFrame> {
  readonly #plan: FilterPlan;
  readonly #stats: StageStats;
  readonly #aborter = new AbortController();
  readonly #context: FilterContext;
  // In the order the frames came; results leave from the front.
  readonly #flights: Flight[] = [];
  readonly #waiting: VideoFrame[] = [];
  // How the stream ended above; carried out when the frames under way are through.
  #ending: (() => void) | undefined;

  constructor(destination: Subscriber<VideoFrame>, plan: FilterPlan) {
    super(destination);
    this.#plan = plan;
    this.#stats = plan.stats;
    this.#context = { signal: this.#aborter.signal, stats: plan.stats };
    this.add(() => this.#abandon());
  }

  protected override _next(frame: VideoFrame): void {
    const isTimed = this.#stats.enter();
    if (this.#flights.length > 0) {
      this.#nextWhileBusy(frame);
      return;
    }
    const startedMs = isTimed ? performance.now() : 0;
    let result: ReturnType<FilterFunction>;
    try {
      result = this.#plan.run(this.#plan.isReadOnly ? frame : frame.writable(), this.#context);
    } catch (error) {
      this.#fail(error, frame);
      return;
    }
    if (result === frame) {
      if (isTimed) this.#stats.note(performance.now() - startedMs);
      this.#stats.framesOut += 1;
      this.destination.next(frame);
    } else if (isThenable(result)) {
      frame.hold();
      this.#takeOff(frame, result as PromiseLike<FilterResult>);
    } else {
      this.#emit(frame, result);
    }
  }

  protected override _error(error: unknown): void {
    this.#ending = () => super._error(error);
    this.#endWhenIdle();
  }

  protected override _complete(): void {
    this.#ending = () => super._complete();
    this.#endWhenIdle();
  }

  #nextWhileBusy(frame: VideoFrame): void {
    frame.hold();
    if (this.#flights.length < this.#plan.concurrency && this.#waiting.length === 0) {
      this.#launch(frame);
      return;
    }
    if (this.#plan.mode === 'latest') {
      for (const stale of this.#waiting.splice(0)) {
        this.#stats.framesDropped += 1;
        stale.release();
      }
    }
    this.#waiting.push(frame);
  }

  #launch(frame: VideoFrame): void {
    try {
      const result = this.#plan.run(
        this.#plan.isReadOnly ? frame : frame.writable(),
        this.#context,
      );
      this.#takeOff(frame, isThenable(result) ? result : Promise.resolve(result));
    } catch (error) {
      frame.release();
      this.#fail(error, frame);
    }
  }

  #takeOff(frame: VideoFrame, promise: PromiseLike<FilterResult>): void {
    const startedMs = performance.now();
    const flight: Flight = { frame, startedMs, result: undefined, isSettled: false };
    this.#flights.push(flight);
    promise.then(
      (result) => {
        flight.result = result;
        flight.isSettled = true;
        if (this.closed) releaseOthers(frame, result);
        else this.#land();
      },
      (error: unknown) => {
        if (!this.closed) this.#fail(error, frame);
      },
    );
  }

  #land(): void {
    for (let flight = this.#flights[0]; flight?.isSettled === true; flight = this.#flights[0]) {
      this.#stats.note(performance.now() - flight.startedMs);
      this.#emit(flight.frame, flight.result);
      if (this.closed) return;
      this.#flights.shift();
      flight.frame.release();
      const next = this.#waiting.shift();
      if (next !== undefined) this.#launch(next);
    }
    this.#endWhenIdle();
  }

  #emit(frame: VideoFrame, result: FilterResult | undefined): void {
    if (result instanceof VideoFrame) {
      this.#emitOne(frame, result);
    } else if (result === null) {
      this.#stats.framesDropped += 1;
    } else if (Array.isArray(result) && result.every((item) => item instanceof VideoFrame)) {
      for (const item of result) this.#emitOne(frame, item);
    } else {
      const wanted = 'Return the frame, another frame, an array of frames, or null to drop it';
      const error = new TypeError(`It returned ${describe(result)}. ${wanted}.`);
      this.#fail(error, frame);
    }
  }

  #emitOne(frame: VideoFrame, item: VideoFrame): void {
    this.#stats.framesOut += 1;
    this.destination.next(item);
    // A frame that the filter made or kept became ours when it was returned.
    if (item !== frame) item.release();
  }

  #fail(cause: unknown, frame: VideoFrame): void {
    const frameIndex = frame.index;
    const error =
      cause instanceof FilterError
        ? cause
        : new FilterError(`A filter failed at frame ${frameIndex}: ${messageOf(cause)}`, {
            cause,
            frameIndex,
          });
    super._error(error);
  }

  #endWhenIdle(): void {
    if (this.#flights.length === 0 && this.#waiting.length === 0) this.#ending?.();
  }

  #abandon(): void {
    this.#aborter.abort();
    for (const frame of this.#waiting.splice(0)) frame.release();
    for (const { frame, result } of this.#flights.splice(0)) {
      releaseOthers(frame, result);
      frame.release();
    }
  }
}

function releaseOthers(frame: VideoFrame, result: FilterResult | undefined): void {
  const items = Array.isArray(result) ? result : [result];
  for (const item of items) {
    if (item instanceof VideoFrame && item !== frame) item.release();
  }
}
