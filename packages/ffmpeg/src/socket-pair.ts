import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type OnReadOpts, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FfmpegError } from '@giftgrab/core';

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
  let ours: Socket | undefined;
  try {
    server.listen(path);
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    ours = connect({ path, onread });
    // Without a descriptor for the other end the system closes ours, and tells the server nothing.
    const closed = once(ours, 'close').then(() => {
      throw Object.assign(new Error('EMFILE: too many open files, accept'), { code: 'EMFILE' });
    });
    const connected = Promise.all([accepted, once(ours, 'connect')]);
    const [[theirs]] = await Promise.race([connected, closed]);
    return { ours, theirs };
  } catch (cause) {
    ours?.destroy();
    throw new FfmpegError(`ffmpeg could not be started: ${(cause as Error).message}.`, { cause });
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
