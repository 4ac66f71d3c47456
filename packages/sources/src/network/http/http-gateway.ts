import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { type NetworkSourceUnavailableError } from '@giftgrab/core';
import { connectFailure } from '../connect-failure';
import { listenOnLoopback } from '../listen-on-loopback';
import type { StreamAddress } from '../stream-address';
import type { RouteRequest, RouteUse, StreamRoute } from '../stream-route';
import { statusFailure } from './http-failure';
import { isRefusal, WebStream, type BegunAnswer, type PlaylistKind } from './web-stream';

const PASSED_ON = [
  'accept-ranges',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
];

/**
 * A web server on the loopback for one ffmpeg, which gets from it what it fetches from the real one: byte for byte, as it comes, but
 * for playlists, whose addresses become its own. It does not keep Node running.
 *
 * The real server has been asked already when it opens, so that what is wrong is known from its cause.
 */
export class HttpGateway implements StreamRoute {
  readonly url: string;
  /** What went wrong last. A live playlist goes on after it, if something has gone well since. */
  failure: NetworkSourceUnavailableError | undefined;
  readonly #address: StreamAddress;
  readonly #web: WebStream;
  readonly #server: Server;
  readonly #abort: AbortController;
  readonly #path: string;
  readonly #onRefusal: () => void;

  private constructor(gateway: GatewayParts, { address }: RouteRequest, { onRefusal }: RouteUse) {
    this.#address = address;
    this.#web = gateway.web;
    this.#server = gateway.server;
    this.#abort = gateway.abort;
    this.#path = gateway.path;
    this.#onRefusal = onRefusal;
    this.url = `http://127.0.0.1:${gateway.port}${gateway.path}`;
    this.#server.on('connection', (socket) => socket.unref());
    this.#server.on('request', (request, response) => void this.#serve(request, response));
  }

  /**
   * Asks the real server, and listens for ffmpeg.
   *
   * @param request - The stream.
   * @param use - While it is opened and used.
   * @throws {@link NetworkSourceUnavailableError} when the real server has nothing that may be a video.
   */
  static async open(request: RouteRequest, use: RouteUse): Promise<HttpGateway> {
    const abort = new AbortController();
    const giveUp = (): void => abort.abort();
    use.signal.addEventListener('abort', giveUp);
    const prefix = `/${randomBytes(16).toString('hex')}/`;
    try {
      const web = await WebStream.open(request, prefix, abort.signal);
      // An idle connection of ffmpeg is used again whenever it likes.
      const server = createServer({ noDelay: true, keepAliveTimeout: 0 });
      const path = `${prefix}${web.playlist === undefined ? 'stream' : 'playlist.m3u8'}`;
      const port = await listenOnLoopback(server);
      return new HttpGateway({ web, server, abort, path, port }, request, use);
    } finally {
      use.signal.removeEventListener('abort', giveUp);
    }
  }

  get playlist(): PlaylistKind | undefined {
    return this.#web.playlist;
  }

  get isEnded(): boolean {
    return this.#web.isEnded;
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#web.close();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const { method, url: path = '' } = request;
    const { range } = request.headers;
    try {
      if (method !== 'GET') response.writeHead(405).end();
      else if (path === this.#path && this.playlist !== undefined) {
        const text = await this.#web.playlistText();
        response.writeHead(200, { 'content-type': 'application/vnd.apple.mpegurl' }).end(text);
        this.#succeed();
      } else {
        const isRoot = path === this.#path;
        const answer = await (isRoot ? this.#web.stream(range) : this.#web.part(path, range));
        if (answer === undefined) response.writeHead(404).end();
        else this.#forward(answer, response);
      }
    } catch (error) {
      this.#fail(connectFailure(this.#address, error));
      response.destroy();
    }
  }

  #forward({ response: from, beginning }: BegunAnswer, to: ServerResponse): void {
    const { statusCode = 502, headers } = from;
    // To seek beyond the end is no failure.
    if (statusCode < 400 || statusCode === 416) this.#succeed();
    else this.#fail(statusFailure(this.#address, statusCode));
    const names = PASSED_ON.filter((name) => headers[name] !== undefined);
    to.writeHead(statusCode, Object.fromEntries(names.map((name) => [name, headers[name]])));
    if (beginning.isWhole) {
      to.end(beginning.bytes);
      return;
    }
    to.write(beginning.bytes);
    pipeline(from, to, (error) => {
      // That ffmpeg hangs up is its right.
      if (error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') {
        this.#fail(connectFailure(this.#address, error));
      }
    });
  }

  #succeed(): void {
    if (this.playlist === 'live') this.failure = undefined;
  }

  #fail(failure: NetworkSourceUnavailableError): void {
    if (this.#abort.signal.aborted) return;
    this.failure = failure;
    if (isRefusal(failure)) this.#onRefusal();
  }
}

interface GatewayParts {
  readonly web: WebStream;
  readonly server: Server;
  readonly abort: AbortController;
  readonly path: string;
  readonly port: number;
}
