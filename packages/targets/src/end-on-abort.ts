import { GiftGrabError, type VideoTarget } from '@giftgrab/core';

/**
 * Ends a target with `ABORTED` when a signal is aborted; what it was given before is written.
 *
 * @param target - The target.
 * @param signal - The signal, if there is one.
 * @returns Stops listening to it.
 */
export function endOnAbort(
  target: Pick<VideoTarget, 'error'>,
  signal: AbortSignal | undefined,
): () => void {
  const abort = (): void => {
    const cause: unknown = signal?.reason;
    target.error(new GiftGrabError('ABORTED', 'The writer was aborted.', { cause }));
  };
  if (signal?.aborted === true) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  return () => signal?.removeEventListener('abort', abort);
}
