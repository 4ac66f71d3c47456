/* eslint-disable @typescript-eslint/no-deprecated -- RxJS offers no other base for an operator's subscriber; version 7
   is the peer dependency, and a new major one will be tried before it is allowed. */
import { Subscriber } from 'rxjs';
import { FilterError } from '../errors';
import { VideoFrame } from '../frames/video-frame';
import type { StageStats } from '../stats';
import { AnswerTimer } from './answer-timer';
import { isThenable, messageOf } from './branch-guard';
import type { FilterContext, FilterFunction, FilterMode, FilterResult } from './filter';
import { isFrames, releasedResult, wrongResult } from './filter-result';

interface Flight {
  readonly frame: VideoFrame;
  readonly startedMs: number;
  result: FilterResult | undefined;
  isSettled: boolean;
}

/** A filter at work for one subscription. */
export interface FilterRun {
  /** The filter. */
  readonly run: FilterFunction;
  /** Gives back what it holds; called once, when the branch ends in whatever way. */
  readonly end?: (() => void) | undefined;
}

/** How a {@link FilterSubscriber} runs its function. */
export interface FilterPlan {
  /** Begins one subscription's run; what it gives to `fail` later ends the branch. */
  readonly begin: (fail: (error: unknown) => void, stats: StageStats) => FilterRun;
  readonly mode: FilterMode;
  readonly concurrency: number;
  readonly isReadOnly: boolean;
  /** How long an answer may take; `false` for as long as it likes. */
  readonly timeoutMs: number | false;
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
  readonly #isReadOnly: boolean;
  #active: FilterRun | undefined;
  #function: FilterFunction | undefined;
  // In the order the frames came; results leave from the front.
  readonly #flights: Flight[] = [];
  readonly #waiting: VideoFrame[] = [];
  readonly #timer: AnswerTimer | undefined;
  // How the stream ended above; carried out when the frames under way are through.
  #ending: (() => void) | undefined;

  constructor(destination: Subscriber<VideoFrame>, plan: FilterPlan) {
    super(destination);
    this.#plan = plan;
    this.#isReadOnly = plan.isReadOnly;
    this.#stats = plan.stats;
    this.#context = { signal: this.#aborter.signal, stats: plan.stats };
    const { timeoutMs } = plan;
    if (timeoutMs !== false) {
      this.#timer = new AnswerTimer(
        timeoutMs,
        () => this.#flights[0]?.startedMs,
        () => this.#failLate(timeoutMs),
      );
    }
    this.add(() => this.#abandon());
  }

  /** Begins the run before the first frame comes. */
  begin(): FilterRun {
    if (this.#active !== undefined) return this.#active;
    const active = this.#plan.begin((error) => super._error(error), this.#stats);
    // It may have failed already.
    if (this.closed) active.end?.();
    return (this.#active = active);
  }

  // Not _next(), which costs another call for each frame.
  override next(frame: VideoFrame): void {
    if (this.isStopped) {
      super.next(frame);
      return;
    }
    const isTimed = this.#stats.enter(frame.shape.byteLength);
    if (this.#flights.length > 0) {
      this.#nextWhileBusy(frame);
      return;
    }
    const startedMs = isTimed ? performance.now() : 0;
    let result: ReturnType<FilterFunction>;
    try {
      result = this.#run(frame);
    } catch (error) {
      this.#fail(error, frame);
      return;
    }
    if (result !== frame && isThenable(result)) {
      // A function may have given its frame back before it waits for anything.
      if (!frame.released) frame.hold();
      this.#stats.queue();
      this.#takeOff(frame, result);
      return;
    }
    if (isTimed) this.#stats.note(performance.now() - startedMs);
    if (result === frame && !frame.released) {
      if (!this.#isReadOnly) frame.endEdit();
      this.#stats.framesOut += 1;
      this.destination.next(frame);
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

  #run(frame: VideoFrame): ReturnType<FilterFunction> {
    const run = (this.#function ??= this.begin().run);
    return run(this.#isReadOnly ? frame : frame.beginEdit(), this.#context);
  }

  #nextWhileBusy(frame: VideoFrame): void {
    frame.hold();
    this.#stats.queue();
    if (this.#flights.length < this.#plan.concurrency && this.#waiting.length === 0) {
      this.#launch(frame);
      return;
    }
    if (this.#plan.mode === 'latest') {
      for (const stale of this.#waiting.splice(0)) {
        this.#stats.framesDropped += 1;
        this.#stats.unqueue();
        stale.release();
      }
    }
    this.#waiting.push(frame);
  }

  #launch(frame: VideoFrame): void {
    try {
      const result = this.#run(frame);
      this.#takeOff(frame, isThenable(result) ? result : Promise.resolve(result));
    } catch (error) {
      this.#stats.unqueue();
      frame.release();
      this.#fail(error, frame);
    }
  }

  #takeOff(frame: VideoFrame, promise: PromiseLike<FilterResult>): void {
    if (!frame.released) frame.budget?.allowAtWork(this.#plan.concurrency + 1);
    const startedMs = performance.now();
    const flight: Flight = { frame, startedMs, result: undefined, isSettled: false };
    this.#flights.push(flight);
    this.#timer?.start();
    const settle = (): void => {
      flight.isSettled = true;
      this.#stats.unqueue(performance.now() - startedMs);
    };
    promise.then(
      (result) => {
        flight.result = result;
        settle();
        if (this.closed) drop(flight);
        else this.#land();
      },
      (error: unknown) => {
        settle();
        if (this.closed) drop(flight);
        else this.#fail(error, frame);
      },
    );
  }

  #land(): void {
    for (let flight = this.#flights[0]; flight?.isSettled === true; flight = this.#flights[0]) {
      const { result } = flight;
      // From here on what it returned is released as it is emitted, not when the branch ends in the middle of it.
      flight.result = undefined;
      this.#emit(flight.frame, result);
      if (this.closed) return;
      this.#flights.shift();
      flight.frame.release();
      const next = this.#waiting.shift();
      if (next !== undefined) this.#launch(next);
    }
    this.#endWhenIdle();
  }

  #emit(frame: VideoFrame, result: FilterResult | undefined): void {
    frame.endEdit();
    if (result instanceof VideoFrame) {
      this.#emitOne(frame, result);
    } else if (result === null) {
      this.#stats.framesDropped += 1;
    } else if (isFrames(result)) {
      this.#emitAll(frame, result);
    } else {
      releaseOthers(frame, result);
      this.#fail(wrongResult(result), frame);
    }
  }

  #emitOne(frame: VideoFrame, item: VideoFrame): void {
    // What follows in the chain may have had enough after the first of several.
    if (!this.closed) {
      if (item.released) {
        this.#fail(releasedResult(), frame);
      } else {
        this.#stats.framesOut += 1;
        this.destination.next(item);
      }
    }
    // A frame that the filter made or kept became ours when it was returned.
    if (item !== frame) item.release();
  }

  #emitAll(frame: VideoFrame, items: readonly VideoFrame[]): void {
    if (items.length === 0) this.#stats.framesDropped += 1;
    for (const [index, item] of items.entries()) {
      // One that comes again must be as it is now, whatever filters below make of it.
      const comesAgain = items.includes(item, index + 1);
      this.#emitOne(frame, comesAgain && !item.released ? item.share() : item);
    }
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

  #failLate(timeoutMs: number): void {
    const [oldest] = this.#flights;
    if (oldest === undefined) return;
    const { index: frameIndex } = oldest.frame;
    const message =
      `A filter has not answered for ${timeoutMs / 1000} s at frame ${frameIndex}. If it may take so long, say so: ` +
      '{ timeoutMs: … }, or false for no limit.';
    this.#fail(new FilterError(message, { frameIndex, code: 'FILTER_TIMEOUT' }), oldest.frame);
  }

  #endWhenIdle(): void {
    if (this.closed || this.#flights.length > 0 || this.#waiting.length > 0) return;
    this.#ending?.();
  }

  #abandon(): void {
    this.#timer?.stop();
    this.#aborter.abort();
    for (const frame of this.#waiting.splice(0)) {
      this.#stats.unqueue();
      frame.release();
    }
    // A frame that a function still works on stays its own until it is done: its memory must not become another's.
    for (const flight of this.#flights.splice(0)) if (flight.isSettled) drop(flight);
    this.#active?.end?.();
  }
}

function drop({ frame, result }: Flight): void {
  releaseOthers(frame, result);
  frame.release();
}

function releaseOthers(frame: VideoFrame, result: unknown): void {
  const items: unknown[] = Array.isArray(result) ? result : [result];
  for (const item of items) {
    if (item instanceof VideoFrame && item !== frame) item.release();
  }
}
