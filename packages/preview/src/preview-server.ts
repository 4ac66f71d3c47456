import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Access } from './access';
import { Controls } from './controls';
import { listen } from './listen';
import { EventStream } from './event-stream';
import { mergeStats } from './merge-stats';
import { readPageFiles, type PageFile } from './page-files';
import type { Picture, PictureMaker } from './picture-maker';
import type { PictureFeed } from './picture-feed';
import type { CheckedPreviewOptions } from './preview-options';

const STATS_EVERY_MS = 1000;
/** A request for a picture is answered by then, with or without one, so that nobody waits on a connection that is dead. */
const LONGEST_WAIT_MS = 10_000;
/** A connection that nothing goes through for so long is closed. */
const IDLE_MS = 60_000;
/** More than a hundred viewers have, and few enough to be counted in a process's descriptors. */
const MOST_CONNECTIONS = 800;

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Serves the page, the pictures and the numbers. */
export class PreviewServer {
  readonly #feeds: readonly PictureFeed[];
  readonly #options: CheckedPreviewOptions;
  readonly #access: Access;
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #events = new EventStream(() => this.#event(), STATS_EVERY_MS);
  readonly #controls: Controls | undefined;
  #files: ReadonlyMap<string, PageFile> = new Map();

  /**
   * @param feeds - The streams' pictures.
   * @param options - Checked options.
   */
  constructor(feeds: readonly PictureFeed[], options: CheckedPreviewOptions) {
    this.#feeds = feeds;
    this.#options = options;
    this.#access = new Access(options.token, [options.host, ...options.hostNames]);
    this.#controls = options.controls ? new Controls(feeds) : undefined;
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.setTimeout(IDLE_MS);
  }

  /** How many pages are open. */
  get viewers(): number {
    return this.#events.size;
  }

  /**
   * Begins to listen.
   *
   * @returns Where.
   * @throws {@link AddressUnavailableError} when that is not possible.
   */
  async start(): Promise<AddressInfo> {
    this.#files = await readPageFiles();
    return listen(this.#server, this.#options);
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    this.#events.close();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    if (!this.#access.knowsHost(request.headers.host)) {
      refuse(response, 403, 'The preview does not know this name of the machine; see hostNames.');
      return;
    }
    const name = this.#access.pathAfterToken(path);
    if (name === undefined) {
      refuse(response, 403, 'Open the address that the program has printed: it has a token.');
    } else if (request.method === 'POST' && this.#controls !== undefined) {
      void this.#change(this.#controls, name, request, response);
    } else if (request.method !== 'GET') {
      response.setHeader('Allow', 'GET');
      refuse(response, 405, 'There is nothing here but to be read.');
    } else if (name === '') {
      response.writeHead(308, { Location: `${path}/` }).end();
    } else if (name === '/controls' && this.#controls !== undefined) {
      sendJson(response, 200, this.#controls.forms);
    } else if (name === '/events') {
      this.#events.add(response);
    } else {
      this.#answerWithFile(name, new URLSearchParams(query), response);
    }
  }

  async #change(
    controls: Controls,
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (!this.#access.isOwnPage(request.headers)) {
      refuse(response, 403, 'Only the page of the preview itself may change anything.');
      return;
    }
    const [, id] = /^\/controls\/(\d{1,15})$/.exec(name) ?? [];
    const { status, ...answer } = await controls.change(Number(id), request);
    if (status === 200) this.#events.sendNow();
    // What has not been read may be without end.
    if (!request.complete) response.setHeader('Connection', 'close');
    sendJson(response, status, answer);
  }

  #answerWithFile(name: string, query: URLSearchParams, response: ServerResponse): void {
    const file = this.#files.get(name);
    if (file !== undefined) {
      response.writeHead(200, { 'Content-Type': file.type }).end(file.bytes);
      return;
    }
    const [, kind, digits = ''] = /^\/(live|still)\/(\d{1,4})$/.exec(name) ?? [];
    const feed = this.#feeds[Number(digits)];
    if (kind === undefined || feed === undefined) {
      refuse(response, 404, 'There is no such thing here.');
    } else if (kind === 'live') {
      feed.showAt(wholeNumber(query.get('size')));
      void sendPicture(feed.live, 'image/jpeg', wholeNumber(query.get('known')), response);
    } else {
      void sendPicture(feed.still, 'image/png', 0, response);
    }
  }

  #event(): unknown {
    return {
      atMs: performance.now(),
      viewers: this.viewers,
      streams: this.#feeds.map(({ state }) => state),
      controls: this.#controls?.states ?? [],
      ...mergeStats(this.#feeds.map(({ stats }) => stats)),
    };
  }
}

async function sendPicture(
  maker: PictureMaker,
  type: string,
  known: number,
  response: ServerResponse,
): Promise<void> {
  const waiting = new AbortController();
  const giveUp = (): void => waiting.abort();
  const timer = setTimeout(giveUp, LONGEST_WAIT_MS).unref();
  response.once('close', giveUp);
  let picture: Picture | undefined;
  try {
    picture = await maker.next(known, waiting.signal);
  } catch (error) {
    refuse(response, 500, `The picture cannot be shown: ${String(error)}`);
    return;
  } finally {
    clearTimeout(timer);
    response.removeListener('close', giveUp);
  }
  if (response.destroyed) return;
  if (picture === undefined) response.writeHead(204).end();
  else {
    const { id, bytes } = picture;
    response
      .writeHead(200, {
        'Content-Type': type,
        'Content-Length': bytes.length,
        'Picture-Id': id,
      })
      .end(bytes);
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const type = 'application/json; charset=utf-8';
  response.writeHead(status, { 'Content-Type': type }).end(JSON.stringify(value));
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/** A number from a query; 0 for anything that is none. */
function wholeNumber(text: string | null): number {
  return /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0;
}
