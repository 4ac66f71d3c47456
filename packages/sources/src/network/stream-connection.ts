import { Deferred, GiftGrabError, type Colorimetry } from '@giftgrab/core';
import {
  parseBanner,
  StallWatch,
  VideoDecoder,
  type DecoderEnd,
  type DecoderHandlers,
  type FfmpegBinary,
  type MediaInfo,
  type NutStreamHeader,
} from '@giftgrab/ffmpeg';
import { DamageLog } from '../damage-log';
import { wireColorimetry } from '../wire-format';
import { streamArguments, type StreamRequest } from './stream-arguments';
import { silence, streamFailure } from './stream-failure';
import { openRoute, type RouteRequest, type StreamRoute } from './stream-route';

/** Who gets the frames of a {@link StreamConnection}. */
export interface ConnectionConsumer {
  /** As {@link NutReaderHandlers.onFrameStart}. */
  frameStart(pts: number, size: number): Uint8Array | undefined;
  /** All bytes of the frame are there. */
  frameEnd(): void;
  /** The connection is gone. */
  end(end: DecoderEnd): void;
}

/** How to connect. */
export interface ConnectionPlan extends Omit<StreamRequest, 'route'>, RouteRequest {
  readonly binary: FfmpegBinary;
  readonly openTimeoutMs: number;
  readonly stallTimeoutMs: number;
}

/** What an opened stream is. */
export interface StreamHeader {
  readonly picture: NutStreamHeader;
  readonly info: MediaInfo;
  readonly colorimetry: Colorimetry;
  /** Whether it says how long it is: then it has an end, and can wait; all else is live. */
  readonly isRecording: boolean;
}

// ffmpeg says what comes in and then how it goes on; this line lies between.
const BANNER_END = /^Stream mapping:/;
const MAX_BANNER = 400;

/** One ffmpeg that receives a stream, from when its first frame has come until it ends. */
export class StreamConnection implements DecoderHandlers {
  /** Frames that came. */
  frames = 0;
  /** What the decoder complained of. */
  readonly damage: DamageLog;
  readonly #plan: ConnectionPlan;
  readonly #opened = new Deferred<StreamHeader>();
  readonly #banner: string[] = [];
  readonly #abort = new AbortController();
  #isBannerWhole = false;
  #picture: NutStreamHeader | undefined;
  #header: StreamHeader | undefined;
  #starting: Promise<void> | undefined;
  #route: StreamRoute | undefined;
  #decoder: VideoDecoder | undefined;
  #watch: StallWatch | undefined;
  #consumer: ConnectionConsumer | undefined;
  #unwanted: Uint8Array | undefined;
  #end: DecoderEnd | undefined;
  /** What joining a stream in its middle made the decoder complain of. */
  #complaintsAtStart = 0;
  #isBlocked = false;

  private constructor(plan: ConnectionPlan) {
    this.#plan = plan;
    this.damage = new DamageLog(plan.address.shown);
  }

  /**
   * Connects, and waits for the first frame.
   *
   * @param plan - How to connect.
   * @param signal - Gives up.
   * @throws {@link NetworkSourceUnavailableError} when it does not come in time or at all.
   */
  static async open(plan: ConnectionPlan, signal: AbortSignal): Promise<StreamConnection> {
    const connection = new StreamConnection(plan);
    const { address, openTimeoutMs } = plan;
    const opened = connection.#opened;
    const abort = (): void => {
      opened.reject(
        new GiftGrabError('ABORTED', 'The source was aborted while it was opened.', {
          cause: signal.reason,
        }),
      );
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    const timer = setTimeout(
      () => opened.reject(silence(address, 0, openTimeoutMs)),
      openTimeoutMs,
    );
    connection.#starting = connection.#start();
    connection.#starting.catch((error: unknown) => opened.reject(error));
    try {
      await opened.promise;
      return connection;
    } catch (error) {
      await connection.stop();
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  /** What it is. */
  get header(): StreamHeader {
    if (this.#header === undefined) throw new Error('a connection that is not open');
    return this.#header;
  }

  /** Complaints of the decoder about damaged data since it is open. */
  get damaged(): number {
    return this.damage.count - this.#complaintsAtStart;
  }

  /** Whether it has ended by itself. */
  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** Whether the other side said, before it ended, that no more will come. */
  get isFinished(): boolean {
    return this.#route?.isEnded === true;
  }

  /** Lets Node end while nobody takes the frames. */
  rest(): void {
    this.#decoder?.keepNodeAlive(false);
  }

  /** Begins to hand the frames to somebody; those of a live stream before went nowhere, since they are old. */
  feed(consumer: ConnectionConsumer): void {
    this.#consumer = consumer;
    this.#decoder?.keepNodeAlive(true);
    if (this.#end === undefined) this.resume();
    else consumer.end(this.#end);
  }

  /** Goes on after `frameStart` had no memory. */
  resume(): void {
    this.#isBlocked = false;
    this.#decoder?.resume();
  }

  /** Ends it. Resolves when nothing is left of it. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#watch?.stop();
    await this.#starting?.catch(() => undefined);
    await this.#decoder?.stop();
    await this.#route?.close();
  }

  onHeader(picture: NutStreamHeader): void {
    this.#picture = picture;
    this.#openWhenKnown();
  }

  onFrameStart(pts: number, size: number): Uint8Array | undefined {
    const bytes = this.#memoryFor(pts, size);
    this.#isBlocked = bytes === undefined;
    return bytes;
  }

  #memoryFor(pts: number, size: number): Uint8Array | undefined {
    const consumer = this.#consumer;
    if (consumer !== undefined) return consumer.frameStart(pts, size);
    // Nobody is there yet, and it may not even be known what it is.
    if (this.#header?.isRecording !== false) return undefined;
    if (this.#unwanted?.length !== size) this.#unwanted = new Uint8Array(size);
    return this.#unwanted;
  }

  onFrameEnd(): void {
    this.frames += 1;
    this.#watch ??= this.#startWatch();
    this.#watch.note();
    this.#consumer?.frameEnd();
  }

  onLine(line: string): boolean {
    this.damage.read(line);
    if (!this.#isBannerWhole) {
      this.#isBannerWhole = BANNER_END.test(line) || this.#banner.length >= MAX_BANNER;
      // Decoders that join a stream in its middle complain a lot.
      if (!line.startsWith('[')) this.#banner.push(line);
      this.#openWhenKnown();
    }
    return false;
  }

  onEnd(end: DecoderEnd): void {
    const { address } = this.#plan;
    const route = this.#route;
    this.#watch?.stop();
    this.#end = {
      ...end,
      // The way there knows why; ffmpeg only that it broke off.
      fault: end.fault ?? route?.failure,
      stderrTail: end.stderrTail.map((line) =>
        route === undefined ? line : line.replaceAll(route.url, address.shown),
      ),
    };
    void route?.close();
    this.#opened.reject(streamFailure(address, this.#end, this.frames));
    this.#consumer?.end(this.#end);
  }

  async #start(): Promise<void> {
    const { binary } = this.#plan;
    const { signal } = this.#abort;
    const onRefusal = (): void => this.#decoder?.giveUp();
    const route = await openRoute(this.#plan, { signal, onRefusal });
    this.#route = route;
    if (signal.aborted) return;
    const args = streamArguments({ ...this.#plan, route });
    this.#decoder = await VideoDecoder.start({ path: binary.path, args }, this);
  }

  #openWhenKnown(): void {
    const picture = this.#picture;
    if (picture === undefined || !this.#isBannerWhole || this.#header !== undefined) return;
    const { address, wire } = this.#plan;
    try {
      const info = parseBanner(address.shown, this.#banner);
      const colorimetry = wireColorimetry(wire, info.video.colorimetry);
      const isRecording = info.durationSeconds !== undefined;
      this.#header = { picture, info, colorimetry, isRecording };
      this.#banner.length = 0;
      this.#complaintsAtStart = this.damage.count;
      this.#opened.resolve(this.#header);
      // Of a live stream that nobody looks at yet the frames go on all the same.
      if (!isRecording) setImmediate(() => this.resume());
    } catch (error) {
      this.#opened.reject(error);
    }
  }

  /** What counts is frames: an ffmpeg that is busy with sound, or waits busily, is no sign of life. */
  #startWatch(): StallWatch {
    return new StallWatch({
      timeoutMs: this.#plan.stallTimeoutMs,
      pid: undefined,
      isExpected: () => !this.#isBlocked,
      onStall: () => this.#decoder?.giveUp(),
    });
  }
}
