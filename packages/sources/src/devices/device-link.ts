import {
  DeviceOfflineError,
  InvalidOptionError,
  isSameShape,
  shapeText,
  SourceSizeChangedError,
  type FrameShape,
  type GiftGrabError,
  type VideoFrame,
  type VideoSource,
} from '@giftgrab/core';
import type { DeviceEvent, StreamPicture } from '../live-events';
import { backoffMs, type ReconnectPlan } from '../reconnect';
import { mayPass, runningError } from './device-errors';
import { deviceText } from './device-info';
import { DeviceRun, type DeviceRunConsumer, type DeviceRunPlan } from './device-run';
import { DeviceTimeline } from './device-timeline';

/** What a link is made of. */
export interface DeviceLinkPlan extends Pick<
  DeviceRunPlan,
  'driver' | 'device' | 'mode' | 'timeoutMs'
> {
  /** How often opening is tried again. */
  readonly retries: number;
  /** How it is connected again when it is lost. */
  readonly reconnect: ReconnectPlan | undefined;
  /** Takes a frame while the call lasts. */
  readonly onFrame: (frame: VideoFrame) => void;
  readonly onEvent: (event: DeviceEvent) => void;
  /** Hears that no more frames come, and why. */
  readonly onEnd: (error: GiftGrabError | undefined) => void;
}

// How soon opening is tried again; what is left of the time to open limits it.
const RETRY: ReconnectPlan = { attempts: Infinity, minDelayMs: 100, maxDelayMs: 1000 };

/** A device for as long as somebody needs it: one run of its driver after the other, as one line of frames. */
export class DeviceLink implements DeviceRunConsumer {
  /** Resolves with the first source when its first frame has come, rejects with a typed error. */
  readonly opened: Promise<VideoSource>;
  readonly #plan: DeviceLinkPlan;
  readonly #timeline = new DeviceTimeline();
  #run: DeviceRun | undefined;
  #shape: FrameShape | undefined;
  #endPause: () => void = () => undefined;
  /** The attempt that is under way to get back what was lost. */
  #restoring: number | undefined;
  #isOver = false;

  constructor(plan: DeviceLinkPlan) {
    this.#plan = plan;
    this.opened = this.#open();
    this.opened.catch(() => undefined);
  }

  /** Whether frames come. */
  get isConnected(): boolean {
    return !this.#isOver && this.#run?.isRunning === true;
  }

  /** Views of a frame. */
  get stereoCount(): number {
    return this.#shape?.stereoCount ?? 1;
  }

  /** Ends it; nobody is told. Resolves when nothing is left of it. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#endPause();
    await this.#run?.stop();
  }

  frame(frame: VideoFrame): void {
    if (this.#isOver) return;
    this.#shape ??= frame.shape;
    if (frame.shape !== this.#shape && !isSameShape(frame.shape, this.#shape)) {
      this.#finish(this.#sizeChanged(frame.shape));
      return;
    }
    if (this.#restoring !== undefined) this.#closeGap(frame, this.#restoring);
    const placed = this.#timeline.place(frame);
    this.#plan.onFrame(placed);
    if (placed !== frame) placed.release();
  }

  end(cause: unknown): void {
    if (this.#isOver) return;
    const { device, reconnect, onEvent } = this.#plan;
    const error = cause === undefined ? undefined : runningError(device, cause);
    if (reconnect === undefined || (error !== undefined && !mayPass(error, true))) {
      if (error !== undefined) onEvent({ type: 'lost', error });
      this.#finish(error);
      return;
    }
    void this.#restore(reconnect);
    onEvent({ type: 'lost', error: error ?? this.#ended() });
  }

  async #open(): Promise<VideoSource> {
    const { retries, timeoutMs } = this.#plan;
    const deadlineMs = performance.now() + timeoutMs;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#connect(deadlineMs - performance.now());
      } catch (error) {
        const delayMs = backoffMs(attempt, RETRY);
        const isLast = attempt > retries || performance.now() + delayMs >= deadlineMs;
        if (isLast || !mayPass(error, false) || !(await this.#pause(delayMs))) throw error;
      }
    }
  }

  async #restore(reconnect: ReconnectPlan): Promise<void> {
    await this.#run?.stop();
    for (let attempt = 1; ; attempt += 1) {
      if (!(await this.#pause(backoffMs(attempt, reconnect)))) return;
      this.#restoring = attempt;
      this.#timeline.beginAgain();
      try {
        await this.#connect(this.#plan.timeoutMs);
        return;
      } catch (error) {
        if (this.#isOver) return;
        if (attempt < reconnect.attempts && mayPass(error, true)) continue;
        this.#finish(this.#lastError(error));
        return;
      }
    }
  }

  async #connect(remainingMs: number): Promise<VideoSource> {
    const { driver, device, mode, timeoutMs } = this.#plan;
    this.#run = new DeviceRun({ driver, device, mode, timeoutMs, remainingMs }, this);
    return this.#run.opened;
  }

  /** Waits, unless it is stopped; tells whether it goes on. */
  #pause(delayMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), delayMs);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve(false);
      };
      if (this.#isOver) this.#endPause();
    });
  }

  #closeGap(frame: VideoFrame, attempts: number): void {
    const { onEvent } = this.#plan;
    this.#restoring = undefined;
    onEvent({ type: 'restored', attempts });
    const { lastIndex } = this.#timeline;
    const seconds = this.#timeline.secondsUntil(frame);
    onEvent({ type: 'gap', lastIndex, nextIndex: lastIndex + 2, filled: 0, seconds });
  }

  #lastError(error: unknown): GiftGrabError {
    // Its driver asks for the mode that it had, and it has that no more.
    if (error instanceof InvalidOptionError && error.option === 'mode') {
      return this.#sizeChanged(undefined, error);
    }
    return runningError(this.#plan.device, error);
  }

  #sizeChanged(to: FrameShape | undefined, cause?: unknown): SourceSizeChangedError {
    const { device, onEvent } = this.#plan;
    const { cols = 0, rows = 0 } = this.#shape ?? {};
    const picture: StreamPicture | undefined = to && { cols: to.cols, rows: to.rows };
    onEvent({ type: 'formatChanged', from: { cols, rows }, to: picture });
    const was = this.#shape === undefined ? 'others' : shapeText(this.#shape);
    const now = to === undefined ? 'something else' : shapeText(to);
    return new SourceSizeChangedError(
      `After frame ${this.#timeline.lastIndex} the device ${deviceText(device)} delivers ${now}, before it was ${was}. ` +
        'Open the device again.',
      cause === undefined ? {} : { cause },
    );
  }

  #ended(): DeviceOfflineError {
    const name = deviceText(this.#plan.device);
    return new DeviceOfflineError(`The device ${name} has ended.`, { reason: 'no frames' });
  }

  #finish(error: GiftGrabError | undefined): void {
    this.#isOver = true;
    this.#plan.onEnd(error);
  }
}
