import {
  Deferred,
  describe,
  DeviceAlreadyConnectedError,
  DeviceOfflineError,
  isSameShape,
  LiveFeed,
  shapeText,
  SourceSizeChangedError,
  VideoSource,
  warn,
  type ColourSpace,
  type FrameShape,
  type LiveFeedOptions,
  type SourceRun,
  type VideoFrame,
} from '@giftgrab/core';
import { isDeepStrictEqual } from 'node:util';
import type { DeviceDriver } from './device-driver';
import { deviceText, modeText, type DeviceInfo, type DeviceMode } from './device-info';
import { DeviceSource, type DeviceSourceOptions } from './device-source';
import { fits } from './select-mode';
import { messageOf, openingError, runningError } from './device-errors';

/** What a connection is made of. */
export interface DeviceConnectionOptions {
  readonly driver: DeviceDriver;
  readonly device: DeviceInfo;
  readonly mode: DeviceMode | undefined;
  /** Whether nobody else may share it. */
  readonly isExclusive: boolean;
  /** How long it may take until the first frame. */
  readonly timeoutMs: number;
  /** Hears that it ends; the promise settles when nothing of it is left. */
  readonly onClose: (closed: Promise<void>) => void;
}

/** What one who opens a device wants of its connection. */
export interface DeviceWish {
  /** @defaultValue what the device delivers */
  readonly colour: ColourSpace | undefined;
  readonly mode: Partial<DeviceMode> | undefined;
  readonly options: DeviceSourceOptions;
}

/**
 * The one connection to a device: its driver's source, which runs until nobody needs it any more, and the sources that share it, one a
 * colour.
 */
export class DeviceConnection {
  readonly device: DeviceInfo;
  readonly mode: DeviceMode | undefined;
  readonly isExclusive: boolean;
  readonly #closeOrigin = new AbortController();
  readonly #onClose: (closed: Promise<void>) => void;
  readonly #opened: Promise<VideoSource>;
  readonly #firstFrame = new Deferred<void>();
  readonly #feeds = new Set<LiveFeed>();
  readonly #sources = new Map<DeviceSource, number>();
  #openers = 0;
  #origin: VideoSource | undefined;
  #shape: FrameShape | undefined;
  #closing: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(options: DeviceConnectionOptions) {
    const { device, mode, isExclusive, onClose } = options;
    this.device = device;
    this.mode = mode;
    this.isExclusive = isExclusive;
    this.#onClose = onClose;
    this.#opened = this.#open(options);
    // Those who acquire it hear of it.
    this.#opened.catch(() => undefined);
  }

  /** Views of a frame. */
  get stereoCount(): number {
    return this.#shape?.stereoCount ?? 1;
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

  async #open({ driver, timeoutMs }: DeviceConnectionOptions): Promise<VideoSource> {
    const { signal } = this.#closeOrigin;
    const timeout = new Deferred<never>();
    const timer = setTimeout(() => timeout.reject(this.#silent(timeoutMs)), timeoutMs);
    // Whatever the driver throws, in whatever way, comes the same way.
    const opening = Promise.resolve().then(() => driver.open(this.device, this.mode, { signal }));
    try {
      const origin: unknown = await Promise.race([opening, timeout.promise]);
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
      await Promise.race([this.#firstFrame.promise, timeout.promise]);
      return origin;
    } catch (cause) {
      const error = openingError(this.device, cause);
      this.#failure = error;
      // It may come when nobody waits for it any more.
      if (this.#origin === undefined) opening.then((late) => late.close()).catch(() => undefined);
      await this.#close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #sourceFor(
    origin: VideoSource,
    { colour = origin.colour, mode, options }: DeviceWish,
  ): DeviceSource {
    // It may have ended while others were asked.
    if (this.#closing !== undefined) throw this.#failure ?? this.#gone();
    if (mode !== undefined && this.mode !== undefined && !fits(this.mode, mode)) {
      throw new DeviceAlreadyConnectedError(
        `The device ${deviceText(this.device)} is open already, in another mode: ${modeText(this.mode)} instead of ` +
          `${modeText(mode)}. Free it first, or leave out the mode.`,
      );
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
    throw new DeviceAlreadyConnectedError(
      `The device ${deviceText(this.device)} is open already, and its source is shared: it was opened with another ` +
        `${others.map(([name]) => name).join(', ')}. Free it first, or leave that out.`,
    );
  }

  #take(frame: VideoFrame): void {
    this.#shape ??= frame.shape;
    if (frame.shape !== this.#shape && !isSameShape(frame.shape, this.#shape)) {
      this.#end(
        new SourceSizeChangedError(
          `Frame ${frame.index} of the device ${deviceText(this.device)} is ${shapeText(frame.shape)}, those before were ` +
            `${shapeText(this.#shape)}. Open the device again.`,
        ),
      );
      return;
    }
    this.#firstFrame.resolve();
    for (const feed of this.#feeds) feed.push(frame);
  }

  /** The device has ended or failed: so do all who share it. */
  #end(cause: unknown): void {
    const error = cause === undefined ? undefined : runningError(this.device, cause);
    this.#failure ??= error;
    this.#firstFrame.reject(cause ?? this.#silent());
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
    this.#closeOrigin.abort();
    const closed = (this.#origin?.close() ?? Promise.resolve()).catch((error: unknown) => {
      const name = deviceText(this.device);
      warn('TEARDOWN_FAILED', `The device ${name} did not stop cleanly: ${messageOf(error)}`);
    });
    this.#closing = closed;
    this.#onClose(closed);
    return closed;
  }

  #silent(timeoutMs?: number): DeviceOfflineError {
    const when = timeoutMs === undefined ? 'before it ended' : `within ${timeoutMs} ms`;
    const name = deviceText(this.device);
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

  #gone(): DeviceOfflineError {
    return new DeviceOfflineError(
      `The device ${deviceText(this.device)} delivers no frames any more. Free it and open it again.`,
      { reason: 'no frames' },
    );
  }
}
