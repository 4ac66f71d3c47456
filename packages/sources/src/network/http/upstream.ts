import * as http from 'node:http';
import * as https from 'node:https';
import { NetworkSourceUnavailableError } from '@giftgrab/core';
import { named, type StreamAddress } from '../stream-address';
import { isSameServer, type AllowedHosts } from './allowed-hosts';
import { Authentication } from './authentication';
import type { TlsOptions } from './tls-options';

/** What a server answered, redirections followed. */
export interface Answer {
  /** Where it came from. */
  readonly url: URL;
  /** Its headers; its body still waits. */
  readonly response: http.IncomingMessage;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Asks the web server of a stream: with its user and password, over TLS that is verified, and to no other host than allowed. */
export class Upstream {
  readonly #address: StreamAddress;
  readonly #root: URL;
  readonly #hosts: AllowedHosts;
  readonly #authentication: Authentication | undefined;
  // Agents of our own: those of Node are the host program's, with whatever proxies and limits it gave them.
  readonly #http = new http.Agent({ keepAlive: true, noDelay: true });
  readonly #https: https.Agent;

  /**
   * @param address - The stream.
   * @param hosts - Where its answers may lead.
   * @param tls - Whom to trust.
   */
  constructor(address: StreamAddress, hosts: AllowedHosts, tls: TlsOptions = {}) {
    this.#address = address;
    this.#root = address.webUrl;
    this.#hosts = hosts;
    const { credentials } = address;
    this.#authentication = credentials && new Authentication(credentials);
    const ca = typeof tls.ca === 'object' ? Buffer.from(tls.ca) : tls.ca;
    this.#https = new https.Agent({
      keepAlive: true,
      noDelay: true,
      rejectUnauthorized: tls.rejectUnauthorized ?? true,
      ...(ca !== undefined && { ca }),
    });
  }

  /**
   * Asks for something.
   *
   * @param url - Its address.
   * @param range - Which bytes of it, as HTTP says it; `undefined` for all, without a word about bytes.
   * @param signal - Gives up, while its body comes as well.
   * @throws What Node says, or {@link NetworkSourceUnavailableError} where it leads elsewhere.
   */
  async get(url: URL, range: string | undefined, signal: AbortSignal): Promise<Answer> {
    let at = url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const response = await this.#authorised(at, range, signal);
      const { location } = response.headers;
      if (!REDIRECTS.includes(response.statusCode ?? 0) || location === undefined) {
        return { url: at, response };
      }
      response.destroy();
      at = this.#hosts.follow(location, at, `A redirection of ${named(this.#address)}`);
    }
    const message = `${named(this.#address)} is redirected more than ${MAX_REDIRECTS} times.`;
    throw new NetworkSourceUnavailableError(message, { reason: 'not allowed' });
  }

  /** Ends all connections. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  async #authorised(
    url: URL,
    range: string | undefined,
    signal: AbortSignal,
  ): Promise<http.IncomingMessage> {
    const first = await this.#ask(url, range, signal);
    const question = first.headers['www-authenticate'];
    if (first.statusCode !== 401 || question === undefined) return first;
    if (!this.#isOurs(url) || this.#authentication?.take(question) !== true) return first;
    first.destroy();
    return this.#ask(url, range, signal);
  }

  #ask(url: URL, range: string | undefined, signal: AbortSignal): Promise<http.IncomingMessage> {
    const { pathname, search, protocol } = url;
    const authorization = this.#isOurs(url)
      ? this.#authentication?.header('GET', `${pathname}${search}`)
      : undefined;
    const headers = {
      'user-agent': 'giftgrab',
      accept: '*/*',
      ...(range !== undefined && { range }),
      ...(authorization !== undefined && { authorization }),
    };
    const isTls = protocol === 'https:';
    const { get } = isTls ? https : http;
    const agent = isTls ? this.#https : this.#http;
    return new Promise((resolve, reject) => {
      let isAnswered = false;
      // Cameras write headers as they like.
      const options = { agent, headers, signal, insecureHTTPParser: true };
      const request = get(url, options, (response) => {
        isAnswered = true;
        resolve(response);
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The server may have closed a kept connection just as it was used again: that is no answer to this question.
        const isStale = request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '');
        if (isStale && !isAnswered) resolve(this.#ask(url, range, signal));
        else reject(error);
      });
      // What keeps Node running is ffmpeg, as long as somebody wants its frames.
      request.on('socket', (socket) => {
        socket.unref();
        if (socket.connecting) socket.once('connect', () => socket.unref());
      });
    });
  }

  /** User and password are for the server that the user named, and for no other. */
  #isOurs(url: URL): boolean {
    return isSameServer(this.#root, url);
  }
}
