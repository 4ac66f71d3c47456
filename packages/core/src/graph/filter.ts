import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { InvalidOptionError } from '../errors';
import type { VideoFrame } from '../frames/video-frame';
import { checkName, checkOneOf, checkOptionNames, checkPositiveInteger } from '../option-checks';
import { checkAnswerTimeout } from './answer-timer';
import type { StageStats } from '../stats';
import { moduleFilter, moduleUrl } from '../workers/module-filter';
import { FilterSubscriber, type FilterPlan, type FilterRun } from './filter-subscriber';
import { frameOperator, type FrameOperator } from './frame-operator';

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
  /**
   * Milliseconds that an answer may take that is a promise, as those of modules are, before the branch ends with a
   * {@link FilterError} of the code `'FILTER_TIMEOUT'`; `false` for no limit. A module's thread is ended then; a function goes on, and keeps
   * its frame until it is done.
   *
   * @defaultValue 30000
   */
  readonly timeoutMs?: number | false;
  /**
   * What {@link Pipeline.describe} and metrics call it.
   *
   * @defaultValue the name of the function or the module's file, else `'filter'`
   */
  readonly name?: string;
}

/** What {@link filter} is told of a module. */
export interface FilterModuleOptions extends FilterOptions {
  /**
   * Handed to the module's `createFilter` in each thread; anything that can be cloned.
   *
   * @defaultValue none
   */
  readonly settings?: unknown;
}

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
export function filter(run: FilterFunction, options?: FilterOptions): FrameOperator;
/**
 * Makes an operator of a module whose function runs in worker threads, without copying frames.
 *
 * The module exports `filter(frame, context)`, or `createFilter(settings)` that returns such a function, once for each thread. The
 * threads start with a subscription and end with it. In `'parallel'` mode there are `concurrency` of them, else one. A thread that
 * crashes ends the branch with a {@link FilterError} and gives back what it held.
 *
 * @param module - Path from the working directory, or `file:` URL.
 * @param options - How it may run.
 * @throws {@link InvalidOptionError} when there is no such file or an option breaks its rule.
 * @example
 * ```ts
 * import { filter } from '@giftgrab/core';
 * import { join } from 'node:path';
 *
 * const operator = filter(join(__dirname, 'my-filter.js'), { mode: 'parallel', concurrency: 2 });
 * console.log(operator.stats.framesIn); // 0
 * ```
 */
export function filter(module: string | URL, options?: FilterModuleOptions): FrameOperator;
export function filter(
  run: FilterFunction | string | URL,
  options: FilterModuleOptions = {},
): FrameOperator {
  if (typeof run === 'function') {
    return deferFilter(() => ({ run }), { ...options, name: options.name ?? nameOf(run) });
  }
  if (typeof run !== 'string' && !(run instanceof URL)) {
    throw new InvalidOptionError('run', 'a function from a frame to a frame, or a module', run);
  }
  const { settings, ...rest } = options;
  const checked = checkedOptions(rest);
  const { mode, concurrency } = checked;
  const module = moduleUrl(run);
  const name = options.name ?? basename(module);
  const threads = mode === 'parallel' ? concurrency : 1;
  const begin = (): FilterRun => moduleFilter({ module, settings, threads });
  // While a result travels, its thread has the next frame.
  return operatorOf(
    { ...checked, begin, concurrency: mode === 'parallel' ? 2 * threads : 1 },
    name,
  );
}

/**
 * Makes an operator of a filter that has state: each subscription begins with a new one.
 *
 * @param begin - Makes the filter of one subscription, and says what it has to give back at its end. It is called before the
 * source is subscribed to (a node calls it with its first frame). What it gives to `fail` at any time ends the branch; `stats` are the operator's or node's
 * counters, and an observer that has them as its own `stats` counts as part of it in {@link pipelineOf}.
 * @param options - How it may run.
 * @throws {@link InvalidOptionError} when `begin` is no function or an option breaks its rule.
 * @example
 * ```ts
 * import { deferFilter, type VideoFrame } from '@giftgrab/core';
 *
 * /** Passes each frame on when the next one comes. *\/
 * const delayed = deferFilter(() => {
 *   let previous: VideoFrame | undefined;
 *   return {
 *     run: (frame) => {
 *       const result = previous ?? null;
 *       previous = frame.retain();
 *       return result;
 *     },
 *     end: () => previous?.release(),
 *   };
 * });
 * console.log(delayed.stats.framesIn); // 0
 * ```
 */
export function deferFilter(
  begin: (fail: (error: unknown) => void, stats: StageStats) => FilterRun,
  options: FilterOptions = {},
): FrameOperator {
  if (typeof begin !== 'function') {
    throw new InvalidOptionError('begin', 'a function that makes a filter', begin);
  }
  return operatorOf({ ...checkedOptions(options), begin }, options.name ?? nameOf(begin));
}

type CheckedOptions = Pick<FilterPlan, 'mode' | 'concurrency' | 'isReadOnly' | 'timeoutMs'>;

function checkedOptions(options: FilterOptions): CheckedOptions {
  checkOptionNames('filter', options, ['mode', 'concurrency', 'access', 'timeoutMs', 'name']);
  checkName(options.name);
  const { mode = 'ordered', access = 'edit', concurrency = availableParallelism() } = options;
  checkOneOf('mode', mode, ['ordered', 'parallel', 'latest']);
  checkOneOf('access', access, ['edit', 'read']);
  checkPositiveInteger('concurrency', concurrency, 256);
  const timeoutMs = checkAnswerTimeout(options.timeoutMs);
  return {
    mode,
    concurrency: mode === 'parallel' ? concurrency : 1,
    isReadOnly: access === 'read',
    timeoutMs,
  };
}

/** Functions that are written in place have no name. */
function nameOf({ name }: { readonly name: string }): string {
  return name === '' ? 'filter' : name;
}

function operatorOf(plan: Omit<FilterPlan, 'stats'>, name: string): FrameOperator {
  return frameOperator((outlet, stats) => new FilterSubscriber(outlet, { ...plan, stats }), {
    kind: 'filter',
    name,
  });
}
