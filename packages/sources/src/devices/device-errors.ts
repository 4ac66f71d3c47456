import {
  DeviceNotFoundError,
  DeviceOfflineError,
  InvalidOptionError,
  isGiftGrabError,
  SourceError,
} from '@giftgrab/core';
import { deviceText, type DeviceInfo } from './device-info';

/**
 * The typed error for what opening a device failed with.
 *
 * @param device - The device.
 * @param cause - What its driver threw, or its source ended with.
 */
export function openingError(device: DeviceInfo, cause: unknown): Error {
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
export function runningError(device: DeviceInfo, cause: unknown): Error {
  if (isGiftGrabError(cause)) return cause;
  const message = `The device ${deviceText(device)} has failed: ${messageOf(cause)}`;
  return new SourceError(message, { cause });
}

/**
 * What an error says, whatever was thrown.
 *
 * @param error - What was thrown.
 */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
