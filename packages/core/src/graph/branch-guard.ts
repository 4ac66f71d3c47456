/* eslint-disable @typescript-eslint/no-deprecated -- RxJS offers no other base for an operator's subscriber; version 7
   is the peer dependency, and a new major one will be tried before it is allowed. */
import { Subscriber } from 'rxjs';
import { GiftGrabError, ObserverError } from '../errors';
import { VideoFrame } from '../frames/video-frame';
import type { StageStats } from '../stats';
import { warn } from '../warnings';
import type { BranchStage } from './branch-stage';
import { GraphLink, GraphNode } from './graph-node';
import { nodeOf } from './node-of';
import { observerName } from './observer-name';
import type { PathLatency } from './path-latency';

/**
 * Something that frames can be given to. `next` may be asynchronous: its frame then stays valid until its
 * promise settles, and a rejection ends the branch as a throw does.
 */
export interface FrameObserver {
  /** Takes a frame. */
  readonly next?: ((frame: VideoFrame) => unknown) | undefined;
  /** Hears why the stream failed; no more frames come. */
  readonly error?: ((error: unknown) => void) | undefined;
  /** Hears that the stream has ended; no more frames come. */
  readonly complete?: (() => void) | undefined;
}

/**
 * Stands between a stream and an observer: what the observer throws ends this branch alone and reaches the
 * observer's own `error`, never the other branches, never the process. Counts what an observer gets that does not count
 * itself, as targets and nodes do.
 */
export class BranchGuard extends Subscriber<VideoFrame> {
  /** The queue in front of the observer, where it has one. */
  branch: BranchStage | undefined;
  readonly #observer: FrameObserver;
  readonly #onEnd: (() => void) | undefined;
  readonly #stats: StageStats | undefined;
  readonly #latency: PathLatency | undefined;
  readonly #link: GraphLink | undefined;
  #failed = false;
  #ending: (() => void) | undefined;
  #working = 0;

  /**
   * @param from - The stage that the frames come from, where it is known.
   * @param observer - What to give the frames to.
   * @param onEnd - Called when the stream ends or the branch fails, before the observer hears of it.
   */
  constructor(from: GraphNode | undefined, observer: FrameObserver, onEnd?: () => void) {
    super();
    this.#observer = observer;
    this.#onEnd = onEnd;
    let node = nodeOf(observer);
    if (node === undefined) {
      node = new GraphNode({ kind: 'observer', name: observerName(observer) });
      this.#stats = node.stats;
      this.#latency = node.latency;
    }
    if (from !== undefined) this.#link = new GraphLink(from, node);
    this.add(() => this.#link?.close());
  }

  /** What the queue in front of the observer counts. */
  get branchStats(): StageStats | undefined {
    return this.branch?.stats;
  }

  // Not _next(), which costs another call for each frame.
  override next(value: VideoFrame): void {
    if (this.isStopped) {
      super.next(value);
      return;
    }
    const stats = this.#stats;
    const isTimed = stats !== undefined && stats.enter(byteLengthOf(value));
    const startedMs = isTimed ? performance.now() : 0;
    try {
      const result: unknown = this.#observer.next?.(value);
      if (isThenable(result)) {
        this.#await(result, value);
        return;
      }
    } catch (error) {
      this.#fail(error, value);
      return;
    }
    if (isTimed) stats.note(performance.now() - startedMs);
    this.#countDone(value);
  }

  protected override _error(error: unknown): void {
    this.#finish(() => this.#notifyError(error));
  }

  protected override _complete(): void {
    this.#finish(() => {
      try {
        this.#observer.complete?.();
      } catch (error) {
        warn('BRANCH_FAILED', `An observer threw in complete(): ${messageOf(error)}`);
      }
    });
  }

  #countDone(value: unknown): void {
    if (this.#stats === undefined) return;
    this.#stats.framesOut += 1;
    if (value instanceof VideoFrame) this.#latency?.done(value);
    else for (const frame of framesIn(value)) this.#latency?.done(frame);
  }

  /** Ends the branch when the observer is done with the frames it has. */
  #finish(ending: () => void): void {
    this.#onEnd?.();
    this.#link?.end();
    this.#ending = ending;
    if (this.#working === 0) ending();
    this.unsubscribe();
  }

  #await(result: PromiseLike<unknown>, value: unknown): void {
    const frames = loansIn(value);
    for (const frame of frames) frame.hold();
    this.#working += 1;
    const startedMs = performance.now();
    this.#stats?.queue();
    const done = (): void => {
      this.#stats?.unqueue(performance.now() - startedMs);
      for (const frame of frames) frame.release();
      this.#working -= 1;
      if (this.#working === 0) this.#ending?.();
    };
    Promise.resolve(result).then(
      () => {
        this.#countDone(value);
        done();
      },
      (error: unknown) => {
        this.#fail(error, value);
        done();
      },
    );
  }

  #fail(cause: unknown, value: unknown): void {
    // After a failure nothing of what was to come matters, a completion that waited least of all.
    if (this.#failed) return;
    this.#failed = true;
    this.#ending = undefined;
    this.#onEnd?.();
    this.#link?.end();
    // First, so that nothing more comes while the observer hears of it.
    this.unsubscribe();
    const frameIndex = value instanceof VideoFrame ? value.index : -1;
    const where = frameIndex < 0 ? '' : ` at frame ${frameIndex}`;
    const error =
      cause instanceof GiftGrabError
        ? cause
        : new ObserverError(`An observer failed${where}: ${messageOf(cause)}`, {
            cause,
            frameIndex,
          });
    this.#notifyError(error);
  }

  #notifyError(error: unknown): void {
    if (this.#observer.error === undefined) {
      const advice = 'Give the observer an error() to handle this.';
      warn('BRANCH_FAILED', `A branch has failed. ${advice} It was: ${messageOf(error)}`);
      return;
    }
    try {
      this.#observer.error(error);
    } catch (thrown) {
      warn('BRANCH_FAILED', `An observer threw in error(): ${messageOf(thrown)}`);
    }
  }
}

const NONE: readonly VideoFrame[] = [];

/** The frames that a value is, or is made of: what flows may be sets of them, or, after a map(), something else. */
function framesIn(value: unknown): readonly VideoFrame[] {
  if (value instanceof VideoFrame) return [value];
  if (!Array.isArray(value)) return NONE;
  return value.filter((each) => each instanceof VideoFrame);
}

/** Those of them that have not been released. */
function loansIn(value: unknown): readonly VideoFrame[] {
  return framesIn(value).filter(({ released }) => !released);
}

function byteLengthOf(value: unknown): number {
  if (value instanceof VideoFrame) return value.shape.byteLength;
  return framesIn(value).reduce((sum, { shape }) => sum + shape.byteLength, 0);
}

/** Whether a value is a promise or behaves like one. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
