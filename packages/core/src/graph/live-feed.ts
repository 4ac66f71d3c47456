import { FrameBudgetError } from '../errors';
import type { VideoFrame } from '../frames/video-frame';
import { checkOneOf, checkPositiveInteger } from '../option-checks';
import { FrameQueue } from './frame-queue';
import type { SourceRun } from './source-run';

/**
 * What happens to frames of a live source that nobody can take: the oldest that wait make room (`'dropOldest'`), the one that came
 * is dropped (`'dropNewest'`), or the source fails with a {@link FrameBudgetError} (`'error'`).
 */
export type LivePolicy = 'dropOldest' | 'dropNewest' | 'error';

/** What a {@link LiveFeed} does with frames that nobody can take. */
export interface LiveFeedOptions {
  /** What happens to frames that come while the budget is spent. Each dropped one is counted. @defaultValue `'dropOldest'` */
  readonly whenFull?: LivePolicy;
  /** Frames that may wait, besides those of the budget, before any is dropped. @defaultValue 1 */
  readonly maxWaiting?: number;
}

/** Names of the {@link LiveFeedOptions}, for checks. */
export const LIVE_FEED_OPTION_NAMES: readonly string[] = ['whenFull', 'maxWaiting'];

/**
 * Throws unless a {@link LiveFeed} can be made of these options.
 *
 * @param options - The options.
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 */
export function checkLiveFeedOptions({ whenFull, maxWaiting }: LiveFeedOptions): void {
  if (whenFull !== undefined) {
    checkOneOf('whenFull', whenFull, ['dropOldest', 'dropNewest', 'error']);
  }
  if (maxWaiting !== undefined) checkPositiveInteger('maxWaiting', maxWaiting);
}

/**
 * Stands between an origin that cannot wait (a camera, a network stream) and a run of a source: takes every frame at once, hands it on
 * as soon as the run's budget has room, and drops by policy what does not fit. For authors of live sources.
 *
 * Number the frames as they arrive, those that are dropped included: each loss is then a gap in {@link VideoFrame.index}. Report
 * {@link dropped} in `counters()`.
 *
 * @example
 * ```ts
 * import { LiveFeed, VideoSource, type RunTeardown, type SourceRun, type VideoFrame } from '@giftgrab/core';
 *
 * class Camera extends VideoSource {
 *   readonly #listen: (take: (frame: VideoFrame) => void) => () => void;
 *
 *   constructor(listen: (take: (frame: VideoFrame) => void) => () => void) {
 *     super({ colour: 'BGRA', cols: 640, rows: 480 });
 *     this.#listen = listen;
 *   }
 *
 *   protected override start(run: SourceRun): RunTeardown {
 *     const feed = new LiveFeed(run);
 *     const stopListening = this.#listen((frame) => feed.push(frame));
 *     return () => {
 *       stopListening();
 *       feed.stop();
 *     };
 *   }
 * }
 * void Camera;
 * ```
 */
export class LiveFeed {
  readonly #run: SourceRun;
  readonly #emit: (frame: VideoFrame) => void;
  readonly #queue: FrameQueue;
  readonly #maxWaiting: number;
  readonly #isStrict: boolean;
  #dropped = 0;
  #waitsForRoom = false;
  #ending: (() => void) | undefined;
  #onRoom: (() => void) | undefined;

  /**
   * @param run - Where the frames go.
   * @param options - What happens to those that nobody can take.
   * @param emit - Gives a frame to the run and releases it, for sources that change it first. @defaultValue `run.emit`
   * @throws {@link InvalidOptionError} when an option breaks its rule.
   */
  constructor(
    run: SourceRun,
    options: LiveFeedOptions = {},
    emit: (frame: VideoFrame) => void = (frame) => run.emit(frame),
  ) {
    checkLiveFeedOptions(options);
    // Who pulls frame by frame wants what is new, not what came while he was busy.
    const { whenFull = 'dropOldest', maxWaiting = 1 } = run.isPull ? {} : options;
    this.#run = run;
    this.#emit = emit;
    this.#maxWaiting = maxWaiting;
    this.#isStrict = whenFull === 'error';
    this.#queue = new FrameQueue({ frames: maxWaiting, bytes: Infinity, policy: whenFull });
    if (run.isPull) run.budget.limitAtWork(1);
    run.whenWanted(() => this.#send());
  }

  /** Frames that were dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Takes a frame, on a loan of its own: the caller's goes on, and the frame counts against no account of the caller's.
   *
   * @param frame - A frame as it came in.
   */
  push(frame: VideoFrame): void {
    if (this.#run.ended || this.#ending !== undefined) return;
    this.#send();
    const { isWanted, budget } = this.#run;
    if (this.#queue.length === 0 && isWanted && budget.hasRoom(frame.shape.byteLength)) {
      this.#emit(frame.lease(budget));
      return;
    }
    if (this.#isStrict && this.#queue.length >= this.#maxWaiting) {
      this.#dropped += 1;
      this.#run.error(this.#overflow(frame));
      return;
    }
    this.#queue.push(frame);
    this.#dropped += this.#queue.takeDropped();
    this.#waitFor(frame.shape.byteLength);
  }

  /**
   * For an origin that can wait after all, such as a recording that a server sends: asks before it gives a frame, and loses none.
   *
   * @param byteLength - Bytes of the frame.
   * @param whenRoom - Called once there is room, where there is none now.
   * @returns Whether there is.
   */
  hasRoom(byteLength: number, whenRoom: () => void): boolean {
    const { ended, budget } = this.#run;
    if (ended || (this.#queue.length === 0 && budget.hasRoom(byteLength))) return true;
    this.#onRoom = whenRoom;
    this.#waitFor(byteLength);
    return false;
  }

  /** The origin has ended: so does the run, after the frames that wait. */
  complete(): void {
    this.#endWith(() => this.#run.complete());
  }

  /** The origin has failed: so does the run, after the frames that wait. */
  error(error: unknown): void {
    this.#endWith(() => this.#run.error(error));
  }

  /** Gives back the frames that wait; part of the run's teardown. */
  stop(): void {
    this.#queue.clear();
  }

  #endWith(ending: () => void): void {
    this.#ending ??= ending;
    this.#send();
  }

  /** Hands on what waits, as far as there is room. */
  #send(): void {
    const { budget } = this.#run;
    for (let head = this.#queue.head; head !== undefined; head = this.#queue.head) {
      if (this.#run.ended || !this.#run.isWanted) return;
      if (!budget.hasRoom(head.shape.byteLength)) {
        this.#waitFor(head.shape.byteLength);
        return;
      }
      this.#queue.shift();
      head.charge(budget);
      this.#emit(head);
    }
    this.#ending?.();
    const onRoom = this.#onRoom;
    this.#onRoom = undefined;
    onRoom?.();
  }

  /** Asks once: asking anew with each frame would begin anew to count how long user code has held all frames. */
  #waitFor(byteLength: number): void {
    // Who pulls says so when he wants one.
    if (this.#waitsForRoom || !this.#run.isWanted) return;
    this.#waitsForRoom = true;
    this.#run.whenRoom(byteLength, () => {
      this.#waitsForRoom = false;
      this.#send();
    });
  }

  #overflow({ index }: VideoFrame): FrameBudgetError {
    return new FrameBudgetError(
      `Frame ${index} came while all ${this.#run.budget.framesOut} frames of the source's budget were in use and ${this.#maxWaiting} ` +
        "waited: there is no room for it. Let the source drop frames ({ whenFull: 'dropOldest' }), give it a larger budget " +
        '({ budget: { frames: … } }), or make faster what is below it.',
    );
  }
}
