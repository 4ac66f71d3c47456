import { isObservable, type Observable } from 'rxjs';
import { InvalidOptionError } from '../../errors';
import { DEFAULT_BUDGET } from '../../frames/frame-budget';
import type { VideoFrame } from '../../frames/video-frame';
import { checkName, checkOneOf, checkOptionNames, checkPositiveInteger } from '../../option-checks';
import { checkQueueOptions, QUEUE_OPTION_NAMES, type QueueOptions } from '../frame-queue';
import { checkPumpOptions, PUMP_OPTION_NAMES, type PumpOptions } from '../pump';

/** What is done about a stream that delivers nothing. */
export interface StallOptions {
  /** Milliseconds without a frame, counted from the first frame of any of the streams. */
  readonly ms: number;
  /**
   * - `'drop'`: the others wait for it no longer than they have room; the oldest frames then go, and are counted.
   * - `'hold'`: its last frame stands in for it; until it has had one, as `'drop'`.
   * - `'error'`: the stream of sets ends with a {@link StreamStalledError}.
   */
  readonly then: 'drop' | 'hold' | 'error';
}

/** How streams are joined. The queue options hold for each stream, the others for all together. */
export interface JoinOptions extends QueueOptions, PumpOptions {
  /** What is done about a stream that delivers nothing. @defaultValue the others wait for it, as `policy` says */
  readonly timeout?: StallOptions;
  /**
   * `'complete'` ends with the first stream that ends, once its last frame is through; `'hold'` lets its last frame stand in for it
   * until all have ended.
   *
   * @defaultValue `'complete'`
   */
  readonly onEnd?: 'complete' | 'hold';
  /** What the join is called where pipelines are described. @defaultValue the function's name */
  readonly name?: string;
}

const OPTION_NAMES = [...QUEUE_OPTION_NAMES, ...PUMP_OPTION_NAMES, 'timeout', 'onEnd', 'name'];

/**
 * Pump options that count in frames what the options of a join say of sets.
 *
 * @param options - The options.
 * @param count - Frames of a set.
 */
export function pumpOptionsOf(
  { inFlight = 2, ...options }: PumpOptions,
  count: number,
): PumpOptions {
  const { frames, bytes } = DEFAULT_BUDGET;
  const { budget = { frames: frames * count, bytes: bytes * count } } = options;
  return { ...options, budget, inFlight: inFlight * count };
}

/** Streams of frames to be joined. */
export type FrameStreams = readonly Observable<VideoFrame>[];

/**
 * Throws unless streams can be joined like this.
 *
 * @param call - The function that was called.
 * @param sources - The streams.
 * @param options - The options.
 * @param more - Names of options that it knows besides.
 */
export function checkJoin(
  call: string,
  sources: FrameStreams,
  options: JoinOptions,
  more: readonly string[],
): void {
  if (!Array.isArray(sources) || sources.length === 0 || !sources.every(isObservable)) {
    throw new InvalidOptionError('sources', 'an array of one or more streams', sources);
  }
  checkOptionNames(call, options, [...OPTION_NAMES, ...more]);
  checkName(options.name);
  checkQueueOptions(options);
  checkPumpOptions(options);
  if (options.onEnd !== undefined) checkOneOf('onEnd', options.onEnd, ['complete', 'hold']);
  checkTimeout(options.timeout);
}

function checkTimeout(timeout: StallOptions | undefined): void {
  if (timeout === undefined) return;
  checkOptionNames('timeout', timeout, ['ms', 'then']);
  checkPositiveInteger('timeout.ms', timeout.ms);
  checkOneOf('timeout.then', timeout.then, ['drop', 'hold', 'error']);
}
