import { StreamServers } from '../../packages/sources/test/support/stream-servers';

/** Does something with servers on the loopback, and ends them. */
export async function withServers(work: (servers: StreamServers) => Promise<void>): Promise<void> {
  const servers = new StreamServers();
  try {
    await work(servers);
  } finally {
    await servers.close();
  }
}
