import { isIP } from 'node:net';
import {
  decodingArguments,
  rawOutputArguments,
  videoFormatsArguments,
  type FfmpegBinary,
} from '@giftgrab/ffmpeg';
import type { WireFormat } from '../wire-format';
import type { StreamAddress, StreamScheme } from './stream-address';

/** How much a stream is buffered. */
export type StreamLatency = 'low' | 'smooth';

/** How the packets of RTSP travel. */
export type StreamTransport = 'tcp' | 'udp';

/** What to receive, and how. */
export interface StreamRequest {
  readonly address: StreamAddress;
  /** The text of its description, where it has one. */
  readonly sdp: string | undefined;
  /** Number of the host. */
  readonly ip: string;
  readonly wire: WireFormat;
  readonly latency: StreamLatency;
  readonly transport: StreamTransport;
  readonly threads: number | undefined;
}

/** The protocols that each kind of stream may use: what comes may name others, a local file among them. */
const PROTOCOLS: Readonly<Record<StreamScheme, string>> = {
  rtsp: 'rtsp,rtp,udp,tcp',
  rtmp: 'rtmp,tcp',
  srt: 'srt',
  http: 'http,tcp',
  https: 'https,tls,http,tcp',
  udp: 'udp',
  tcp: 'tcp',
  sdp: 'data,rtp,udp',
};

// So much of a stream is looked at before it is decoded, in microseconds: ffmpeg's own 5 seconds would be as much delay at the
// start. A limit in bytes does not do: tables that come every 100 ms are not met in few bytes of a fast stream.
const ANALYSE_US = 200_000;
const PROBE_BYTES = 1_000_000;

// In packets of 188 bytes. A thread of ffmpeg keeps what comes while the rest of it is busy.
const UDP_FIFO = 100_000;

/**
 * The arguments that make ffmpeg receive a stream: its frames as NUT on its standard output.
 *
 * Measured: a second thread of the decoder is two frames of delay, ffmpeg's own probing up to five seconds, while
 * `-fflags nobuffer` gains nothing and loses the first seconds.
 *
 * @param binary - The ffmpeg.
 * @param request - What to receive.
 */
export function streamArguments(binary: FfmpegBinary, request: StreamRequest): readonly string[] {
  const { address, wire, latency } = request;
  const isLow = latency === 'low';
  const threads = request.threads ?? (isLow ? 1 : undefined);
  return [
    ...decodingArguments(threads),
    ...(isLow ? ['-probesize', `${PROBE_BYTES}`, '-analyzeduration', `${ANALYSE_US}`] : []),
    ...['-protocol_whitelist', PROTOCOLS[address.scheme]],
    ...videoFormatsArguments(['live_flv', 'mpjpeg', 'rtsp', 'rtp', 'sdp']),
    ...schemeArguments(request),
    ...['-i', inputUrl(binary, request)],
    // The encoder of raw video would hold back a frame for each of its threads.
    ...['-threads', '1'],
    // The scaler does nothing while format and size stay as they are.
    ...rawOutputArguments(wire.pixFmts, true),
  ];
}

function schemeArguments({ address, transport }: StreamRequest): readonly string[] {
  switch (address.scheme) {
    case 'rtsp':
      return ['-rtsp_transport', transport];
    case 'sdp':
      return ['-f', 'sdp'];
    case 'http':
      // The server may have several names; ffmpeg only knows its number.
      return isIP(address.host) === 0 ? ['-headers', `Host: ${address.authority}\r\n`] : [];
    default:
      return [];
  }
}

function inputUrl({ origin }: FfmpegBinary, { address, ip, sdp }: StreamRequest): string {
  // In the URL, so that ffmpeg need not be allowed to open any file.
  if (sdp !== undefined) {
    return `data:application/sdp;base64,${Buffer.from(sdp).toString('base64')}`;
  }
  const { scheme, host } = address;
  if (scheme === 'udp') {
    const query = new URLSearchParams(address.query);
    if (!query.has('fifo_size')) query.set('fifo_size', `${UDP_FIFO}`);
    // A burst that does not fit loses packets; it shall not end the stream.
    if (!query.has('overrun_nonfatal')) query.set('overrun_nonfatal', '1');
    return address.urlAt(ip, query);
  }
  // TLS wants the name; the bundled build crashes on it.
  return address.urlAt(scheme === 'https' && origin !== 'bundled' ? host : ip);
}
