import { Observable, Subscriber, Subscription, type Observer, type Operator } from 'rxjs';
import type { VideoFrame } from '../frames/video-frame';
import { BranchGuard, type FrameObserver } from './branch-guard';

/** What {@link VideoStream.detach} may be told. */
export interface DetachOptions {
  /** Leaves a target open that has no source left, to be attached elsewhere. @defaultValue false */
  readonly keepOpen?: boolean;
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
  readonly #attachments = new Map<FrameObserver, Subscription>();

  constructor(subscribe?: (subscriber: Subscriber<VideoFrame>) => Subscription | (() => void) | void) {
    super(subscribe as ConstructorParameters<typeof Observable<VideoFrame>>[0]);
  }

  override subscribe(
    observerOrNext?: Partial<Observer<VideoFrame>> | ((frame: VideoFrame) => void) | FrameObserver | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // An operator's own subscriber: it guards itself, and anything in between would only cost time.
    if (observerOrNext instanceof Subscriber) return super.subscribe(observerOrNext);
    const observer: FrameObserver =
      typeof observerOrNext === 'object' && observerOrNext !== null
        ? observerOrNext
        : { next: observerOrNext ?? undefined, error: error ?? undefined, complete: complete ?? undefined };
    const guard = new BranchGuard(observer);
    const subscription = super.subscribe(guard);
    guard.guards(subscription);
    return subscription;
  }

  /** @internal What RxJS operators in `pipe()` make of this is a guarded stream too. */
  override lift<R>(operator?: Operator<VideoFrame, R>): Observable<R> {
    const lifted = new VideoStream() as unknown as Observable<R>;
    lifted.source = this as unknown as Observable<R>;
    lifted.operator = operator as unknown as Operator<R, R>;
    return lifted;
  }

  /**
   * Begins to give an observer the frames. Attaching it twice is the same as once. Legal from inside a callback.
   *
   * @param observer - A target, an {@link ObservableObserver}, or any object with `next`.
   * @returns The subscription; {@link detach} is the better way to end it.
   * @see GIFT-Grab's `IObservable::attach` (O2)
   */
  attach(observer: FrameObserver): Subscription {
    const existing = this.#attachments.get(observer);
    if (existing !== undefined) return existing;
    const attachment = new Subscription();
    this.#attachments.set(observer, attachment);
    const aware = isAttachAware(observer) ? observer : undefined;
    aware?.attached();
    attachment.add(this.subscribe(observer));
    // After the subscription, so that an observer hears complete() before it is told that it is detached.
    attachment.add(() => this.#attachments.delete(observer));
    return attachment;
  }

  /**
   * Stops giving an observer the frames. Detaching one that is not attached does nothing. Legal from inside a
   * callback.
   *
   * @param observer - What was given to {@link attach}.
   * @param options - Whether a target shall stay open.
   * @returns Resolves when the observer is done with everything it was given; a target that no stream feeds
   * any more is closed by then, and a source that feeds nobody any more has stopped.
   * @see GIFT-Grab's `IObservable::detach` (O3)
   */
  async detach(observer: FrameObserver, options: DetachOptions = {}): Promise<void> {
    const attachment = this.#attachments.get(observer);
    if (attachment === undefined) return;
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
