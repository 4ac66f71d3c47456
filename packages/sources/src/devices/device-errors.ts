import {
  DeviceNotFoundError,
  DeviceOfflineError,
  InvalidOptionError,
  isGiftGrabError,
  SourceError,
  type ErrorCode,
  type GiftGrabError,
} from '@giftgrab/core';
import { deviceText, type DeviceInfo } from './device-info';

/**
 * The typed error for what opening a device failed with.
 *
 * @param device - The device.
 * @param cause - What its driver threw, or its source ended with.
 */
export function openingError(device: DeviceInfo, cause: unknown): GiftGrabError {
  const name = deviceText(device);
  if (cause instanceof InvalidOptionError && ['cols', 'rows'].includes(cause.option)) {
    return new DeviceOfflineError(
      `The device ${name} is connected but says that its frames have ${String(cause.received)} ${cause.option}. ` +
        'Does it get a signal?',
      { reason: 'meaningless dimensions', cause },
    );
  }
  if (isGiftGrabError(cause)) return cause;
  return new DeviceNotFoundError(`The device ${name} could not be opened: ${messageOf(cause)}`, {
    cause,
  });
}

/**
 * The typed error for what the source of an open device failed with.
 *
 * @param device - The device.
 * @param cause - What it failed with.
 */
export function runningError(device: DeviceInfo, cause: unknown): GiftGrabError {
  if (isGiftGrabError(cause)) return cause;
  const message = `The device ${deviceText(device)} has failed: ${messageOf(cause)}`;
  return new SourceError(message, { cause });
}

const PASSING: readonly ErrorCode[] = [
  'DEVICE_OFFLINE',
  'DEVICE_NOT_FOUND',
  'DEVICE_ALREADY_CONNECTED',
  'SOURCE',
  'FFMPEG',
];

/**
 * Whether what a device failed with may be over in a moment: it starts slowly, or somebody else is about to let go of it. Wrong options
 * stay wrong, and so do permissions, except that of a device which is plugged in again: it is there a moment before its permissions.
 *
 * @param error - What it failed with.
 * @param hadIt - Whether it has delivered frames before.
 */
export function mayPass(error: unknown, hadIt: boolean): boolean {
  if (!isGiftGrabError(error)) return false;
  return PASSING.includes(error.code) || (hadIt && error.code === 'SOURCE_NOT_READABLE');
}

/**
 * What an error says, whatever was thrown.
 *
 * @param error - What was thrown.
 */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
