import {
  decodingArguments,
  rawOutputArguments,
  videoFormatsArguments,
  type InputLimits,
} from '@giftgrab/ffmpeg';
import type { WireFormat } from '../wire-format';
import type { StreamAddress, StreamScheme } from './stream-address';
import type { StreamRoute } from './stream-route';

/** How much a stream is buffered. */
export type StreamLatency = 'low' | 'smooth';

/** How the packets of RTSP travel. */
export type StreamTransport = 'tcp' | 'udp';

/** What to receive, and how. */
export interface StreamRequest {
  readonly address: StreamAddress;
  /** How ffmpeg gets to it. */
  readonly route: Pick<StreamRoute, 'url' | 'playlist'>;
  readonly wire: WireFormat;
  readonly latency: StreamLatency;
  readonly transport: StreamTransport;
  readonly threads: number | undefined;
  readonly limits: InputLimits;
}

/** The protocols that each kind of stream may use: what comes may name others, a local file among them. */
const PROTOCOLS: Readonly<Record<StreamScheme, string>> = {
  rtsp: 'rtsp,rtp,udp,tcp',
  rtmp: 'rtmp,tcp',
  srt: 'srt',
  http: 'http,tcp',
  https: 'http,tcp',
  udp: 'udp',
  tcp: 'tcp',
  sdp: 'data,rtp,udp',
};

// So much of a stream is looked at before it is decoded, in microseconds: ffmpeg's own 5 seconds would be as much delay at the
// start. A limit in bytes does not do: tables that come every 100 ms are not met in few bytes of a fast stream.
const ANALYSE_US = 200_000;
const PROBE_BYTES = 1_000_000;

/**
 * The arguments that make ffmpeg receive a stream: its frames as NUT on its standard output.
 *
 * Measured: a second thread of the decoder is two frames of delay, ffmpeg's own probing up to five seconds, while
 * `-fflags nobuffer` gains nothing and loses the first seconds.
 *
 * @param request - What to receive.
 */
export function streamArguments(request: StreamRequest): readonly string[] {
  const { route, wire, latency } = request;
  const isLow = latency === 'low';
  const threads = request.threads ?? (isLow ? 1 : undefined);
  return [
    ...decodingArguments({
      limits: { ...(isLow && { probeBytes: PROBE_BYTES }), ...request.limits },
      ...(threads !== undefined && { threads }),
    }),
    ...(isLow ? ['-analyzeduration', `${ANALYSE_US}`] : []),
    ...(route.playlist === undefined ? schemeArguments(request) : playlistArguments(request)),
    ...['-i', route.url],
    // The encoder of raw video would hold back a frame for each of its threads.
    ...['-threads', '1'],
    // The scaler does nothing while format and size stay as they are.
    ...rawOutputArguments(wire.pixFmts, true),
  ];
}

function schemeArguments({ address, transport }: StreamRequest): readonly string[] {
  return [
    ...['-protocol_whitelist', PROTOCOLS[address.scheme]],
    ...videoFormatsArguments(['live_flv', 'mpjpeg', 'rtsp', 'rtp', 'sdp']),
    ...(address.scheme === 'rtsp' ? ['-rtsp_transport', transport] : []),
    ...(address.scheme === 'sdp' ? ['-f', 'sdp'] : []),
  ];
}

/** All that a playlist names is fetched from us. */
function playlistArguments({ route, latency }: StreamRequest): readonly string[] {
  const isLive = route.playlist === 'live';
  return [
    ...['-protocol_whitelist', 'http,tcp,crypto'],
    // The name of a demuxer is all its aliases together.
    ...['-format_whitelist', 'hls,hls,applehttp,mpegts,mov,mov,mp4,m4a,3gp,3g2,mj2'],
    ...['-f', 'hls', '-live_start_index', latency === 'low' ? '-1' : '-3'],
    // A segment comes at once, but is of several seconds: its frames are handed on at their own pace.
    ...(isLive ? ['-re'] : []),
  ];
}
