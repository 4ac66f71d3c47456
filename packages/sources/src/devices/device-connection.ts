import {
  DeviceAlreadyConnectedError,
  DeviceOfflineError,
  LiveFeed,
  type ColourSpace,
  type GiftGrabError,
  type LiveFeedOptions,
  type SourceRun,
  type VideoFrame,
  type VideoSource,
} from '@giftgrab/core';
import { isDeepStrictEqual } from 'node:util';
import { Observable, Subject } from 'rxjs';
import type { DeviceEvent } from '../live-events';
import { LiveWatch, type LiveHealth } from '../live-watch';
import { reconnectPlan, type ReconnectOptions, type ReconnectPlan } from '../reconnect';
import { deviceText, modeText, type DeviceInfo, type DeviceMode } from './device-info';
import { DeviceLink, type DeviceLinkPlan } from './device-link';
import { DeviceSource, type DeviceSourceOptions } from './device-source';
import { fits } from './select-mode';

/** What a connection is made of. */
export interface DeviceConnectionOptions extends Omit<
  DeviceLinkPlan,
  'onFrame' | 'onEvent' | 'onEnd'
> {
  /** Milliseconds until it counts as frozen; `false` for never. */
  readonly frozenAfterMs: number | false;
  /** Whether nobody else may share it. */
  readonly isExclusive: boolean;
  /** Hears that it ends; the promise settles when nothing of it is left. */
  readonly onClose: (closed: Promise<void>) => void;
}

/** What one who opens a device wants of its connection. */
export interface DeviceWish {
  /** @defaultValue what the device delivers */
  readonly colour: ColourSpace | undefined;
  readonly mode: Partial<DeviceMode> | undefined;
  readonly reconnect: ReconnectOptions | false | undefined;
  readonly frozenAfterMs: number | false | undefined;
  readonly options: DeviceSourceOptions;
}

/**
 * The one connection to a device, which is kept until nobody needs it any more, and the sources that share it, one a colour.
 */
export class DeviceConnection {
  readonly device: DeviceInfo;
  readonly mode: DeviceMode | undefined;
  readonly isExclusive: boolean;
  /** What happens to it. Who subscribes while frames come hears so at once. */
  readonly events: Observable<DeviceEvent>;
  readonly #events = new Subject<DeviceEvent>();
  readonly #frozenAfterMs: number | false;
  readonly #watch: LiveWatch;
  readonly #reconnect: ReconnectPlan | undefined;
  readonly #onClose: (closed: Promise<void>) => void;
  readonly #link: DeviceLink;
  readonly #opened: Promise<VideoSource>;
  readonly #feeds = new Set<LiveFeed>();
  readonly #sources = new Map<DeviceSource, number>();
  #openers = 0;
  #closing: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor({ isExclusive, onClose, frozenAfterMs, ...plan }: DeviceConnectionOptions) {
    this.device = plan.device;
    this.mode = plan.mode;
    this.isExclusive = isExclusive;
    this.#reconnect = plan.reconnect;
    this.#onClose = onClose;
    this.#frozenAfterMs = frozenAfterMs;
    this.#watch = new LiveWatch(frozenAfterMs, {
      onFrozen: (why, seconds) => this.#events.next({ type: 'frozen', why, seconds }),
      onThawed: (seconds) => this.#events.next({ type: 'thawed', seconds }),
    });
    this.#link = new DeviceLink({
      ...plan,
      onFrame: (frame) => this.#take(frame),
      onEvent: (event) => this.#tell(event),
      onEnd: (error) => this.#end(error),
    });
    this.events = new Observable((subscriber) => {
      if (this.#link.isConnected) subscriber.next({ type: 'connected' });
      return this.#events.subscribe(subscriber);
    });
    this.#opened = this.#link.opened.catch(async (error: unknown) => {
      if (error instanceof Error) this.#failure = error;
      await this.#close();
      throw error;
    });
    // Those who acquire it hear of it.
    this.#opened.catch(() => undefined);
  }

  /** Views of a frame. */
  get stereoCount(): number {
    return this.#link.stereoCount;
  }

  /**
   * How the device is doing.
   *
   * @param dropped - Frames that whoever asks had no room for.
   */
  health(dropped: number): LiveHealth {
    return this.#watch.health(dropped);
  }

  /**
   * Waits until the device delivers, and counts one more opening.
   *
   * @param wish - What is wanted of it.
   * @throws What opening failed with; {@link DeviceAlreadyConnectedError} when what it is does not fit the wish.
   */
  async acquire(wish: DeviceWish): Promise<DeviceSource> {
    this.#openers += 1;
    try {
      const origin = await this.#opened;
      const source = this.#sourceFor(origin, wish);
      this.#sources.set(source, (this.#sources.get(source) ?? 0) + 1);
      return source;
    } finally {
      this.#openers -= 1;
      await this.#closeIfUnused();
    }
  }

  /** Gives back one opening of a source, or of the newest. */
  async free(source = [...this.#sources.keys()].at(-1)): Promise<void> {
    if (source === undefined) return;
    const openings = this.#sources.get(source) ?? 0;
    if (openings > 1) this.#sources.set(source, openings - 1);
    else await source.close();
  }

  /** Closes all sources, for all who share them; those who are about to open one get it, closed. */
  async freeAll(): Promise<void> {
    await this.#opened.catch(() => undefined);
    await Promise.all([...this.#sources.keys()].map((source) => source.close()));
  }

  /** A source was closed. */
  async drop(source: DeviceSource): Promise<void> {
    this.#sources.delete(source);
    await this.#closeIfUnused();
  }

  /** Begins to give a run the frames. */
  join(run: SourceRun, options: LiveFeedOptions, emit: (frame: VideoFrame) => void): LiveFeed {
    if (this.#closing !== undefined) throw this.#failure ?? this.#gone();
    const feed = new LiveFeed(run, options, emit);
    this.#feeds.add(feed);
    return feed;
  }

  /** Gives a run no more frames. */
  leave(feed: LiveFeed): void {
    this.#feeds.delete(feed);
    feed.stop();
  }

  #sourceFor(
    origin: VideoSource,
    { colour = origin.colour, mode, reconnect, frozenAfterMs, options }: DeviceWish,
  ): DeviceSource {
    // It may have ended while others were asked.
    if (this.#closing !== undefined) throw this.#failure ?? this.#gone();
    if (mode !== undefined && this.mode !== undefined && !fits(this.mode, mode)) {
      throw new DeviceAlreadyConnectedError(
        `The device ${deviceText(this.device)} is open already, in another mode: ${modeText(this.mode)} instead of ` +
          `${modeText(mode)}. Free it first, or leave out the mode.`,
      );
    }
    if (reconnect !== undefined && !isDeepStrictEqual(reconnectPlan(reconnect), this.#reconnect)) {
      throw this.#openOtherwise('reconnect');
    }
    if (frozenAfterMs !== undefined && frozenAfterMs !== this.#frozenAfterMs) {
      throw this.#openOtherwise('frozenAfterMs');
    }
    const existing = [...this.#sources.keys()].find((source) => source.colour === colour);
    if (existing !== undefined) return this.#withOptions(existing, options);
    return new DeviceSource(this, origin, colour, options);
  }

  #withOptions(source: DeviceSource, options: DeviceSourceOptions): DeviceSource {
    const others = Object.entries(options).filter(
      ([name, value]) =>
        value !== undefined &&
        !isDeepStrictEqual(value, source.options[name as keyof DeviceSourceOptions]),
    );
    if (others.length === 0) return source;
    throw this.#openOtherwise(others.map(([name]) => name).join(', '));
  }

  #openOtherwise(what: string): DeviceAlreadyConnectedError {
    return new DeviceAlreadyConnectedError(
      `The device ${deviceText(this.device)} is open already, and shared: it was opened with another ${what}. Free it first, or ` +
        'leave that out.',
    );
  }

  #tell(event: DeviceEvent): void {
    // Nothing that is not connected is frozen.
    if (event.type === 'lost') this.#watch.stop();
    this.#events.next(event);
  }

  #take(frame: VideoFrame): void {
    this.#watch.start();
    this.#watch.arrived(frame.capturedMs, frame.pts);
    this.#watch.look(frame.bytes);
    for (const feed of this.#feeds) feed.push(frame);
  }

  /** The device has ended or failed: so do all who share it. */
  #end(error: GiftGrabError | undefined): void {
    this.#failure ??= error;
    this.#watch.stop();
    for (const feed of this.#feeds) {
      if (error === undefined) feed.complete();
      else feed.error(error);
    }
    void this.#close();
  }

  async #closeIfUnused(): Promise<void> {
    if (this.#openers === 0 && this.#sources.size === 0) await this.#close();
  }

  #close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    this.#watch.stop();
    this.#closing = this.#link.stop();
    this.#onClose(this.#closing);
    return this.#closing;
  }

  #gone(): DeviceOfflineError {
    return new DeviceOfflineError(
      `The device ${deviceText(this.device)} delivers no frames any more. Free it and open it again.`,
      { reason: 'no frames' },
    );
  }
}
