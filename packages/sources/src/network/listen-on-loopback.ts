import type { AddressInfo, Server } from 'node:net';

/**
 * Lets a server listen on the loopback, at any port that is free. It does not keep Node running.
 *
 * @param server - The server.
 * @returns The port.
 */
export function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      server.unref();
      resolve((server.address() as AddressInfo).port);
    });
  });
}
