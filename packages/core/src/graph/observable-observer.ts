import type { VideoFrame } from '../frames/video-frame';
import { checkName } from '../option-checks';
import { checkAnswerTimeout } from './answer-timer';
import { isThenable } from './branch-guard';
import type { FilterContext, FilterOptions, FilterResult } from './filter';
import { FilterNode } from './filter-node';
import { FilterSubscriber, type FilterRun } from './filter-subscriber';

/** What {@link ObservableObserver.update} may return: nothing, or what shall go on instead of the frame. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- or an update without `return` would not do
export type UpdateResult = FilterResult | undefined | void;

/**
 * A node in the middle of a pipeline: attach it to a stream, attach others to it, and override {@link update}.
 *
 * @example
 * ```ts
 * import { ObservableObserver, type VideoFrame } from '@giftgrab/core';
 *
 * class Dyer extends ObservableObserver {
 *   override update(frame: VideoFrame): void {
 *     const pixels = frame.array(); // BGRA: rows × cols × 4
 *     for (let row = 0; row < frame.rows; row += 1) {
 *       for (let col = 0; col < frame.cols; col += 1) pixels.set(row, col, 1, 255);
 *     }
 *   }
 * }
 * console.log(new Dyer().stats.framesIn); // 0
 * ```
 * @see GIFT-Grab's `IObservableObserver` (O6, O7)
 */
export abstract class ObservableObserver extends FilterNode {
  /**
   * @param options - What {@link Pipeline.describe} and metrics call the node, by default the name of the class; and how long an
   * {@link update} may take, as {@link FilterOptions.timeoutMs}.
   * @throws {@link InvalidOptionError} when an option breaks its rule.
   */
  constructor(options: Pick<FilterOptions, 'name' | 'timeoutMs'> = {}) {
    checkName(options.name);
    const timeoutMs = checkAnswerTimeout(options.timeoutMs);
    super(
      (outlet, stats) => {
        const begin = (): FilterRun => ({ run: (frame, context) => this.#run(frame, context) });
        const how = { mode: 'ordered', concurrency: 1, isReadOnly: false, timeoutMs } as const;
        return new FilterSubscriber(outlet, { ...how, begin, stats });
      },
      { kind: 'filter', name: options.name ?? new.target.name },
    );
  }

  /**
   * Works on one frame. Edit it in place and return nothing, or return what shall go on instead.
   *
   * @param frame - The frame; writable, valid until this returns or its promise settles.
   * @param context - The node's abort signal and counters.
   * @returns Nothing to pass the frame on; else another frame, several, or `null` to drop it.
   */
  abstract update(
    frame: VideoFrame,
    context: FilterContext,
  ): UpdateResult | PromiseLike<UpdateResult>;

  #run(frame: VideoFrame, context: FilterContext): FilterResult | PromiseLike<FilterResult> {
    const result = this.update(frame, context);
    if (isThenable(result)) return result.then((value) => passOn(value, frame));
    return passOn(result, frame);
  }
}

/** `undefined` means that the frame was edited in place; `null` that it is dropped. */
function passOn(result: UpdateResult, frame: VideoFrame): FilterResult {
  return result === undefined ? frame : result;
}
