import { describe, type NetworkSourceUnavailableError } from '@giftgrab/core';
import { connectFailure } from '../connect-failure';
import { named, type StreamAddress } from '../stream-address';
import type { RouteRequest } from '../stream-route';
import { AllowedHosts } from './allowed-hosts';
import { firstBytes, type Beginning } from './first-bytes';
import { notVideo, statusFailure } from './http-failure';
import { bestVariant, isPlaylist, PlaylistError, rewritePlaylist } from './playlist';
import { SegmentLinks } from './segment-links';
import { Upstream, type Answer } from './upstream';

/** An answer whose first bytes have been looked at. */
export interface BegunAnswer extends Answer {
  /** Those bytes; the rest follows. */
  readonly beginning: Beginning;
}

/** What kind of playlist a stream is. */
export type PlaylistKind = 'live' | 'recording';

const HEAD_BYTES = 16;
const MAX_PLAYLIST_BYTES = 1_000_000;

// What ffmpeg asks first, whether the server knows of ranges or not.
const WHOLE = 'bytes=0-';

/**
 * What a web server has under an address: a stream, or a playlist of many parts of one. Playlists of playlists are gone into here, so
 * that ffmpeg gets one at most, with addresses that are our own.
 */
export class WebStream {
  /** Whether it has said that no more will come. */
  isEnded = false;
  readonly #address: StreamAddress;
  readonly #hosts: AllowedHosts;
  readonly #upstream: Upstream;
  readonly #links: SegmentLinks;
  readonly #signal: AbortSignal;
  /** The stream, or the playlist of its parts. */
  #url: URL;
  #playlist: PlaylistKind | undefined;
  /** What came when it was opened, until somebody asks for it. */
  #first: BegunAnswer | undefined;
  #firstText: string | undefined;

  private constructor(request: RouteRequest, prefix: string, signal: AbortSignal) {
    const { address, hosts, tls } = request;
    this.#address = address;
    this.#hosts = new AllowedHosts(hosts);
    this.#upstream = new Upstream(address, this.#hosts, tls);
    this.#links = new SegmentLinks(prefix);
    this.#signal = signal;
    this.#url = address.webUrl;
  }

  /**
   * Asks the server for the first time.
   *
   * @param request - The stream.
   * @param prefix - What the paths of its parts begin with.
   * @param signal - Ends it.
   * @throws {@link NetworkSourceUnavailableError} when it has nothing that may be a video.
   */
  static async open(
    request: RouteRequest,
    prefix: string,
    signal: AbortSignal,
  ): Promise<WebStream> {
    const stream = new WebStream(request, prefix, signal);
    try {
      await stream.#begin();
      return stream;
    } catch (error) {
      stream.close();
      throw error;
    }
  }

  /** What kind of playlist it is; `undefined` for a stream. */
  get playlist(): PlaylistKind | undefined {
    return this.#playlist;
  }

  /**
   * The stream itself.
   *
   * @param range - Which bytes, as HTTP says it.
   */
  async stream(range: string | undefined): Promise<BegunAnswer> {
    const first = this.#first;
    this.#first = undefined;
    if (first === undefined) return this.#ask(this.#url, range);
    if (range === undefined || range === WHOLE) return first;
    first.response.destroy();
    return this.#ask(this.#url, range);
  }

  /** The playlist as it is now. */
  async playlistText(): Promise<string> {
    const text = this.#firstText;
    this.#firstText = undefined;
    return text ?? this.#rewrite(await this.#playlistAt(this.#url));
  }

  /**
   * A part of the stream, if there is one.
   *
   * @param path - Our path of it.
   * @param range - Which bytes, as HTTP says it.
   * @throws {@link NetworkSourceUnavailableError} when it is another playlist.
   */
  async part(path: string, range: string | undefined): Promise<BegunAnswer | undefined> {
    const url = this.#links.urlOf(path);
    if (url === undefined) return undefined;
    const answer = await this.#ask(url, range);
    if (!isPlaylist(answer.beginning.bytes)) return answer;
    answer.response.destroy();
    throw notVideo(this.#address, 'is a playlist that has playlists for segments');
  }

  /** Ends all connections. */
  close(): void {
    this.#first?.response.destroy();
    this.#upstream.close();
  }

  async #begin(): Promise<void> {
    const first = await this.#askWell(this.#url, WHOLE);
    if (!isPlaylist(first.beginning.bytes)) {
      if (isPage(first)) throw notVideo(this.#address, 'is a web page');
      this.#first = first;
      return;
    }
    let list = { url: first.url, text: await this.#read(first) };
    const variant = this.#checked(() => bestVariant(list.text));
    if (variant !== undefined) {
      this.#url = this.#follow(variant, list.url);
      list = await this.#playlistAt(this.#url);
    }
    this.#firstText = this.#rewrite(list);
    this.#playlist = this.isEnded ? 'recording' : 'live';
  }

  async #playlistAt(url: URL): Promise<{ readonly url: URL; readonly text: string }> {
    const answer = await this.#askWell(url, undefined);
    if (isPlaylist(answer.beginning.bytes)) {
      return { url: answer.url, text: await this.#read(answer) };
    }
    answer.response.destroy();
    throw notVideo(this.#address, 'has something else where a playlist was');
  }

  #rewrite({ url, text }: { readonly url: URL; readonly text: string }): string {
    if (this.#checked(() => bestVariant(text)) !== undefined) {
      throw notVideo(this.#address, 'is a playlist of playlists of playlists');
    }
    this.#links.renew();
    const playlist = this.#checked(() =>
      rewritePlaylist(text, (uri, item) => this.#links.pathOf(this.#follow(uri, url), item)),
    );
    this.isEnded = playlist.isEnded;
    return playlist.text;
  }

  #checked<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof PlaylistError)) throw error;
      throw notVideo(this.#address, `is a playlist that ${error.message}`);
    }
  }

  #follow(uri: string, from: URL): URL {
    return this.#hosts.follow(uri, from, `The playlist of ${named(this.#address)}`);
  }

  async #askWell(url: URL, range: string | undefined): Promise<BegunAnswer> {
    const answer = await this.#ask(url, range);
    const { statusCode = 0 } = answer.response;
    if (statusCode >= 200 && statusCode < 300) return answer;
    answer.response.destroy();
    throw statusFailure(this.#address, statusCode);
  }

  async #ask(url: URL, range: string | undefined): Promise<BegunAnswer> {
    try {
      const answer = await this.#upstream.get(url, range, this.#signal);
      return { ...answer, beginning: await firstBytes(answer.response, HEAD_BYTES) };
    } catch (error) {
      throw connectFailure(this.#address, error);
    }
  }

  async #read({ response, beginning }: BegunAnswer): Promise<string> {
    const chunks = [beginning.bytes];
    let length = beginning.bytes.length;
    try {
      if (!beginning.isWhole) {
        for await (const chunk of response as AsyncIterable<Buffer>) {
          chunks.push(chunk);
          length += chunk.length;
          if (length > MAX_PLAYLIST_BYTES) break;
        }
      }
    } catch (error) {
      throw connectFailure(this.#address, error);
    }
    if (length <= MAX_PLAYLIST_BYTES) return Buffer.concat(chunks).toString('utf8');
    const bound = describe(MAX_PLAYLIST_BYTES);
    throw notVideo(this.#address, `is a playlist of more than ${bound} bytes`);
  }
}

/** A camera that calls its video a page is none. */
function isPage({ response, beginning }: BegunAnswer): boolean {
  const type = response.headers['content-type'] ?? '';
  return type.startsWith('text/html') && /^\s*</.test(beginning.bytes.toString('latin1'));
}

/**
 * Whether ffmpeg need not ask again: it has led where it may not, or to what is no video.
 *
 * @param error - What went wrong.
 */
export function isRefusal({ reason }: NetworkSourceUnavailableError): boolean {
  return ['not allowed', 'not video', 'certificate'].includes(reason);
}
