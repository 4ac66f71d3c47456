import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { describe, NetworkSourceUnavailableError } from '@giftgrab/core';

/**
 * The number of a host. Looked up here: the bundled ffmpeg, being static, crashes on any name. IPv4 comes first, where a
 * host has both, since most cameras and servers on a local network listen there only.
 *
 * @param host - Its name or number.
 * @param shown - The address as messages name it.
 * @throws {@link NetworkSourceUnavailableError} when there is no such host.
 */
export async function resolveHost(host: string, shown: string): Promise<string> {
  if (isIP(host) !== 0) return host;
  try {
    const addresses = await lookup(host, { all: true });
    const first = addresses.find(({ family }) => family === 4) ?? addresses[0];
    if (first !== undefined) return first.address;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unknownHost(host, shown, code, error);
  }
  throw unknownHost(host, shown, undefined, undefined);
}

/**
 * The error for a name without an address.
 *
 * @param host - The name.
 * @param shown - The address as messages name it.
 * @param code - What the look-up said.
 * @param cause - The same with all that belongs to it.
 */
export function unknownHost(
  host: string,
  shown: string,
  code: string | undefined,
  cause: unknown,
): NetworkSourceUnavailableError {
  return new NetworkSourceUnavailableError(
    `The host ${describe(host)} of ${shown} has no address${code === undefined ? '' : ` (${code})`}. ` +
      'Is the name right, and is this machine on the same network?',
    { reason: 'unknown host', cause },
  );
}
