import { STATUS_CODES } from 'node:http';
import { NetworkSourceUnavailableError } from '@giftgrab/core';
import { named, type StreamAddress } from '../stream-address';
import { FAILURE_TEXTS } from '../stream-failure';

/**
 * The error for an answer that is no success.
 *
 * @param address - The stream.
 * @param status - HTTP's number of it.
 */
export function statusFailure(
  address: StreamAddress,
  status: number,
): NetworkSourceUnavailableError {
  const reason = reasonOf(status);
  const text = reason === 'failed' ? 'is not served' : FAILURE_TEXTS[reason];
  const words = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  const message = `${named(address)} ${text}. It answers: ${words}.`;
  return new NetworkSourceUnavailableError(message, { reason });
}

function reasonOf(status: number): 'unauthorised' | 'not found' | 'failed' {
  if ([401, 403, 407].includes(status)) return 'unauthorised';
  return [400, 404, 410].includes(status) ? 'not found' : 'failed';
}

/**
 * The error for an answer that is no video.
 *
 * @param address - The stream.
 * @param text - What it does, after its name.
 */
export function notVideo(address: StreamAddress, text: string): NetworkSourceUnavailableError {
  return new NetworkSourceUnavailableError(`${named(address)} ${text}.`, { reason: 'not video' });
}
