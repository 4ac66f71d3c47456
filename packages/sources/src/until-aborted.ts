import { GiftGrabError } from '@giftgrab/core';

/**
 * Waits for a promise, but no longer than until a signal is aborted.
 *
 * @param signal - The signal, if there is one.
 * @param promise - What to wait for; goes on by itself after an abort.
 * @throws {@link GiftGrabError} with the code `ABORTED` when the signal is aborted before the promise settles.
 */
export async function untilAborted<T>(
  signal: AbortSignal | undefined,
  promise: Promise<T>,
): Promise<T> {
  if (signal === undefined) return promise;
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () =>
      reject(
        new GiftGrabError('ABORTED', 'The source was aborted while it was opened.', {
          cause: signal.reason,
        }),
      );
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
