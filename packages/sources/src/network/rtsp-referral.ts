import { randomBytes } from 'node:crypto';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { connectFailure } from './connect-failure';
import { listenOnLoopback } from './listen-on-loopback';
import type { StreamAddress } from './stream-address';
import type { StreamRoute } from './stream-route';

const MAX_REQUEST = 8192;

/**
 * Tells ffmpeg the real address of an RTSP stream, once, by a redirection: its command line, which other users of the machine may
 * see, holds an address of ours without a secret.
 */
export class RtspReferral implements StreamRoute {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  /**
   * Makes sure that somebody listens at the real address, since older versions of ffmpeg would follow the redirection for ever
   * otherwise, and waits for ffmpeg to ask.
   *
   * @param address - The real address.
   * @param ip - Number of its host.
   * @param signal - Gives up.
   * @throws {@link NetworkSourceUnavailableError} when nobody listens.
   */
  static async open(
    address: StreamAddress,
    ip: string,
    signal: AbortSignal,
  ): Promise<RtspReferral> {
    try {
      await reach(ip, address.port, signal);
    } catch (error) {
      throw connectFailure(address, error);
    }
    const target = address.urlAt(ip);
    const server = createServer({ noDelay: true });
    const port = await listenOnLoopback(server);
    const url = `rtsp://127.0.0.1:${port}/${randomBytes(16).toString('hex')}`;
    const referral = new RtspReferral(server, url);
    server.on('connection', (socket) => referral.#answer(socket, target));
    return referral;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(socket: Socket, target: string): void {
    this.#sockets.add(socket);
    socket.unref();
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > MAX_REQUEST) socket.destroy();
      else if (text.includes('\r\n\r\n')) {
        socket.removeAllListeners('data');
        const [, asked] = /^[A-Z_]+ (\S+) RTSP\/1\.0\r\n/.exec(text) ?? [];
        const [, number] = /^CSeq: *(\d+)\r?$/im.exec(text) ?? [];
        // Nobody else knows the path; and who knows it, learns from it only once.
        if (asked !== this.url || number === undefined || !this.#server.listening) {
          socket.destroy();
          return;
        }
        this.#server.close();
        socket.end(
          `RTSP/1.0 302 Moved Temporarily\r\nCSeq: ${number}\r\nLocation: ${target}\r\n\r\n`,
        );
      }
    });
  }
}

function reach(host: string, port: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
