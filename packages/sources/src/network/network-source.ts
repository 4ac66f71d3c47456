import {
  checkFrameBudget,
  checkLiveFeedOptions,
  checkMilliseconds,
  checkName,
  checkOneOf,
  checkOptionNames,
  checkPositiveInteger,
  ColourSpace,
  convertFrame,
  frameShape,
  InvalidOptionError,
  LIVE_FEED_OPTION_NAMES,
  LiveFeed,
  pixelFormat,
  SOURCE_OPTION_NAMES,
  VideoSource,
  type LiveFeedOptions,
  type Rational,
  type RunTeardown,
  type SourceReport,
  type SourceRun,
  type VideoFrame,
  type VideoSourceOptions,
} from '@giftgrab/core';
import { checkLimits, locateFfmpeg, type InputLimits, type MediaInfo } from '@giftgrab/ffmpeg';
import { Observable, Subject } from 'rxjs';
import { checkFrozenAfter, FROZEN_AFTER_MS, LiveWatch, type LiveHealth } from '../live-watch';
import { untilAborted } from '../until-aborted';
import { likelyWireFormat } from '../wire-format';
import type { GapFilling } from './gap-filler';
import { checkHosts } from './http/allowed-hosts';
import { checkTlsOptions, type TlsOptions } from './http/tls-options';
import { reconnectPlan, type ReconnectOptions, type ReconnectPlan } from '../reconnect';
import { readSdp } from './sdp';
import { StreamAddress } from './stream-address';
import type { StreamLatency, StreamTransport } from './stream-arguments';
import { StreamConnection } from './stream-connection';
import type { StreamEvent } from '../live-events';
import { StreamLink, type LinkPlan } from './stream-link';
import { isTimeless } from './stream-times';

/** How {@link openStream} receives a stream. */
export interface NetworkSourceOptions extends VideoSourceOptions, LiveFeedOptions {
  /** Layout of the frames. @defaultValue `'I420'`, which most videos are made of */
  readonly colour?: ColourSpace;
  /** How the packets of RTSP travel: `'udp'` is lost where the network is bad, `'tcp'` late. @defaultValue `'tcp'` */
  readonly transport?: StreamTransport;
  /** Milliseconds until the first frame has to be there, looking up the name included. @defaultValue 10000 */
  readonly openTimeoutMs?: number;
  /** Milliseconds without a frame after which the connection counts as lost. @defaultValue 10000 */
  readonly stallTimeoutMs?: number;
  /**
   * `'low'`: no more buffering than the codec needs, one decoding thread, four frames may wait. `'smooth'`: ffmpeg takes its time
   * to look at the stream, decodes in several threads, and thirty frames may wait. @defaultValue `'low'`
   */
  readonly latency?: StreamLatency;
  /**
   * Hosts, besides that of the URL, that a playlist or a redirection of a web server may lead to: `'cdn.example.com'`, or
   * `'192.0.2.7:8080'` for one port only. User and password are sent to the URL's own server alone.
   *
   * @defaultValue `[]`
   */
  readonly hosts?: readonly string[];
  /** Whom to trust over HTTPS. @defaultValue whom Node trusts */
  readonly tls?: TlsOptions;
  /** How a lost stream is connected again; `false` for not at all. @defaultValue `{ attempts: 10 }` */
  readonly reconnect?: ReconnectOptions | false;
  /**
   * What happens when the stream is lost, until it is connected again: with `'skip'` nothing comes, and there is a gap in `index` and in
   * the times; with `'hold'` the last picture comes again and again, with `'black'` a black one, at the stream's rate, numbered on, with
   * times and `meta.filled`. `'error'` fails, as `reconnect: false` does, but also where the other side ended the stream in order.
   *
   * `'hold'` keeps the newest frame at all times: a filter that changes frames in place then works on a copy.
   *
   * @defaultValue `'skip'`
   */
  readonly onGap?: GapFilling | 'skip' | 'error';
  /**
   * Milliseconds without a frame, or with the same picture over and over, after which a `frozen` event comes; `false` for never. The
   * stream goes on: {@link stallTimeoutMs} is what ends the wait. @defaultValue 5000
   */
  readonly frozenAfterMs?: number | false;
  /** Frames that may wait, besides those of the budget, before any is dropped. @defaultValue 4 or 30, see `latency` */
  readonly maxWaiting?: number;
  /** Threads of the decoder. @defaultValue 1, or ffmpeg's choice with `latency: 'smooth'` */
  readonly threads?: number;
  /** What the stream may ask for at most before it is refused. @defaultValue as each says */
  readonly limits?: InputLimits;
  /** Path of the ffmpeg to use. @defaultValue found by {@link locateFfmpeg} */
  readonly ffmpeg?: string;
}

const OPTION_NAMES = [
  'colour',
  'transport',
  'openTimeoutMs',
  'stallTimeoutMs',
  'latency',
  'hosts',
  'tls',
  'reconnect',
  'onGap',
  'frozenAfterMs',
  'threads',
  'limits',
  'ffmpeg',
  ...LIVE_FEED_OPTION_NAMES,
  ...SOURCE_OPTION_NAMES,
];

interface OpenedStream {
  readonly connection: StreamConnection;
  readonly plan: Omit<LinkPlan, 'onEvent' | 'watch' | 'frameRate'>;
  readonly feeding: LiveFeedOptions;
}

/**
 * Opens a network stream: `rtsp`, `rtmp`, `srt` (where the ffmpeg in use has it), `http` and `https` (MPEG-TS, MP4, MJPEG cameras,
 * HLS), `udp` and `tcp`; and RTP as an SDP file describes it (`file:///path/camera.sdp`).
 *
 * It connects at once and stays connected, so that the first subscriber gets the newest frames. A live stream cannot wait: frames for
 * which there is no room are dropped and counted, and leave a gap in `index`. A stream that says how long it is, as an MP4 file or a
 * finished playlist on a web server does, completes at its end; any other that ends is lost, and is connected again.
 *
 * Users, passwords and queries of the URL appear in no error, name or event.
 *
 * @param url - For example `rtsp://user:password@192.0.2.7/stream1`.
 * @param options - How to receive it.
 * @returns The source. Close it, or let `await using` do it.
 * @throws {@link InvalidOptionError} when the URL or an option breaks its rule; {@link SourceError} when an SDP file cannot be
 * read or describes no video; {@link NetworkSourceUnavailableError}, which says the `reason`, when no video comes in time; {@link FfmpegNotFoundError} when there is no ffmpeg.
 * @example
 * ```ts
 * import { openStream } from '@giftgrab/sources';
 *
 * async function watch(url: string): Promise<void> {
 *   await using camera = await openStream(url, { colour: 'BGRA' });
 *   camera.events.subscribe((event) => console.log(event.type));
 *   camera.subscribe((frame) => console.log(frame.index, frame.pts?.seconds));
 *   await camera.finished;
 * }
 * ```
 * @see GIFT-Grab's `VideoSourceFactory::connect_network_source` (V4, C3)
 */
export async function openStream(
  url: string,
  options: NetworkSourceOptions = {},
): Promise<NetworkSource> {
  const checked = checkOptions(url, options);
  const { address, colour, reconnect, feeding } = checked;
  const { transport = 'tcp', latency = 'low', threads, hosts, tls, signal } = options;
  const { limits = {} } = options;
  const { openTimeoutMs = 10_000, stallTimeoutMs = 10_000 } = options;
  const binary = await untilAborted(signal, locateFfmpeg(options.ffmpeg));
  const wire = { ...likelyWireFormat(colour), isConverted: true };
  const sdp = address.sdpPath === undefined ? undefined : readSdp(address.sdpPath);
  const request = { address, sdp, hosts, tls, wire, latency, transport, threads, limits };
  const connectionPlan = { ...request, binary, openTimeoutMs, stallTimeoutMs };
  const connect = (until: AbortSignal): Promise<StreamConnection> =>
    StreamConnection.open(connectionPlan, until);
  const connection = await connect(signal ?? new AbortController().signal);
  const { width: cols, height: rows } = connection.header.picture;
  const plan = {
    address,
    picture: { cols, rows },
    shape: frameShape({ colour: wire.colour, cols, rows }),
    reconnect,
    failsAtEnd: options.onGap === 'error',
    filling: options.onGap === 'hold' || options.onGap === 'black' ? options.onGap : undefined,
    connect,
  };
  const name = options.name ?? `NetworkSource ${address.shown}`;
  return new NetworkSource({ connection, plan, feeding }, { ...options, colour, name });
}

/**
 * A network stream as a source; made by {@link openStream}.
 *
 * @see GIFT-Grab's `VideoSourceVLC` (C3)
 */
export class NetworkSource extends VideoSource {
  /** What ffmpeg found in the stream when it was opened. */
  readonly info: MediaInfo;
  /** What happens to the connection; completes when the source is closed. */
  readonly events: Observable<StreamEvent>;
  readonly #events = new Subject<StreamEvent>();
  readonly #watch: LiveWatch;
  readonly #plan: LinkPlan;
  readonly #feeding: LiveFeedOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #feeds = new WeakMap<SourceRun, LiveFeed>();
  /** Complaints about damaged data during a run. */
  readonly #damaged = new WeakMap<SourceRun, () => number>();
  /** The link that waits for the first subscriber belongs to no run that an abort would end. */
  readonly #onAbort = (): void => void this.release();
  #link: StreamLink | undefined;

  /** @internal Use {@link openStream}. */
  constructor({ connection, plan, feeding }: OpenedStream, options: NetworkSourceOptions) {
    const { info } = connection.header;
    const { colour = ColourSpace.I420, signal } = options;
    super({ colour, ...plan.picture, frameRate: usualRate(info) }, options);
    this.info = info;
    const onEvent = (event: StreamEvent): void => this.#events.next(event);
    this.#watch = new LiveWatch(options.frozenAfterMs ?? FROZEN_AFTER_MS, {
      onFrozen: (why, seconds) => onEvent({ type: 'frozen', why, seconds }),
      onThawed: (seconds) => onEvent({ type: 'thawed', seconds }),
    });
    this.#plan = { ...plan, frameRate: this.frameRate?.value, watch: this.#watch, onEvent };
    this.#feeding = feeding;
    this.#signal = signal;
    this.#link = new StreamLink(this.#plan, connection);
    this.events = new Observable((subscriber) => {
      if (this.#link?.isConnected === true) subscriber.next({ type: 'connected' });
      return this.#events.subscribe(subscriber);
    });
    signal?.addEventListener('abort', this.#onAbort);
  }

  /** How the stream is doing now: rate, jitter, losses, age of the newest frame. Counts while somebody receives. */
  get health(): LiveHealth {
    return this.#watch.health(this.stats.framesDropped);
  }

  protected override start(run: SourceRun): RunTeardown {
    const link = this.#openLink();
    const feed = new LiveFeed(run, this.#feeding, (frame) => run.emit(this.#inColour(frame)));
    this.#feeds.set(run, feed);
    const damagedBefore = link.damaged;
    this.#damaged.set(run, () => link.damaged - damagedBefore);
    link.add(feed);
    return async () => {
      link.remove(feed);
      feed.stop();
      if (link.isUsed) return;
      if (this.#link === link) this.#link = undefined;
      await link.stop();
    };
  }

  #inColour(frame: VideoFrame): VideoFrame {
    if (frame.colour === this.colour) return frame;
    try {
      return convertFrame(frame, this.colour);
    } finally {
      frame.release();
    }
  }

  #openLink(): StreamLink {
    if (this.#link?.isOver !== false) this.#link = new StreamLink(this.#plan);
    return this.#link;
  }

  protected override counters(run: SourceRun): Partial<SourceReport> {
    return {
      dropped: this.#feeds.get(run)?.dropped ?? 0,
      damaged: this.#damaged.get(run)?.() ?? 0,
    };
  }

  protected override async release(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    const link = this.#link;
    this.#link = undefined;
    await link?.stop();
    this.#events.complete();
  }
}

interface CheckedOptions {
  readonly address: StreamAddress;
  readonly colour: ColourSpace;
  readonly reconnect: ReconnectPlan | undefined;
  readonly feeding: LiveFeedOptions;
}

/** Checks all that can be checked before a process starts. */
function checkOptions(url: string, options: NetworkSourceOptions): CheckedOptions {
  checkOptionNames('openStream', options, OPTION_NAMES);
  checkName(options.name);
  const { colour = ColourSpace.I420, transport = 'tcp', latency = 'low', onGap = 'skip' } = options;
  const { threads, openTimeoutMs, stallTimeoutMs, whenFull } = options;
  pixelFormat(colour);
  checkOneOf('transport', transport, ['tcp', 'udp']);
  checkOneOf('latency', latency, ['low', 'smooth']);
  checkOneOf('onGap', onGap, ['skip', 'hold', 'black', 'error']);
  if (options.reconnect === false && (onGap === 'hold' || onGap === 'black')) {
    const rule =
      "'skip' or 'error' with reconnect: false, since a gap that never ends is not filled,";
    throw new InvalidOptionError('onGap', rule, onGap);
  }
  checkFrozenAfter(options.frozenAfterMs);
  if (options.hosts !== undefined) checkHosts(options.hosts);
  if (options.tls !== undefined) checkTlsOptions(options.tls);
  if (threads !== undefined) checkPositiveInteger('threads', threads, 64);
  if (options.limits !== undefined) {
    checkLimits(options.limits, ['pixels', 'streams', 'probeBytes']);
  }
  if (openTimeoutMs !== undefined) checkMilliseconds('openTimeoutMs', openTimeoutMs);
  if (stallTimeoutMs !== undefined) {
    checkMilliseconds('stallTimeoutMs', stallTimeoutMs);
  }
  const feeding: LiveFeedOptions = {
    maxWaiting: options.maxWaiting ?? (latency === 'low' ? 4 : 30),
    ...(whenFull !== undefined && { whenFull }),
  };
  checkLiveFeedOptions(feeding);
  const reconnect = reconnectPlan(options.reconnect);
  if (options.budget !== undefined) checkFrameBudget(options.budget);
  return {
    address: new StreamAddress(url),
    colour,
    reconnect: onGap === 'error' ? undefined : reconnect,
    feeding,
  };
}

/** The frame rate, where it is the stream's: of one without a rate ffmpeg prints another figure, a clock's or one it assumes. */
function usualRate({ container, video: { frameRate } }: MediaInfo): Rational | undefined {
  const isTold = frameRate !== undefined && frameRate.value <= 1000 && !isTimeless(container);
  return isTold ? frameRate : undefined;
}
