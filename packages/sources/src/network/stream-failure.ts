import { NetworkSourceUnavailableError, type NetworkFailure } from '@giftgrab/core';
import { ffmpegError, lastWords, type DecoderEnd } from '@giftgrab/ffmpeg';
import { named, type StreamAddress, type StreamScheme } from './stream-address';

interface Sign {
  readonly pattern: RegExp;
  /** Where it is a sign of this in streams of one kind only. */
  readonly scheme?: StreamScheme;
  readonly reason: NetworkFailure;
  /** Goes on after the address. */
  readonly text: string;
  /** What the line says that is quoted rather than ffmpeg's last words. */
  readonly telling?: RegExp;
}

/** What each failure means and what to do; goes on after the address. */
export const FAILURE_TEXTS = {
  unauthorised:
    'wants a user and a password, or others. They go into the URL, as in rtsp://user:password@host/path, special characters percent-encoded',
  'not found': 'is not there: the server answers, but knows no such stream. Look at the path',
  refused: 'refused the connection. Is the server running, and is it this port?',
  unreachable: 'cannot be reached from here. Is this machine on the same network?',
  'no answer': 'does not answer. Is it switched on, and does a firewall stand between?',
  closed: 'ended the connection',
} as const satisfies Partial<Record<NetworkFailure, string>>;

/** What ffmpeg prints, the most telling first. */
const SIGNS: readonly Sign[] = [
  {
    pattern: /exceeds specified max pixel count/i,
    reason: 'not allowed',
    text: 'has a picture of more pixels than { limits: { pixels } } allows',
  },
  {
    pattern: /exceeds max_streams/i,
    reason: 'not allowed',
    text: 'has more streams in it than { limits: { streams } } allows',
  },
  {
    pattern: /\b401\b|Unauthorized|authorization failed|403 Forbidden/i,
    reason: 'unauthorised',
    text: FAILURE_TEXTS.unauthorised,
  },
  {
    pattern: /BADSECRET|UNSECURE|Incorrect passphrase|Password required/i,
    scheme: 'srt',
    reason: 'unauthorised',
    text: 'wants a passphrase, or another one. It goes into the URL, as in srt://host:port?passphrase=…',
  },
  {
    // SRT travels by UDP: whether nobody listens, or a firewall stands between, cannot be told.
    pattern: /Connection to srt:.* failed/i,
    scheme: 'srt',
    reason: 'no answer',
    text: FAILURE_TEXTS['no answer'],
  },
  {
    pattern: /Protocol not found|Unrecognized option|Option .* not found|Unknown input format/i,
    reason: 'unsupported',
    text: 'needs what the ffmpeg in use was built without; name another with { ffmpeg: path }',
  },
  {
    // Of what it cannot even name, ffmpeg makes no video stream.
    pattern: /Decoder .* not found|no decoder|^\s*Stream #.*: Unknown: none/i,
    reason: 'unsupported',
    text: 'holds video in a codec that the ffmpeg in use cannot decode; name another with { ffmpeg: path }',
    telling: /unsupported AVCodecID|Decoder \(codec (?!none)|: Unknown: none/,
  },
  {
    pattern: /\b40[04] |\b404\b|\b454\b|Stream not found|Not Found/i,
    reason: 'not found',
    text: FAILURE_TEXTS['not found'],
  },
  {
    pattern: /Connection refused/i,
    reason: 'refused',
    text: FAILURE_TEXTS.refused,
  },
  {
    pattern: /No route to host|Network is unreachable|Host is unreachable/i,
    reason: 'unreachable',
    text: FAILURE_TEXTS.unreachable,
  },
  {
    pattern: /Connection timed out|Operation timed out/i,
    reason: 'no answer',
    text: FAILURE_TEXTS['no answer'],
  },
  {
    pattern: /not on whitelist/i,
    reason: 'not video',
    text: 'is a list or points elsewhere: only streams that hold video themselves are received',
  },
  {
    pattern: /matches no streams|does not contain any stream/i,
    reason: 'not video',
    text: 'holds no video, only sound or data',
  },
  {
    // So it says it when the other side hangs up.
    pattern: /Invalid data found/i,
    scheme: 'rtsp',
    reason: 'closed',
    text: 'closed the connection, or does not speak RTSP',
  },
  {
    pattern: /Invalid data found|could not find codec parameters/i,
    reason: 'not video',
    text: 'is not a video that ffmpeg can read',
  },
  {
    pattern: /Connection reset|Broken pipe|End of file|Input\/output error/i,
    reason: 'closed',
    text: FAILURE_TEXTS.closed,
  },
];

/**
 * The error for a stream that could not be opened, or that broke off.
 *
 * @param address - The stream.
 * @param end - How its decoder ended.
 * @param frames - Frames that came.
 */
export function streamFailure(
  address: StreamAddress,
  end: DecoderEnd,
  frames: number,
): NetworkSourceUnavailableError {
  if (end.fault instanceof NetworkSourceUnavailableError) return end.fault;
  const name = named(address);
  const tail = end.stderrTail.map((line) => address.redact(line));
  const cause = ffmpegError({
    doing: `receiving ${name}`,
    command: [],
    exit: { ...end.exit, ...withoutArguments(end.exit.spawnError) },
    stderrTail: tail,
  });
  if (end.fault !== undefined) {
    const message = `What ffmpeg made of ${name} is no video.`;
    return new NetworkSourceUnavailableError(message, { reason: 'failed', cause: end.fault });
  }
  if (end.isStalled) return silence(address, frames);
  if (end.exit.code === null) {
    return new NetworkSourceUnavailableError(`${cause.message} Another ffmpeg may do better.`, {
      reason: 'failed',
      cause,
    });
  }
  // After the first frame only its last words count: those before are of the opening.
  const words = lastWords(tail);
  const lines = frames === 0 ? tail : [words];
  const sign = SIGNS.find(
    ({ pattern, scheme = address.scheme }) =>
      scheme === address.scheme && lines.some((line) => pattern.test(line)),
  );
  const text = sign?.text ?? (frames > 0 ? 'ended' : 'ended the connection before any video came');
  const before = frames === 0 ? '' : ` after ${frames} frames`;
  const telling = lines.find((line) => sign?.telling?.test(line) === true)?.trim() ?? words;
  const said = telling === '' ? '' : ` ffmpeg says: ${telling}`;
  const message = `${name} ${text}${before}${/[?]$/.test(text) ? '' : '.'}${said}`;
  return new NetworkSourceUnavailableError(message, { reason: sign?.reason ?? 'closed', cause });
}

/**
 * The error for a stream that delivers nothing.
 *
 * @param address - The stream.
 * @param frames - Frames that came before.
 * @param waitedMs - How long was waited for the first.
 */
export function silence(
  address: StreamAddress,
  frames: number,
  waitedMs?: number,
): NetworkSourceUnavailableError {
  const name = named(address);
  if (frames > 0) {
    return new NetworkSourceUnavailableError(
      `${name} fell silent after ${frames} frames: none came for as long as { stallTimeoutMs } allows.`,
      { reason: 'silent' },
    );
  }
  const why =
    address.scheme === 'udp' || address.scheme === 'sdp'
      ? 'Does somebody send to this port, and does a firewall let it through?'
      : 'Is it switched on, does it send video, and does a firewall stand between?';
  return new NetworkSourceUnavailableError(
    `No video came from ${name} within ${waitedMs ?? 0} ms ({ openTimeoutMs }). ${why}`,
    { reason: 'no answer' },
  );
}

/** Node puts the whole command line, password and all, into the error of a program that cannot be started. */
function withoutArguments(error: NodeJS.ErrnoException | undefined): {
  spawnError?: NodeJS.ErrnoException;
} {
  return error === undefined ? {} : { spawnError: new Error(error.message) };
}
