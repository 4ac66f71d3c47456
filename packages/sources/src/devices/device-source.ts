import {
  convertFrame,
  VideoSource,
  type ColourSpace,
  type LiveFeed,
  type LiveFeedOptions,
  type RunTeardown,
  type SourceReport,
  type SourceRun,
  type VideoSourceOptions,
} from '@giftgrab/core';
import { ReplaySubject, takeUntil, type Observable } from 'rxjs';
import type { DeviceEvent } from '../live-events';
import type { LiveHealth } from '../live-watch';
import type { DeviceConnection } from './device-connection';
import type { DeviceInfo, DeviceMode } from './device-info';

/** How the source of a device behaves. */
export interface DeviceSourceOptions
  extends LiveFeedOptions, Pick<VideoSourceOptions, 'warmupFrames' | 'subFrame' | 'budget'> {
  /**
   * Milliseconds that user code may hold all frames of the budget by `retain()` before the source fails with a `FrameBudgetError`.
   *
   * @defaultValue 10000
   */
  readonly holdTimeoutMs?: number;
}

/**
 * A device as a source; made by {@link openDevice}. All who open the device with the same colour share it.
 *
 * The device runs from the moment it is opened until it is freed. `frame.index` counts the frames of the device since then:
 * who subscribes later begins with a higher number, and whatever was dropped is a gap.
 */
export class DeviceSource extends VideoSource {
  /** What it was when it was opened. */
  readonly device: DeviceInfo;
  /** What it delivers, before any conversion; `undefined` where the device did not say. */
  readonly mode: DeviceMode | undefined;
  /** What happens to the connection of the device; completes when the source is closed. */
  readonly events: Observable<DeviceEvent>;
  /** @internal How it was opened. */
  readonly options: DeviceSourceOptions;
  readonly #connection: DeviceConnection;
  readonly #isReleased = new ReplaySubject<void>(1);
  readonly #feeds = new WeakMap<SourceRun, LiveFeed>();

  /** @internal Use {@link openDevice}. */
  constructor(
    connection: DeviceConnection,
    origin: VideoSource,
    colour: ColourSpace,
    options: DeviceSourceOptions,
  ) {
    const { device, mode } = connection;
    const { cols, rows, frameRate } = origin;
    const { stereoCount } = connection;
    super(
      { colour, cols, rows, stereoCount, frameRate },
      { ...options, name: `DeviceSource ${device.name}` },
    );
    this.device = device;
    this.mode = mode;
    this.options = options;
    this.#connection = connection;
    this.events = connection.events.pipe(takeUntil(this.#isReleased));
  }

  /** How the device is doing now: rate, jitter, age of the newest frame; and how many frames this source had no room for. */
  get health(): LiveHealth {
    return this.#connection.health(this.stats.framesDropped);
  }

  /**
   * Gives back one opening of the device, as {@link freeDevice} does: at the end of an `await using` block.
   * {@link VideoSource.close}, in contrast, ends the source for all who share it.
   */
  override [Symbol.asyncDispose](): Promise<void> {
    return this.#connection.free(this);
  }

  protected override start(run: SourceRun): RunTeardown {
    const feed = this.#connection.join(run, this.options, (frame) => {
      if (frame.colour === this.colour) {
        run.emit(frame);
        return;
      }
      try {
        run.emit(convertFrame(frame, this.colour));
      } catch (error) {
        run.error(error);
      } finally {
        frame.release();
      }
    });
    this.#feeds.set(run, feed);
    return () => this.#connection.leave(feed);
  }

  protected override counters(run: SourceRun): Partial<SourceReport> {
    return { dropped: this.#feeds.get(run)?.dropped ?? 0 };
  }

  protected override release(): Promise<void> {
    this.#isReleased.next();
    return this.#connection.drop(this);
  }
}
