import {
  DeviceAlreadyConnectedError,
  DeviceNotFoundError,
  DeviceOfflineError,
  FfmpegError,
  InvalidOptionError,
  SourceError,
  type ErrorDetails,
} from '@giftgrab/core';
import { ffmpegError, lastWords, type RunDescription } from '@giftgrab/ffmpeg';
import { deviceText, modeText, type DeviceInfo, type DeviceMode } from './device-info';

/** What an ffmpeg did with a device, and how it ended. */
export interface CaptureRun extends Omit<RunDescription, 'doing'> {
  /** Frames that had come. */
  readonly frames: number;
  /** Whether it was ended because nothing came for too long. */
  readonly isStalled: boolean;
}

/** What is known of a failure, for its message. */
export interface FailureContext {
  /** The device as messages call it. */
  readonly name: string;
  readonly device: DeviceInfo;
  /** What it was to deliver, where that was said. */
  readonly mode: DeviceMode | undefined;
  readonly run: CaptureRun;
  /** What ffmpeg itself says. */
  readonly cause: FfmpegError;
}

/** A kind of failure: how ffmpeg says it, and what we make of it. */
export interface FailureSign {
  /** A line of ffmpeg's standard error, or how it ended: `was ended by SIGSEGV`. */
  readonly pattern: RegExp;
  /** The typed error; `undefined` where it is something else after all. */
  readonly error: (context: FailureContext) => Error | undefined;
}

/** How the ffmpegs of one kind of devices fail. */
export interface FailureSigns {
  /** How they say that a device is gone which has delivered frames. */
  readonly lost: RegExp;
  /** All other ways; the first that fits counts. */
  readonly signs: readonly FailureSign[];
}

/**
 * The typed error for an ffmpeg that could not read a device, or can no longer.
 *
 * @param device - The device.
 * @param mode - What it was to deliver, where that was said.
 * @param run - How ffmpeg ended, and what it said.
 * @param ways - How ffmpeg fails with such devices.
 */
export function captureFailure(
  device: DeviceInfo,
  mode: DeviceMode | undefined,
  run: CaptureRun,
  { lost, signs }: FailureSigns,
): Error {
  const name = deviceText(device);
  const cause = ffmpegError({ ...run, doing: `reading the device ${name}` });
  const words = [...run.stderrTail, cause.message];
  const said = (pattern: RegExp): boolean => words.some((line) => pattern.test(line));
  if (run.isStalled || (run.frames > 0 && said(lost))) {
    const why = run.isStalled ? 'Does it get a signal?' : 'Was it unplugged?';
    const message = `The device ${name} delivers no frames any more, after ${run.frames}. ${why}`;
    return new DeviceOfflineError(message, { reason: 'no frames', cause });
  }
  const context = { name, device, mode, run, cause };
  for (const { pattern, error } of signs) {
    const found = said(pattern) ? error(context) : undefined;
    if (found !== undefined) return found;
  }
  return cause;
}

/** It is not there. */
export function notFound(pattern: RegExp, what = 'is gone. Was it unplugged?'): FailureSign {
  const error = ({ name, cause }: FailureContext): Error =>
    new DeviceNotFoundError(`The device ${name} ${what}`, { cause });
  return { pattern, error };
}

/** It is there, and gives nothing. */
export function offline(pattern: RegExp, what: string): FailureSign {
  const error = ({ name, cause }: FailureContext): Error =>
    new DeviceOfflineError(`The device ${name} ${what}`, { reason: 'no dimensions', cause });
  return { pattern, error };
}

/** Somebody else has it. */
export function busy(pattern: RegExp, hint: (device: DeviceInfo) => string): FailureSign {
  const error = ({ name, device, cause }: FailureContext): Error =>
    new DeviceAlreadyConnectedError(
      `The device ${name} is used by another program${hint(device)}`,
      { cause },
    );
  return { pattern, error };
}

/** It may not be opened. */
export function denied(pattern: RegExp, remedy: (device: DeviceInfo) => string): FailureSign {
  const error = ({ name, device, cause }: FailureContext): Error =>
    new SourceError(`The device ${name} cannot be opened. ${remedy(device)}`, {
      code: 'SOURCE_NOT_READABLE',
      cause,
    });
  return { pattern, error };
}

/** It cannot deliver what it was to deliver. */
export function wrongMode(pattern: RegExp): FailureSign {
  const error = ({ name, mode, run }: FailureContext): Error | undefined =>
    mode &&
    new InvalidOptionError(
      'mode',
      `a mode that the device ${name} can deliver`,
      modeText(mode),
      `ffmpeg says: ${lastWords(run.stderrTail.filter((line) => pattern.test(line)))}`,
    );
  return { pattern, error };
}

/** The ffmpeg in use cannot read such devices at all. */
export function notBuilt(what: string): FailureSign {
  const error = ({ run, cause }: FailureContext): Error =>
    notBuiltError(what, run.command[0] ?? '?', { cause });
  return { pattern: /Unknown input format/, error };
}

/**
 * The error for an ffmpeg that cannot read a kind of devices.
 *
 * @param what - The kind.
 * @param ffmpeg - Path of the ffmpeg.
 * @param details - What it came of.
 */
export function notBuiltError(
  what: string,
  ffmpeg: string,
  details: ErrorDetails = {},
): FfmpegError {
  return new FfmpegError(
    `The ffmpeg at ${ffmpeg} was built without ${what}. Name another with GIFTGRAB_FFMPEG.`,
    { ...details, code: 'UNSUPPORTED_FORMAT', command: [ffmpeg] },
  );
}
