import { GiftGrabError } from '../errors';

/**
 * What a target ends with whose stream was given up.
 *
 * @param cause - The reason, if one was given.
 */
export function abortedError(cause?: unknown): GiftGrabError {
  const details = cause === undefined ? {} : { cause };
  return new GiftGrabError(
    'ABORTED',
    'The stream into the target was given up before its end.',
    details,
  );
}
