import { GiftGrabError } from '../errors';
import { FrameBudget, type FrameBudgetOptions } from '../frames/frame-budget';
import type { VideoFrame } from '../frames/video-frame';
import { warn } from '../warnings';
import { messageOf } from './branch-guard';
import { Room } from './room';

/** What the frames of one run go to. */
export interface RunReceiver {
  /** Takes a frame; the run releases it afterwards. */
  next(frame: VideoFrame): void;
  /** Hears that the run has failed. */
  error(error: unknown): void;
  /** Hears that the run has ended. */
  complete(): void;
}

/** Ends whatever a run has started; resolves when nothing of it is left. */
export type RunTeardown = () => void | Promise<void>;

/** Who pulls the frames of a run one by one. */
export interface RunPuller {
  /** Whether somebody waits for a frame. */
  readonly isWaiting: boolean;
  /** Called when somebody begins to. */
  onWaiting: (() => void) | undefined;
}

/** How a run may be limited. */
export interface RunOptions {
  /** The run's account of frames. */
  readonly budget: FrameBudgetOptions;
  /** How long all frames may be held by `retain()` before the run fails. */
  readonly holdTimeoutMs: number;
  /** @internal Who pulls the frames one by one, as fast as somebody asks; nobody where they are pushed. */
  readonly puller?: RunPuller | undefined;
  /** Fails the run when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * One run of a source, from the first subscriber to the last, or of one who pulls: what the author of a
 * source sends frames to, and asks whether there is room for another.
 */
export class SourceRun {
  /** The account that this run's frames, and what is derived from them, count against. */
  readonly budget: FrameBudget;
  /** Whether frames are pulled one by one: then there is no pace to keep. */
  readonly isPull: boolean;
  /** Frames emitted so far. */
  emitted = 0;
  readonly #receiver: RunReceiver;
  readonly #room: Room;
  readonly #puller: RunPuller | undefined;
  readonly #signal: AbortSignal | undefined;
  #teardown: RunTeardown | undefined;
  #ended = false;
  #stopped: Promise<void> | undefined;

  constructor(receiver: RunReceiver, options: RunOptions) {
    this.#receiver = receiver;
    this.budget = new FrameBudget(options.budget);
    this.#room = new Room(this.budget, 'source', options.holdTimeoutMs, (error) =>
      this.error(error),
    );
    this.#puller = options.puller;
    this.isPull = options.puller !== undefined;
    this.#signal = options.signal;
    this.#signal?.addEventListener('abort', this.#abort);
  }

  /** Whether the run has ended, however: nothing that is emitted arrives any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** @internal Whether a frame would be taken at once: it is where frames are pushed, and where somebody waits who pulls. */
  get isWanted(): boolean {
    return this.#puller?.isWaiting ?? true;
  }

  /** @internal Calls back each time that somebody who pulls begins to wait for a frame. */
  whenWanted(callback: () => void): void {
    if (this.#puller !== undefined) this.#puller.onWaiting = callback;
  }

  /** Starts, unless it has ended before: `begin` may emit from the event loop on, never before it has returned. */
  start(begin: (run: SourceRun) => RunTeardown): void {
    if (this.#signal?.aborted === true) this.#abort();
    if (this.#ended) return;
    try {
      this.#teardown = begin(this);
      // It may have failed at once, when there was no teardown yet to call.
      if (this.ended) this.#tearDown();
    } catch (error) {
      this.error(error);
    }
  }

  /** Sends a frame on its way and ends its loan. */
  emit(frame: VideoFrame): void {
    try {
      if (!this.#ended) {
        this.emitted += 1;
        this.#receiver.next(frame);
      }
    } catch (error) {
      // Branches guard themselves; this is memory that ran out, or a frame of another size than the source said.
      this.error(error);
    } finally {
      frame.release();
    }
  }

  /** Ends the run: no more frames. */
  complete(): void {
    if (this.#ended) return;
    this.#end();
    this.#receiver.complete();
  }

  /** Ends the run: it has failed. */
  error(error: unknown): void {
    if (this.#ended) return;
    this.#end();
    this.#receiver.error(error);
  }

  /** Ends the run because nobody wants its frames. */
  stop(): Promise<void> {
    if (!this.#ended) this.#end();
    return this.#stopped ?? Promise.resolve();
  }

  /**
   * Calls back when the budget has room for a frame: at once if it has now, else after the call that makes room.
   *
   * Where no frame comes back, garbage is collected, which brings back those that were forgotten; if all are held by
   * `retain()` and that does not help in time either, the run fails rather than wait for ever.
   *
   * @param byteLength - Bytes of the frame.
   * @param callback - Called once, unless the run ends before.
   */
  whenRoom(byteLength: number, callback: () => void): void {
    this.#room.when(byteLength, callback);
  }

  readonly #abort = (): void => {
    this.error(abortError(this.#signal));
  };

  #end(): void {
    this.#ended = true;
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#room.close();
    this.#tearDown();
  }

  #tearDown(): void {
    const teardown = this.#teardown;
    this.#teardown = undefined;
    if (teardown === undefined) return;
    this.#stopped = Promise.resolve()
      .then(teardown)
      .catch((error: unknown) => {
        warn('TEARDOWN_FAILED', `A source did not stop cleanly: ${messageOf(error)}`);
      });
  }
}

/** The error of a source whose signal was aborted. */
export function abortError(signal: AbortSignal | undefined): GiftGrabError {
  return new GiftGrabError('ABORTED', 'The source was aborted.', { cause: signal?.reason });
}
