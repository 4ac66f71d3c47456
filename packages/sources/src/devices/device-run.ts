import {
  Deferred,
  describe,
  DeviceOfflineError,
  VideoSource,
  warn,
  type VideoFrame,
} from '@giftgrab/core';
import type { DeviceDriver } from './device-driver';
import { messageOf, openingError } from './device-errors';
import { deviceText, type DeviceInfo, type DeviceMode } from './device-info';

/** What is opened, and how long that may take. */
export interface DeviceRunPlan {
  readonly driver: DeviceDriver;
  readonly device: DeviceInfo;
  readonly mode: DeviceMode | undefined;
  /** What the caller was told how long it may take until the first frame. */
  readonly timeoutMs: number;
  /** How much of that is left. */
  readonly remainingMs: number;
}

/** Who gets the frames of a {@link DeviceRun}. */
export interface DeviceRunConsumer {
  /** Takes a frame while the call lasts. */
  frame(frame: VideoFrame): void;
  /** Hears that it has ended or failed after its first frame; `undefined` where it gave no reason. */
  end(cause: unknown): void;
}

/** A source that a driver opened, from the asking for it until it has ended. */
export class DeviceRun {
  /** Resolves with the source when the first frame has come, rejects with a typed error when none will. */
  readonly opened: Promise<VideoSource>;
  readonly #plan: DeviceRunPlan;
  readonly #consumer: DeviceRunConsumer;
  readonly #abort = new AbortController();
  readonly #firstFrame = new Deferred<void>();
  readonly #givenUp = new Deferred<never>();
  #origin: VideoSource | undefined;
  #hasBegun = false;
  #stopping: Promise<void> | undefined;

  constructor(plan: DeviceRunPlan, consumer: DeviceRunConsumer) {
    this.#plan = plan;
    this.#consumer = consumer;
    this.opened = this.#open();
    // Whoever waits for it hears of it.
    this.opened.catch(() => undefined);
  }

  /** Whether frames come. */
  get isRunning(): boolean {
    return this.#hasBegun && this.#stopping === undefined;
  }

  /** Ends it; nobody is told. Resolves when nothing is left of it. */
  stop(): Promise<void> {
    if (this.#stopping !== undefined) return this.#stopping;
    this.#abort.abort();
    this.#givenUp.reject(this.#silent('before it was closed'));
    this.#stopping = (this.#origin?.close() ?? Promise.resolve()).catch((error: unknown) => {
      const name = deviceText(this.#plan.device);
      warn('TEARDOWN_FAILED', `The device ${name} did not stop cleanly: ${messageOf(error)}`);
    });
    return this.#stopping;
  }

  async #open(): Promise<VideoSource> {
    const { driver, device, mode, timeoutMs, remainingMs } = this.#plan;
    const giveUp = (): void => this.#givenUp.reject(this.#silent(`within ${timeoutMs} ms`));
    const timer = setTimeout(giveUp, remainingMs);
    const { signal } = this.#abort;
    // Whatever the driver throws, in whatever way, comes the same way.
    const opening = Promise.resolve().then(() => driver.open(device, mode, { signal }));
    try {
      const origin: unknown = await Promise.race([opening, this.#givenUp.promise]);
      if (!(origin instanceof VideoSource)) {
        throw new TypeError(
          `its driver gave ${describe(origin)} where a VideoSource was expected.`,
        );
      }
      this.#origin = origin;
      origin.subscribe({
        next: (frame) => this.#take(frame),
        error: (error: unknown) => this.#end(error),
        complete: () => this.#end(undefined),
      });
      await Promise.race([this.#firstFrame.promise, this.#givenUp.promise]);
      return origin;
    } catch (cause) {
      // It may come when nobody waits for it any more.
      if (this.#origin === undefined) opening.then((late) => late.close()).catch(() => undefined);
      await this.stop();
      throw openingError(device, cause);
    } finally {
      clearTimeout(timer);
    }
  }

  #take(frame: VideoFrame): void {
    if (this.#stopping !== undefined) return;
    this.#hasBegun = true;
    this.#firstFrame.resolve();
    this.#consumer.frame(frame);
  }

  #end(cause: unknown): void {
    if (this.#stopping !== undefined) return;
    this.#firstFrame.reject(cause ?? this.#silent('before it ended'));
    if (this.#hasBegun) this.#consumer.end(cause);
  }

  #silent(when: string): DeviceOfflineError {
    const name = deviceText(this.#plan.device);
    return this.#origin === undefined
      ? new DeviceOfflineError(
          `The device ${name} is connected but does not say what its frames are, ${when}.`,
          { reason: 'no dimensions' },
        )
      : new DeviceOfflineError(
          `The device ${name} is connected but has delivered no frame ${when}. Does it get a signal? ` +
            'Give it more time with openTimeoutMs if it starts slowly.',
          { reason: 'no frames' },
        );
  }
}
