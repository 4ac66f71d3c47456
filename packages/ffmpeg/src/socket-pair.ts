import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type OnReadOpts, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// sun_path has 104 to 108 bytes.
const LONGEST_PATH = 100;

/** Two connected sockets: ours, which reads into memory that we name, and the one that a child writes to. */
export interface SocketPair {
  /** Our end. */
  readonly ours: Socket;
  /** The child's end, to be given as its standard output. */
  readonly theirs: Socket;
}

/**
 * Connects two sockets. Node's own pipe to a child would hand over a fresh buffer for every 64 KiB; a socket that is
 * connected with `onread` puts the bytes where they belong.
 *
 * @param onread - Where the bytes go.
 */
export async function socketPair(onread: OnReadOpts): Promise<SocketPair> {
  // The folder is this user's alone, so nobody else can connect first.
  const parent = tmpdir().length < LONGEST_PATH - 24 ? tmpdir() : '/tmp';
  const folder = mkdtempSync(join(parent, 'giftgrab-'));
  const path = join(folder, 'frames');
  const server = createServer({ pauseOnConnect: true });
  try {
    server.listen(path);
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const ours = connect({ path, onread });
    const [[theirs]] = await Promise.all([accepted, once(ours, 'connect')]);
    return { ours, theirs };
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
