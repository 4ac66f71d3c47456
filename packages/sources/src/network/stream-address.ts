import { isIPv6 } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, InvalidOptionError } from '@giftgrab/core';
import { maskCredentials } from '@giftgrab/ffmpeg';

/** Kinds of streams, and the ports that they have where the URL names none. */
const SCHEMES = {
  rtsp: 554,
  rtmp: 1935,
  srt: undefined,
  http: 80,
  https: 443,
  udp: undefined,
  tcp: undefined,
} as const satisfies Record<string, number | undefined>;

/** A kind of stream; `'sdp'` is a file that describes one. */
export type StreamScheme = keyof typeof SCHEMES | 'sdp';

const NAMES = `${Object.keys(SCHEMES).join(', ')}, or file:///….sdp`;

/** The address of a network stream: checked, and able to say itself without its secrets. */
export class StreamAddress {
  /** What kind of stream it is. */
  readonly scheme: StreamScheme;
  /** Name or number of the host; an IPv6 address without brackets. Empty for a file. */
  readonly host: string;
  /** Port; 0 for a file. */
  readonly port: number;
  /** The file that describes the stream, if one does. */
  readonly sdpPath: string | undefined;
  /** The address without user, password and query: fit for messages, logs and names. */
  readonly shown: string;
  readonly #url: URL;
  readonly #secrets: readonly string[];

  /**
   * @param text - The URL as the user wrote it.
   * @throws {@link InvalidOptionError} when it is none, or not one of a stream.
   */
  constructor(text: string) {
    if (typeof text !== 'string') {
      throw new InvalidOptionError('url', `the URL of a stream (${NAMES})`, text);
    }
    const url = parse(text);
    this.#url = url;
    this.sdpPath = sdpPathOf(url);
    if (this.sdpPath !== undefined) {
      this.scheme = 'sdp';
      this.host = '';
      this.port = 0;
      this.shown = this.sdpPath;
      this.#secrets = [];
      return;
    }
    const scheme = url.protocol.slice(0, -1);
    if (!isScheme(scheme)) {
      const remedy = scheme === 'file' ? 'For a video file, use openFile().' : '';
      throw new InvalidOptionError('url', `a scheme that is one of ${NAMES}`, shown(text), remedy);
    }
    this.scheme = scheme;
    if (url.hostname === '') {
      throw new InvalidOptionError('url', 'a URL that names a host', shown(text));
    }
    this.host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const port = url.port === '' ? SCHEMES[scheme] : Number(url.port);
    if (port === undefined || port === 0) {
      const rule = `a URL with a port from 1 to 65535, as in ${scheme}://host:5000,`;
      throw new InvalidOptionError('url', rule, shown(text));
    }
    this.port = port;
    if (scheme === 'tcp' && url.search !== '') {
      throw new InvalidOptionError('url', 'a tcp URL without a query', shown(text));
    }
    this.shown = `${scheme}://${url.hostname}:${port}${url.pathname}`;
    this.#secrets = secretsOf(url);
  }

  /** The query, without its question mark. */
  get query(): URLSearchParams {
    return this.#url.searchParams;
  }

  /** Whether there is anything in it that others must not see. */
  get hasSecrets(): boolean {
    return this.#secrets.length > 0;
  }

  /** User and password, if there are any. */
  get credentials(): { readonly username: string; readonly password: string } | undefined {
    const { username, password } = this.#url;
    if (username === '' && password === '') return undefined;
    return { username: decoded(username), password: decoded(password) };
  }

  /** What to ask a web server for: the address without user and password. */
  get webUrl(): URL {
    const url = new URL(this.#url);
    url.username = '';
    url.password = '';
    url.hash = '';
    return url;
  }

  /**
   * The whole URL, secrets included, with another host: for ffmpeg only.
   *
   * @param host - Its number, or its name.
   * @param query - What to ask instead of the address' own query.
   */
  urlAt(host: string, query: URLSearchParams = this.query): string {
    const { username, password, pathname } = this.#url;
    const user = username === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`;
    const search = [...query].length === 0 ? '' : `?${query.toString()}`;
    const bracketed = isIPv6(host) ? `[${host}]` : host;
    return `${this.scheme}://${user}${bracketed}:${this.port}${pathname}${search}`;
  }

  /**
   * Takes the secrets of this address out of a text.
   *
   * @param text - Anything that ffmpeg printed.
   */
  redact(text: string): string {
    return this.#secrets.reduce(
      (rest, secret) => rest.replaceAll(secret, '***'),
      maskCredentials(text),
    );
  }
}

function isScheme(scheme: string): scheme is keyof typeof SCHEMES {
  return scheme in SCHEMES;
}

/** The local file that a URL names, if that describes a stream. */
function sdpPathOf(url: URL): string | undefined {
  const isSdp = url.protocol === 'file:' && url.host === '' && /\.sdp$/i.test(url.pathname);
  return isSdp ? fileURLToPath(url) : undefined;
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    // What URL throws holds the text, password and all.
    const rule = `the URL of a stream, as in rtsp://host:554/path (${NAMES}; a port from 1 to 65535),`;
    throw new InvalidOptionError('url', rule, shown(text));
  }
}

/** Hides what may be secret in a text that is no good URL: the user and password, and any query. */
function shown(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/*)?.*@/is, '$1***@').replace(/\?.*$/s, '?***');
}

/** What must be seen nowhere, longest first: a short one may be a part of a longer. */
function secretsOf(url: URL): readonly string[] {
  const { username, password, search, searchParams } = url;
  const written = [password, search.slice(1), `${username}:${password}`];
  const values = [...searchParams.values()];
  const all = [...written, ...written.map(decoded), ...values, ...values.map(encodeURIComponent)];
  return [...new Set(all)]
    .filter((secret) => secret !== '' && secret !== ':')
    .sort((a, b) => b.length - a.length);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * An address as messages name it.
 *
 * @param address - The address.
 */
export function named(address: StreamAddress): string {
  return describe(address.shown);
}
