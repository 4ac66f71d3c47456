import { Observable, Subscriber, type Subscription, type Observer, type Operator } from 'rxjs';
import type { VideoFrame } from '../frames/video-frame';
import type { StageStats } from '../stats';
import { BranchStage, checkBranchOptions, type BranchOptions } from './branch-stage';
import { BranchGuard, type FrameObserver } from './branch-guard';
import { GraphNode } from './graph-node';
import { linkTo, nodeOf } from './node-of';

/** What {@link VideoStream.detach} may be told. */
export interface DetachOptions {
  /** Leaves a target open that has no source left, to be attached elsewhere. @defaultValue false */
  readonly keepOpen?: boolean;
}

/** An observer's subscription, as {@link VideoStream.attach} makes it. */
export interface Attachment extends Subscription {
  /** Counters of the observer's own branch, where it was given one. */
  readonly branchStats: StageStats | undefined;
}

/** An observer that wants to know how many streams feed it; targets do. */
export interface AttachAware {
  /** A stream begins to feed this observer. */
  attached(): void;
  /** A stream has stopped feeding it. Resolves when everything it was given is done with. */
  detached(options: DetachOptions): Promise<void>;
}

/**
 * An Observable of frames in which one branch cannot hurt another: what an observer throws ends its own
 * branch and goes to its own `error`. `attach` and `detach` are `subscribe` and `unsubscribe` by observer.
 */
export class VideoStream extends Observable<VideoFrame> {
  readonly #attachments = new Map<FrameObserver, BranchGuard>();

  /**
   * Begins to hand the frames to an observer or a function. What it throws (or rejects with) ends its branch alone and
   * goes to its `error`; a promise that it returns keeps its frame valid until it settles.
   *
   * @param observerOrNext - An observer, or what to call with each frame.
   * @param error - What to call when the stream fails.
   * @param complete - What to call when the stream ends.
   * @returns Ends it by `unsubscribe()`.
   */
  override subscribe(
    observerOrNext?:
      Partial<Observer<VideoFrame>> | ((frame: VideoFrame) => unknown) | FrameObserver | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // An operator's own subscriber: it guards itself, and anything in between would only cost time.
    if (observerOrNext instanceof Subscriber) return super.subscribe(observerOrNext);
    const observer: FrameObserver =
      typeof observerOrNext === 'object' && observerOrNext !== null
        ? observerOrNext
        : {
            next: observerOrNext ?? undefined,
            error: error ?? undefined,
            complete: complete ?? undefined,
          };
    return super.subscribe(new BranchGuard(nodeOf(this), observer));
  }

  /** @internal What RxJS operators in `pipe()` make of this is a guarded stream too. */
  /* eslint-disable @typescript-eslint/no-deprecated -- RxJS 8 may take lift() away: streams would then lose their guard
     behind a plain operator, and nothing else. */
  override lift<R>(operator?: Operator<VideoFrame, R>): Observable<R> {
    const lifted = new VideoStream() as unknown as Observable<R>;
    lifted.source = this;
    lifted.operator = operator;
    return lifted;
  }
  /* eslint-enable @typescript-eslint/no-deprecated */

  /**
   * Begins to give an observer the frames. Attaching it twice is the same as once. Legal from inside a callback.
   *
   * @param observer - A target, an {@link ObservableObserver}, or any object with `next`.
   * @param options - Gives the observer a pace of its own, as {@link branch} does. @defaultValue it shares the pace of the source
   * @returns The subscription; {@link detach} is the better way to end it.
   * @throws {@link InvalidOptionError} when an option breaks its rule.
   * @see GIFT-Grab's `IObservable::attach` (O2)
   */
  attach(observer: FrameObserver, options?: BranchOptions): Attachment {
    if (options !== undefined) checkBranchOptions('attach', options);
    const existing = this.#attachments.get(observer);
    if (existing !== undefined) return existing;
    const forget = (): void => {
      if (this.#attachments.get(observer) === attachment) this.#attachments.delete(observer);
    };
    // Forgotten before the observer hears complete(), so that it may attach itself again there.
    const branch = options && new GraphNode({ kind: 'branch', name: options.name ?? 'branch' });
    const attachment = new BranchGuard(branch ?? nodeOf(this), observer, forget);
    attachment.add(forget);
    this.#attachments.set(observer, attachment);
    if (isAttachAware(observer)) observer.attached();
    if (options !== undefined && branch !== undefined) {
      const link = linkTo(this, branch);
      attachment.add(() => link?.closeAsBelow());
      attachment.branch = new BranchStage(attachment, options, branch.stats);
    }
    super.subscribe(attachment.branch?.inlet ?? attachment);
    return attachment;
  }

  /**
   * Stops giving an observer the frames. Detaching one that is not attached does nothing. Legal from inside a
   * callback.
   *
   * @param observer - What was given to {@link attach}.
   * @param options - Whether a target shall stay open.
   * @returns Resolves when a target has written everything it was given (one that no stream feeds any more is closed
   * by then), and when a source that feeds nobody any more has stopped. The promise of an asynchronous `next` is not
   * waited for, so that it may await this.
   * @see GIFT-Grab's `IObservable::detach` (O3)
   */
  async detach(observer: FrameObserver, options: DetachOptions = {}): Promise<void> {
    const attachment = this.#attachments.get(observer);
    if (attachment === undefined) return;
    // A target shall have what was emitted before; whoever merely looks gets nothing after it has been detached.
    if (isAttachAware(observer)) attachment.branch?.flush();
    attachment.unsubscribe();
    if (isAttachAware(observer)) await observer.detached(options);
    await this.settled();
  }

  /**
   * Whether an observer is attached.
   *
   * @param observer - The observer.
   * @see GIFT-Grab's `IObservable::attached` (O5)
   */
  attached(observer: FrameObserver): boolean {
    return this.#attachments.has(observer);
  }

  /** Resolves when nothing is left of runs that have ended: no process, no timer. */
  settled(): Promise<void> {
    return Promise.resolve();
  }
}

function isAttachAware(observer: unknown): observer is AttachAware {
  return typeof (observer as Partial<AttachAware>).detached === 'function';
}
