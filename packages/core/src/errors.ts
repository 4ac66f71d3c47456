import type { Rational } from './rational';

/** Every value that {@link GiftGrabError.code} can take; stable, for programs to branch on. */
export type ErrorCode =
  | 'INVALID_OPTION'
  | 'OUT_OF_RANGE'
  | 'UNSUPPORTED_FORMAT'
  | 'FRAME_RELEASED'
  | 'FRAME_BUDGET'
  | 'SOURCE'
  | 'SOURCE_NOT_FOUND'
  | 'SOURCE_NOT_READABLE'
  | 'SOURCE_EMPTY'
  | 'SOURCE_NOT_VIDEO'
  | 'SOURCE_TOO_LARGE'
  | 'SOURCE_TRUNCATED'
  | 'SOURCE_SIZE_CHANGED'
  | 'DEVICE_NOT_FOUND'
  | 'DEVICE_ALREADY_CONNECTED'
  | 'DEVICE_OFFLINE'
  | 'NETWORK_SOURCE_UNAVAILABLE'
  | 'TARGET'
  | 'TARGET_EXISTS'
  | 'TARGET_NOT_WRITABLE'
  | 'TARGET_FRAME_MISMATCH'
  | 'TARGET_CLOSED'
  | 'DISK_FULL'
  | 'BRANCH_OVERFLOW'
  | 'STREAM_STALLED'
  | 'FILTER'
  | 'FILTER_TIMEOUT'
  | 'OBSERVER'
  | 'FFMPEG'
  | 'FFMPEG_NOT_FOUND'
  | 'FFMPEG_UNRESPONSIVE'
  | 'ENCODER_UNAVAILABLE'
  | 'NOTEBOOK'
  | 'ADDRESS_UNAVAILABLE'
  | 'PLUGIN'
  | 'ABORTED';

// Symbol.for, so that two copies of the package (an application's and a plugin's) know each other's errors.
const brand: unique symbol = Symbol.for('giftgrab.error') as never;

/** What every giftgrab error may be given besides its message. */
export interface ErrorDetails {
  /** The error or value that led to this one. */
  readonly cause?: unknown;
}

/**
 * The base of every error that giftgrab throws or sends down a stream.
 *
 * The message names the value, the rule it breaks and what to do. `instanceof` works across copies
 * of the package.
 *
 * @example
 * ```ts
 * import { GiftGrabError } from '@giftgrab/core';
 *
 * try {
 *   throw new GiftGrabError('SOURCE', 'The camera is gone.');
 * } catch (error) {
 *   if (error instanceof GiftGrabError) console.error(error.code, error.message);
 * }
 * ```
 * @see GIFT-Grab's `BasicException` (X1)
 */
export class GiftGrabError extends Error {
  /** Which kind of failure this is. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
  }

  /** @internal Knows the errors of another copy of this package too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this === GiftGrabError) return isGiftGrabError(value);
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }
}
Object.defineProperty(GiftGrabError.prototype, brand, { value: true });

/**
 * Tells whether a value is a giftgrab error, of this copy of the package or another.
 *
 * @param value - Anything, for example what a `catch` caught.
 */
export function isGiftGrabError(value: unknown): value is GiftGrabError {
  return typeof value === 'object' && value !== null && brand in value;
}

/**
 * An argument or option breaks its rule. Thrown by the call itself, before any process starts.
 *
 * @see GIFT-Grab's `BasicException` (X1)
 */
export class InvalidOptionError extends GiftGrabError {
  /** The option's public name. */
  readonly option: string;
  /** The rule, in words. */
  readonly expected: string;
  /** The value that was given. */
  readonly received: unknown;

  constructor(option: string, expected: string, received: unknown, remedy = '') {
    const advice = remedy === '' ? '' : ` ${remedy}`;
    super(
      'INVALID_OPTION',
      `Expected ${expected} for ${option} but received ${describe(received)}.${advice}`,
    );
    this.option = option;
    this.expected = expected;
    this.received = received;
  }
}

/**
 * An index or a region lies outside of what it refers to. Also a `RangeError`.
 *
 * @see GIFT-Grab's `std::out_of_range`, Python's `IndexError` (X9)
 */
export class OutOfRangeError extends RangeError {
  /** Which kind of failure this is. */
  readonly code: ErrorCode = 'OUT_OF_RANGE';
}
Object.defineProperty(OutOfRangeError.prototype, brand, { value: true });

/** A colour space, codec or container cannot do what was asked of it. */
export class UnsupportedFormatError extends GiftGrabError {
  constructor(message: string, details?: ErrorDetails) {
    super('UNSUPPORTED_FORMAT', message, details);
  }
}

/** A frame was used after its loan had ended. See {@link VideoFrame.retain} and {@link VideoFrame.clone}. */
export class FrameReleasedError extends GiftGrabError {
  constructor(message: string) {
    super('FRAME_RELEASED', message);
  }
}

/** All frames of a source's budget are held and nobody gives one back. */
export class FrameBudgetError extends GiftGrabError {
  constructor(message: string) {
    super('FRAME_BUDGET', message);
  }
}

/** A source could not be opened or failed on the way. The stream's error. @see GIFT-Grab's `VideoSourceError` (X2) */
export class SourceError extends GiftGrabError {
  constructor(message: string, details: ErrorDetails & { readonly code?: ErrorCode } = {}) {
    super(details.code ?? 'SOURCE', message, details);
  }
}

/** A file ended before its video did. Every frame that could be decoded was emitted before this error. */
export class SourceTruncatedError extends SourceError {
  /** Frames that were emitted. */
  readonly received: number;
  /** Frames that the file promised, where it promised a number. */
  readonly expected: number | undefined;

  constructor(
    message: string,
    details: ErrorDetails & { readonly received: number; readonly expected?: number | undefined },
  ) {
    super(message, { ...details, code: 'SOURCE_TRUNCATED' });
    this.received = details.received;
    this.expected = details.expected;
  }
}

/** The picture's size or format changed in mid-stream. Every frame before the change was emitted. */
export class SourceSizeChangedError extends SourceError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { ...details, code: 'SOURCE_SIZE_CHANGED' });
  }
}

/** No such device, or it could not be opened. @see GIFT-Grab's `DeviceNotFound` (X6) */
export class DeviceNotFoundError extends SourceError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { ...details, code: 'DEVICE_NOT_FOUND' });
  }
}

/** The device is in use in a way that excludes this one. @see GIFT-Grab's `DeviceAlreadyConnected` (X5) */
export class DeviceAlreadyConnectedError extends SourceError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { ...details, code: 'DEVICE_ALREADY_CONNECTED' });
  }
}

/** Why a connected device gives no video (X7). */
export type DeviceOfflineReason = 'no dimensions' | 'meaningless dimensions' | 'no frames';

/** The device is connected but gives no usable frames. @see GIFT-Grab's `DeviceOffline` (X7) */
export class DeviceOfflineError extends SourceError {
  /** What is missing. */
  readonly reason: DeviceOfflineReason;

  constructor(message: string, details: ErrorDetails & { readonly reason: DeviceOfflineReason }) {
    super(message, { ...details, code: 'DEVICE_OFFLINE' });
    this.reason = details.reason;
  }
}

/**
 * Why a network stream gives no video.
 *
 * - `'unknown host'`: its name has no address;
 * - `'refused'`: nobody listens at that port; `'unreachable'`: there is no way to it;
 * - `'no answer'`: nothing came in time; `'silent'`: it sent video and stopped; `'closed'`: the other side ended it;
 * - `'unauthorised'`: it wants a user and password, or others; `'not found'`: the server knows no such stream;
 * - `'certificate'`: its certificate is not trusted, or is another host's;
 * - `'not allowed'`: it leads to where it may not: to another host, to a file, or from HTTPS to HTTP;
 * - `'not video'`: what comes is no video that is read from a network, or holds none;
 * - `'unsupported'`: the ffmpeg in use cannot do it; `'failed'`: anything else.
 */
export type NetworkFailure =
  | 'unknown host'
  | 'refused'
  | 'unreachable'
  | 'no answer'
  | 'silent'
  | 'closed'
  | 'unauthorised'
  | 'not found'
  | 'certificate'
  | 'not allowed'
  | 'not video'
  | 'unsupported'
  | 'failed';

/** A network stream could not be reached, or gives no video. @see GIFT-Grab's `NetworkSourceUnavailable` (X8) */
export class NetworkSourceUnavailableError extends SourceError {
  /** Why. */
  readonly reason: NetworkFailure;

  constructor(message: string, details: ErrorDetails & { readonly reason?: NetworkFailure } = {}) {
    super(message, { ...details, code: 'NETWORK_SOURCE_UNAVAILABLE' });
    this.reason = details.reason ?? 'failed';
  }
}

/** A target could not be opened, or could not take a frame. @see GIFT-Grab's `VideoTargetError` (X3) */
export class TargetError extends GiftGrabError {
  constructor(message: string, details: ErrorDetails & { readonly code?: ErrorCode } = {}) {
    super(details.code ?? 'TARGET', message, details);
  }
}

/** A filter threw, rejected, returned something that is no frame, or has not answered in time (`'FILTER_TIMEOUT'`). Ends its branch only. */
export class FilterError extends GiftGrabError {
  /** {@link VideoFrame.index} of the frame it was working on. */
  readonly frameIndex: number;

  constructor(
    message: string,
    details: ErrorDetails & { readonly frameIndex: number; readonly code?: ErrorCode },
  ) {
    super(details.code ?? 'FILTER', message, details);
    this.frameIndex = details.frameIndex;
  }
}

/** More frames came to a branch than it may hold, and its policy is to fail. Ends that branch only. */
export class BranchOverflowError extends GiftGrabError {
  /** {@link VideoFrame.index} of the frame that did not fit. */
  readonly frameIndex: number;

  constructor(message: string, details: ErrorDetails & { readonly frameIndex: number }) {
    super('BRANCH_OVERFLOW', message, details);
    this.frameIndex = details.frameIndex;
  }
}

/** One of several streams that belong together has delivered nothing for too long. */
export class StreamStalledError extends GiftGrabError {
  /** Which of the streams it is, from 0. */
  readonly stream: number;

  constructor(message: string, details: ErrorDetails & { readonly stream: number }) {
    super('STREAM_STALLED', message, details);
    this.stream = details.stream;
  }
}

/** An observer threw or rejected in `next`. Ends its branch only. @see GIFT-Grab's `ObserverError` (X4) */
export class ObserverError extends GiftGrabError {
  /** {@link VideoFrame.index} of the frame it was given. */
  readonly frameIndex: number;

  constructor(message: string, details: ErrorDetails & { readonly frameIndex: number }) {
    super('OBSERVER', message, details);
    this.frameIndex = details.frameIndex;
  }
}

/** What is known of an ffmpeg that failed. */
export interface FfmpegFailure extends ErrorDetails {
  /** {@link GiftGrabError.code}; `'FFMPEG'` unless a more exact one is known. */
  readonly code?: ErrorCode;
  /** The program and its arguments. */
  readonly command?: readonly string[];
  /** Its exit code; `null` when a signal ended it. */
  readonly exitCode?: number | null;
  /** The signal that ended it, if one did. */
  readonly signal?: string | null;
  /** The last lines it wrote to its standard error. */
  readonly stderrTail?: readonly string[];
}

/** ffmpeg could not be started, died, hung, or said that something is wrong. */
export class FfmpegError extends GiftGrabError {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Its exit code; `null` when a signal ended it or it never ran. */
  readonly exitCode: number | null;
  /** The signal that ended it, if one did. */
  readonly signal: string | null;
  /** The last lines it wrote to its standard error. */
  readonly stderrTail: readonly string[];

  constructor(message: string, failure: FfmpegFailure = {}) {
    super(failure.code ?? 'FFMPEG', message, failure);
    this.command = failure.command ?? [];
    this.exitCode = failure.exitCode ?? null;
    this.signal = failure.signal ?? null;
    this.stderrTail = failure.stderrTail ?? [];
  }
}

/** No ffmpeg that can be run was found. The message lists the places looked at and what to do. */
export class FfmpegNotFoundError extends FfmpegError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { ...details, code: 'FFMPEG_NOT_FOUND' });
  }
}

/** Why an address cannot be listened at. */
export type AddressFailure = 'in use' | 'not allowed' | 'no such address' | 'failed';

const ADDRESS_ADVICE: Readonly<Record<AddressFailure, string>> = {
  'in use': 'Another program listens there. Take another port, or 0 for any that is free.',
  'not allowed': 'Take a port from 1024 on.',
  'no such address': 'This machine has no such address. Take one of its own, or 127.0.0.1.',
  failed: 'Take another port.',
};

/** A host and port cannot be listened at. */
export class AddressUnavailableError extends GiftGrabError {
  /** The host. */
  readonly host: string;
  /** The port. */
  readonly port: number;
  /** Why. */
  readonly reason: AddressFailure;

  constructor(details: {
    readonly host: string;
    readonly port: number;
    readonly reason?: AddressFailure | undefined;
    readonly cause?: unknown;
  }) {
    const { host, port, reason = 'failed', cause } = details;
    const advice = ADDRESS_ADVICE[reason];
    super('ADDRESS_UNAVAILABLE', `Cannot listen at port ${port} of ${host}. ${advice}`, { cause });
    this.host = host;
    this.port = port;
    this.reason = reason;
  }
}

// Names sit on the prototypes, not on each error, so that they do not show up as own properties.
for (const type of [
  GiftGrabError,
  InvalidOptionError,
  OutOfRangeError,
  UnsupportedFormatError,
  FrameReleasedError,
  FrameBudgetError,
  SourceError,
  SourceTruncatedError,
  SourceSizeChangedError,
  DeviceNotFoundError,
  DeviceAlreadyConnectedError,
  DeviceOfflineError,
  NetworkSourceUnavailableError,
  TargetError,
  BranchOverflowError,
  StreamStalledError,
  FilterError,
  ObserverError,
  FfmpegError,
  FfmpegNotFoundError,
  AddressUnavailableError,
]) {
  Object.defineProperty(type.prototype, 'name', { value: type.name, configurable: true });
}

/**
 * A value as an error message shows it: strings quoted, numbers and objects short.
 *
 * @param value - Anything.
 */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'symbol') return value.toString();
  if (typeof value === 'function') return `a function ${value.name}`.trimEnd();
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  if (isRationalLike(value)) return `${value.num}/${value.den}`;
  // An object without a prototype has no constructor.
  const { constructor } = value as { constructor?: { name: string } };
  return `an object of type ${constructor?.name ?? 'unknown'}`;
}

function isRationalLike(value: unknown): value is Rational {
  return typeof value === 'object' && value !== null && 'num' in value && 'den' in value;
}
