/* eslint-disable @typescript-eslint/no-deprecated -- RxJS offers no other base for an operator's subscriber; version 7
   is the peer dependency, and a new major one will be tried before it is allowed. */
import { Subscriber, type Observable, type OperatorFunction } from 'rxjs';
import { describe, FilterError, InvalidOptionError } from '../../errors';
import { VideoFrame } from '../../frames/video-frame';
import { checkName, checkOptionNames } from '../../option-checks';
import type { StageStats } from '../../stats';
import { messageOf } from '../branch-guard';
import { GraphNode } from '../graph-node';
import { linkTo, setNode } from '../node-of';
import { VideoStream } from '../video-stream';
import type { FrameSet } from './frame-set';

/** What {@link combineFrames} makes one frame of a set with. */
export type CombineFunction = (frames: FrameSet) => VideoFrame | null;

/** How {@link combineFrames} shows. */
export interface CombineOptions {
  /** What {@link Pipeline.describe} and metrics call it. @defaultValue the name of the function, else `'combineFrames'` */
  readonly name?: string;
}

/** An operator for `pipe()` that makes one frame of each set, and knows what it has done. */
export type FrameCombiner = OperatorFunction<FrameSet, VideoFrame> & {
  /** Sets in, frames out, sets dropped, and the time they took, over all its subscriptions. */
  readonly stats: StageStats;
};

/**
 * Makes an operator that makes one frame of the frames of a set: what follows `syncByTime`, `zipFrames` and `latestOf`.
 *
 * The frames are loans, valid during the call; other branches may look at them too, so call `writable()` before you edit one. Derive the
 * result from the first (`frames[0].derive(…)`), and it has its time, index, meta and budget. A result that is none of the set becomes
 * the stream's, which releases it. What is thrown ends this branch with a {@link FilterError} that names the first frame.
 *
 * @param run - Makes a frame of the set: a new one, one of them, or `null` to drop the set.
 * @param options - What it is called.
 * @throws {@link InvalidOptionError} when `run` is no function or an option breaks its rule.
 * @example
 * ```ts
 * import { combineFrames, syncByTime, type VideoSource } from '@giftgrab/core';
 *
 * /** The brighter of two pictures. *\/
 * function brighter(a: VideoSource, b: VideoSource): void {
 *   const pick = combineFrames(([one, other]) =>
 *     (one?.data()[0] ?? 0) > (other?.data()[0] ?? 0) ? (one ?? null) : (other ?? null),
 *   );
 *   syncByTime([a, b], { toleranceMs: 15 }).pipe(pick).subscribe((frame) => console.log(frame.index));
 * }
 * ```
 */
export function combineFrames(run: CombineFunction, options: CombineOptions = {}): FrameCombiner {
  if (typeof run !== 'function') {
    throw new InvalidOptionError('run', 'a function from several frames to one', run);
  }
  checkOptionNames('combineFrames', options, ['name']);
  checkName(options.name);
  const { name = run.name === '' ? 'combineFrames' : run.name } = options;
  const node = new GraphNode({ kind: 'filter', name });
  const { stats } = node;
  const operator = (source: Observable<FrameSet>): Observable<VideoFrame> => {
    const stream = new VideoStream((subscriber) => {
      const link = linkTo(source, node);
      subscriber.add(() => link?.closeAsBelow());
      return source.subscribe(new CombineSubscriber(subscriber, run, stats));
    });
    setNode(stream, node);
    return stream;
  };
  setNode(operator, node);
  return Object.assign(operator, { stats });
}

class CombineSubscriber extends Subscriber<FrameSet> {
  readonly #run: CombineFunction;
  readonly #stats: StageStats;

  constructor(destination: Subscriber<VideoFrame>, run: CombineFunction, stats: StageStats) {
    super(destination);
    this.#run = run;
    this.#stats = stats;
  }

  protected override _next(frames: FrameSet): void {
    let bytes = 0;
    for (const { shape } of frames) bytes += shape.byteLength;
    const isTimed = this.#stats.enter(bytes);
    const startedMs = isTimed ? performance.now() : 0;
    let result: VideoFrame | null;
    try {
      result = checked(this.#run(frames));
    } catch (error) {
      this.#fail(error, frames[0]?.index ?? -1);
      return;
    }
    if (isTimed) this.#stats.note(performance.now() - startedMs);
    if (result === null) {
      this.#stats.framesDropped += 1;
      return;
    }
    this.#stats.framesOut += 1;
    this.destination.next(result);
    if (!frames.includes(result)) result.release();
  }

  #fail(cause: unknown, frameIndex: number): void {
    const error =
      cause instanceof FilterError
        ? cause
        : new FilterError(
            `Frames could not be combined, the first of them frame ${frameIndex}: ${messageOf(cause)}`,
            { cause, frameIndex },
          );
    super._error(error);
  }
}

// What TypeScript does not see: JavaScript that forgets to return.
function checked(result: unknown): VideoFrame | null {
  if (result === null || result instanceof VideoFrame) return result;
  throw new TypeError(`It returned ${describe(result)}. Return a frame, or null to drop the set.`);
}
