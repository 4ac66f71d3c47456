import { FfmpegError, type ErrorCode } from '@giftgrab/core';
import type { ProcessExit } from './ffmpeg-process';

// What ffmpeg prints when all is well, or that repeats what another line says better.
const NOISE = [
  /^ffmpeg version /,
  /^ffprobe version /,
  /^\s*(built with|configuration:|lib(av|sw|postproc)\w*\s)/,
  /^(Input|Output) #\d/,
  /^\s*(Metadata|Duration|Stream|Chapter|Program|Side data)\b/,
  /^\s+\w+\s*:/,
  /^(frame|size|video|bitrate)=/,
  /^video:\S+ audio:/,
  /^Stream mapping:/,
  /^Conversion failed!/,
  /^Press \[q\]/,
  /^Exiting normally/,
  /deprecated pixel format used/,
  /^\[(libx264|libx265|libvpx|swscaler)[^\]]*\] (using|profile|frame|mb|Weighted|ref|kb\/s|i16|i8|i4|8x8|coded|consecutive)/,
  /^x265 \[info\]/,
  /^Error while decoding stream/,
  /^\s*Last message repeated/,
  /-vsync is deprecated/,
];

/**
 * The line of ffmpeg's standard error that says best what went wrong; empty when none does.
 *
 * @param lines - Its last lines, oldest first.
 */
export function lastWords(lines: readonly string[]): string {
  const telling = lines.filter((line) => !NOISE.some((pattern) => pattern.test(line)));
  return (telling.at(-1) ?? '').replace(/^\[[^\]]+ @ (?:0x)?[0-9a-f]+\] /, '').trim();
}

const CODES: readonly (readonly [RegExp, ErrorCode])[] = [
  [/No space left on device/, 'DISK_FULL'],
  [
    /(Unknown encoder|Encoder not found|Cannot load|No (?:NVENC )?capable devices)/i,
    'ENCODER_UNAVAILABLE',
  ],
];

/** What ffmpeg was doing, for the message. */
export interface RunDescription {
  /** For example `encoding "out.mp4"`. */
  readonly doing: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** How it ended. */
  readonly exit: ProcessExit;
  /** Its last lines. */
  readonly stderrTail: readonly string[];
}

/**
 * The typed error for an ffmpeg that ended as it should not have.
 *
 * @param run - What it did and how it ended.
 */
export function ffmpegError(run: RunDescription): FfmpegError {
  const { exit, stderrTail, command, doing } = run;
  const words = lastWords(stderrTail);
  const said = words === '' ? 'It said nothing.' : `It said: ${words}`;
  const code = CODES.find(([pattern]) => stderrTail.some((line) => pattern.test(line)))?.[1];
  return new FfmpegError(`ffmpeg ${howItEnded(exit)} while ${doing}. ${said}`, {
    code: code ?? 'FFMPEG',
    command,
    exitCode: exit.code,
    signal: exit.signal,
    stderrTail,
    cause: exit.spawnError,
  });
}

function howItEnded(exit: ProcessExit): string {
  if (exit.spawnError !== undefined) return `could not be started (${exit.spawnError.message})`;
  if (exit.signal !== null) return `was ended by ${exit.signal}`;
  return `exited with code ${exit.code}`;
}
