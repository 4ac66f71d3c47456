import { availableParallelism } from 'node:os';
import type { Observable, OperatorFunction } from 'rxjs';
import { InvalidOptionError } from '../errors';
import type { VideoFrame } from '../frames/video-frame';
import { checkOneOf, checkOptionNames, checkPositiveInteger } from '../option-checks';
import { StageStats } from '../stats';
import { FilterSubscriber } from './filter-subscriber';
import { VideoStream } from './video-stream';

/** What a filter makes of a frame: the frame (perhaps edited), another, several, or `null` to drop it. */
export type FilterResult = VideoFrame | readonly VideoFrame[] | null;

/** What a filter is told besides the frame. */
export interface FilterContext {
  /** Aborted when the branch ends, so that asynchronous work can stop. */
  readonly signal: AbortSignal;
  /** The filter's own counters. */
  readonly stats: StageStats;
}

/** A filter: a function from a frame to a {@link FilterResult}, at once or as a promise. */
export type FilterFunction = (
  frame: VideoFrame,
  context: FilterContext,
) => FilterResult | PromiseLike<FilterResult>;

/**
 * How an asynchronous filter may run.
 *
 * - `'ordered'`: one frame at a time.
 * - `'parallel'`: several frames at once, results in order; for functions without state.
 * - `'latest'`: one at a time, and of the frames that came meanwhile only the newest; the others are counted as dropped.
 */
export type FilterMode = 'ordered' | 'parallel' | 'latest';

/** How {@link filter} runs a function. */
export interface FilterOptions {
  /** How it may run when it answers with promises. @defaultValue `'ordered'` */
  readonly mode?: FilterMode;
  /** Frames at once in `'parallel'` mode. @defaultValue the number of processor cores */
  readonly concurrency?: number;
  /**
   * `'edit'` hands over frames that may be written to: one that another branch sees too is copied first.
   * `'read'` saves that copy for filters that only look. @defaultValue `'edit'`
   */
  readonly access?: 'edit' | 'read';
}

/** An operator for `pipe()` that knows what it has done. */
export type FrameOperator = OperatorFunction<VideoFrame, VideoFrame> & {
  /** Frames in, out and dropped, and the time they took, over all its subscriptions. */
  readonly stats: StageStats;
};

/**
 * Makes an operator of a function from frame to frame.
 *
 * The frame is the function's until it returns (or its promise settles) and may be edited in place. A frame that
 * it returns becomes the stream's: it is released once everybody downstream has had it. What it throws ends this
 * branch with a {@link FilterError} that names the frame; other branches go on.
 *
 * @param run - The filter.
 * @param options - How it may run.
 * @throws {@link InvalidOptionError} when `run` is no function or an option breaks its rule.
 * @example
 * ```ts
 * import { filter } from '@giftgrab/core';
 *
 * const invert = filter((frame) => {
 *   const data = frame.data();
 *   for (let i = 0; i < data.length; i += 1) data[i] = 255 - (data[i] ?? 0);
 *   return frame;
 * });
 * console.log(invert.stats.framesIn); // 0
 * ```
 */
export function filter(run: FilterFunction, options: FilterOptions = {}): FrameOperator {
  if (typeof run !== 'function') {
    throw new InvalidOptionError('run', 'a function from a frame to a frame', run);
  }
  checkOptionNames('filter', options, ['mode', 'concurrency', 'access']);
  const { mode = 'ordered', access = 'edit', concurrency = availableParallelism() } = options;
  checkOneOf('mode', mode, ['ordered', 'parallel', 'latest']);
  checkOneOf('access', access, ['edit', 'read']);
  checkPositiveInteger('concurrency', concurrency, 256);
  const stats = new StageStats();
  const plan = {
    run,
    mode,
    concurrency: mode === 'parallel' ? concurrency : 1,
    isReadOnly: access === 'read',
    stats,
  };
  const operator = (source: Observable<VideoFrame>): Observable<VideoFrame> =>
    new VideoStream((subscriber) => source.subscribe(new FilterSubscriber(subscriber, plan)));
  return Object.assign(operator, { stats });
}
