import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { AddressUnavailableError, type AddressFailure } from '@giftgrab/core';

const REASONS: Readonly<Record<string, AddressFailure>> = {
  EADDRINUSE: 'in use',
  EACCES: 'not allowed',
  EADDRNOTAVAIL: 'no such address',
  ENOTFOUND: 'no such address',
  EAI_AGAIN: 'no such address',
};

/**
 * Makes a server listen.
 *
 * @param server - The server.
 * @param place - Where.
 * @returns Where it listens.
 * @throws {@link AddressUnavailableError} when it cannot.
 */
export async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => {
      reject(new AddressUnavailableError({ host, port, reason: REASONS[cause.code ?? ''], cause }));
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.removeListener('error', fail);
      // A connection that there is no descriptor for must not end the program.
      server.on('error', () => undefined);
      resolve();
    });
  });
  return server.address() as AddressInfo;
}

/**
 * The address to open in a browser.
 *
 * @param listening - Where the server listens. For "everywhere", an address that other machines can reach is named.
 */
export function urlOf({ address, family, port }: AddressInfo): string {
  const isEverywhere = address === '0.0.0.0' || address === '::';
  const reachable = isEverywhere ? (outwardAddress() ?? '127.0.0.1') : address;
  const isBracketed = !isEverywhere && family === 'IPv6';
  return `http://${isBracketed ? `[${reachable}]` : reachable}:${port}`;
}

function outwardAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
