import { StreamStalledError } from '../../errors';

/**
 * Says which of several streams has delivered nothing for too long.
 *
 * @param stream - Which, from 0.
 * @param ms - For how long.
 */
export function stalledError(stream: number, ms: number): StreamStalledError {
  return new StreamStalledError(
    `Stream ${stream} of those that are joined has delivered nothing for ${ms} ms. ` +
      "Look why, or let the others go on without it: { timeout: { ms, then: 'drop' } }.",
    { stream },
  );
}
