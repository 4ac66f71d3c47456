import type { NetworkSourceUnavailableError } from '@giftgrab/core';
import { untilAborted } from '../until-aborted';
import { HttpGateway } from './http/http-gateway';
import type { TlsOptions } from './http/tls-options';
import { resolveHost } from './resolve-host';
import { RtspReferral } from './rtsp-referral';
import type { StreamAddress } from './stream-address';

/** How ffmpeg gets to a stream. */
export interface StreamRoute {
  /** What it opens. */
  readonly url: string;
  /** What kind of playlist it gets, if it gets one. */
  readonly playlist?: 'live' | 'recording' | undefined;
  /** What went wrong on the way last, if anything did. */
  readonly failure?: NetworkSourceUnavailableError | undefined;
  /** Whether the other side has said that no more will come. */
  readonly isEnded?: boolean;
  /** Ends it. Resolves when nothing is left of it. */
  close(): Promise<void>;
}

/** What to find a way to. */
export interface RouteRequest {
  readonly address: StreamAddress;
  /** The text of its description, where it has one. */
  readonly sdp: string | undefined;
  /** Where the answers of a web server may lead besides. */
  readonly hosts: readonly string[] | undefined;
  /** Whom to trust over TLS. */
  readonly tls: TlsOptions | undefined;
}

/** While a way is looked for and used. */
export interface RouteUse {
  /** Gives up looking. */
  readonly signal: AbortSignal;
  /** It has led where it may not, or to no video: ffmpeg need not try again. */
  readonly onRefusal: () => void;
}

/**
 * Finds a way to a stream: what ffmpeg cannot do, or what must not stand on its command line, is done by a small server on the
 * loopback that it is sent to.
 *
 * @param request - The stream.
 * @param use - While it is looked for and used.
 * @throws {@link NetworkSourceUnavailableError} when there is none.
 */
export async function openRoute(request: RouteRequest, use: RouteUse): Promise<StreamRoute> {
  const { address, sdp } = request;
  const { scheme, host, shown } = address;
  // In the URL, so that ffmpeg need not be allowed to open any file.
  if (sdp !== undefined) {
    return direct(`data:application/sdp;base64,${Buffer.from(sdp).toString('base64')}`);
  }
  if (scheme === 'http' || scheme === 'https') return HttpGateway.open(request, use);
  // A look-up of a name cannot be broken off; nothing comes of it any more.
  const ip = await untilAborted(use.signal, resolveHost(host, shown));
  if (scheme === 'rtsp' && address.hasSecrets) return RtspReferral.open(address, ip, use.signal);
  return direct(scheme === 'udp' ? udpUrl(address, ip) : address.urlAt(ip));
}

function direct(url: string): StreamRoute {
  return { url, close: () => Promise.resolve() };
}

// In packets of 188 bytes. A thread of ffmpeg keeps what comes while the rest of it is busy.
const UDP_FIFO = 100_000;

function udpUrl(address: StreamAddress, ip: string): string {
  const query = new URLSearchParams(address.query);
  if (!query.has('fifo_size')) query.set('fifo_size', `${UDP_FIFO}`);
  // A burst that does not fit loses packets; it shall not end the stream.
  if (!query.has('overrun_nonfatal')) query.set('overrun_nonfatal', '1');
  return address.urlAt(ip, query);
}
