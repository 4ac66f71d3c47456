import { Subscriber } from 'rxjs';
import { type VideoFrame } from '../frames/video-frame';
import { StageStats } from '../stats';
import { warn } from '../warnings';
import { isThenable, messageOf } from './branch-guard';
import { FanOut } from './fan-out';
import type { FilterContext, FilterResult } from './filter';
import { FilterSubscriber } from './filter-subscriber';
import { VideoStream } from './video-stream';

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
export abstract class ObservableObserver extends VideoStream {
  /** Frames in, out and dropped, and the time they took. */
  readonly stats = new StageStats();
  readonly #fanOut: FanOut;
  #inlet: FilterSubscriber;
  #failure: { readonly error: unknown } | undefined;

  constructor() {
    const fanOut = new FanOut();
    super((subscriber) => {
      if (this.#failure !== undefined) {
        subscriber.error(this.#failure.error);
        return undefined;
      }
      fanOut.add(subscriber);
      return () => fanOut.remove(subscriber);
    });
    this.#fanOut = fanOut;
    this.#inlet = this.#newInlet();
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

  /** Takes a frame; called by the stream that this node is attached to. */
  next(frame: VideoFrame): void {
    // Thrown, so that the stream that feeds this node ends the branch.
    if (this.#failure === undefined) this.#inlet.next(frame);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Hands an upstream error on, once all frames are through; then the node may be attached anew. */
  error(error: unknown): void {
    this.#replaceInlet().error(error);
  }

  /** Ends the branches that hang on this node, once all frames are through; then the node may be attached anew. */
  complete(): void {
    this.#replaceInlet().complete();
  }

  #replaceInlet(): FilterSubscriber {
    const inlet = this.#inlet;
    this.#inlet = this.#newInlet();
    return inlet;
  }

  #newInlet(): FilterSubscriber {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- as in filter-subscriber.ts
    const outlet = new Subscriber<VideoFrame>({
      next: (frame: VideoFrame) => this.#fanOut.next(frame),
      error: (error: unknown) => {
        // One that has been replaced hands on what came from above; only update() can fail the node itself.
        if (this.#inlet === inlet) this.#failure = { error };
        this.#failDownstream(error);
      },
      complete: () => this.#fanOut.complete(),
    });
    const inlet = new FilterSubscriber(outlet, {
      run: (frame, context) => this.#update(frame, context),
      mode: 'ordered',
      concurrency: 1,
      isReadOnly: false,
      stats: this.stats,
    });
    return inlet;
  }

  #update(frame: VideoFrame, context: FilterContext): FilterResult | PromiseLike<FilterResult> {
    const result = this.update(frame, context);
    if (isThenable(result)) return result.then((value) => passOn(value, frame));
    return passOn(result, frame);
  }

  #failDownstream(error: unknown): void {
    if (this.#fanOut.size === 0) {
      warn('BRANCH_FAILED', `A branch ended with an error: ${messageOf(error)}`);
    }
    this.#fanOut.error(error);
  }
}

/** `undefined` means that the frame was edited in place; `null` that it is dropped. */
function passOn(result: UpdateResult, frame: VideoFrame): FilterResult {
  return result === undefined ? frame : result;
}
