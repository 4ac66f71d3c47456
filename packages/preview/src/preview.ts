import type { AddressInfo } from 'node:net';
import { GiftGrabError, InvalidOptionError, type VideoFrame } from '@giftgrab/core';
import { isObservable, type Observable } from 'rxjs';
import { urlOf } from './listen';
import { PictureFeed } from './picture-feed';
import { checkPreviewOptions, type PreviewOptions } from './preview-options';
import { PreviewServer } from './preview-server';

/** One stream, or several with the names that the page shows. */
export type PreviewStreams =
  Observable<VideoFrame> | Readonly<Record<string, Observable<VideoFrame>>>;

/**
 * Shows streams live in the browser: their pictures, and beside them every stage of their pipelines with its rate, queue,
 * losses and latency. Pause, snapshots in full size and, where `controls` are asked for, the options of filters.
 *
 * Each stream is subscribed to, on a branch of its own that drops what nobody has time for: the page slows nobody, and while none is open no
 * picture is made. A viewer who is slow, or far away, gets fewer pictures. One encoded picture a stream is kept, whatever number of viewers.
 *
 * It listens on this machine only, at an address with a random token, unless the options say otherwise. The connection is not
 * encrypted: for other machines, put a proxy with HTTPS before it. The server keeps the process alive until it is closed, whatever becomes of
 * the streams.
 *
 * @param streams - A source or any stream of frames; several as `{ name: stream }`.
 * @param options - Where, and how the pictures shall be.
 * @returns The page's address, as soon as it can be opened.
 * @throws {@link InvalidOptionError}, as a rejection, when an option breaks its rule; {@link AddressUnavailableError} when the port is in use or
 * may not be listened at.
 * @example
 * ```ts
 * import type { VideoSource } from '@giftgrab/core';
 * import { preview } from '@giftgrab/preview';
 *
 * async function watch(camera: VideoSource): Promise<void> {
 *   const live = await preview(camera, { port: 8080 });
 *   console.log(live.url);
 *   await camera.finished;
 *   await live.close();
 * }
 * ```
 */
export async function preview(
  streams: PreviewStreams,
  options: PreviewOptions = {},
): Promise<Preview> {
  const checked = checkPreviewOptions(options);
  const named = namedStreams(streams);
  const { signal, token } = checked;
  if (signal?.aborted === true) {
    throw new GiftGrabError('ABORTED', 'The preview was aborted.', { cause: signal.reason });
  }
  const feeds: PictureFeed[] = [];
  const server = new PreviewServer(feeds, checked);
  const address = await server.start();
  // Not before it is certain that somebody can look.
  for (const [name, stream] of named) feeds.push(new PictureFeed(name, stream, checked));
  return new Preview({ server, feeds, address, token, signal });
}

/** A live view in the browser; made by {@link preview}. */
export class Preview implements AsyncDisposable {
  /** The address to open, token included: who knows it may look, and with `controls` change options. */
  readonly url: string;
  /** The port it listens at. */
  readonly port: number;
  readonly #server: PreviewServer;
  readonly #feeds: readonly PictureFeed[];
  readonly #signal: AbortSignal | undefined;
  #closing: Promise<void> | undefined;

  /** @internal Use {@link preview}. */
  constructor({ server, feeds, address, token, signal }: PreviewParts) {
    this.#server = server;
    this.#feeds = feeds;
    this.#signal = signal;
    this.port = address.port;
    this.url = `${urlOf(address)}/${token}/`;
    signal?.addEventListener('abort', this.#onAbort);
    if (signal?.aborted === true) this.#onAbort();
  }

  /** Pages that are open now. */
  get viewers(): number {
    return this.#server.viewers;
  }

  /**
   * Ends all connections and leaves the streams. A second call waits for the first.
   *
   * @returns Resolves when the port is free again, and no frame is in use.
   */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  /** Closes the preview at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #onAbort = (): void => void this.close();

  async #end(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    const feeds = this.#feeds.map((feed) => feed.close());
    await Promise.all([this.#server.close(), ...feeds]);
  }
}

/** What a {@link Preview} is made of. */
interface PreviewParts {
  readonly server: PreviewServer;
  readonly feeds: readonly PictureFeed[];
  readonly address: AddressInfo;
  readonly token: string;
  readonly signal: AbortSignal | undefined;
}

function namedStreams(streams: PreviewStreams): readonly [string, Observable<VideoFrame>][] {
  if (isObservable(streams)) return [[nameOf(streams), streams]];
  // What JavaScript gives may be anything.
  const given: unknown = streams;
  const entries = typeof given === 'object' && given !== null ? Object.entries(streams) : [];
  if (entries.length === 0 || !entries.every(([, stream]) => isObservable(stream))) {
    const rule = 'a stream of frames, or an object of at least one such stream';
    throw new InvalidOptionError('streams', rule, streams);
  }
  return entries;
}

/** What a source is called; other streams have no names. */
function nameOf(stream: object): string {
  return 'name' in stream && typeof stream.name === 'string' ? stream.name : 'Video';
}
