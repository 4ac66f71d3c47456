import { spawn, type ChildProcess } from 'node:child_process';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, isIPv6, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { path as bundled } from '@ffmpeg-installer/ffmpeg';

/** A picture that moves, in real time, without end unless told otherwise, as a live sender encodes it. */
export function liveVideo(size = '64x48', more = ''): string[] {
  const input = ['-re', '-f', 'lavfi', '-i', `testsrc2=s=${size}:r=30${more}`];
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '10'];
  return [...input, ...codec, '-pix_fmt', 'yuv420p'];
}

/** Servers and senders on the loopback of one test file, all ended when its tests are over. */
export class StreamServers {
  readonly #children = new Set<ChildProcess>();
  readonly #servers = new Set<Server>();
  readonly #sockets = new Set<Socket>();

  /** A port that nobody listens at. */
  async freePort(): Promise<number> {
    const server = createServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  /** A port for RTP, which are even. */
  async evenPort(): Promise<number> {
    return (await this.freePort()) & ~1;
  }

  /** Starts a program that sends. */
  start(program: string, args: readonly string[]): ChildProcess {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    child.on('error', () => undefined);
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    return child;
  }

  /** Starts an ffmpeg that sends. */
  ffmpeg(...args: readonly string[]): ChildProcess {
    return this.start(bundled, ['-nostdin', '-v', 'error', ...args]);
  }

  /** An HTTP server; tells its port. */
  http(answer: (response: ServerResponse, path: string) => void, port = 0): Promise<number> {
    const server = createHttpServer((request, response) => {
      response.on('error', () => undefined);
      answer(response, request.url ?? '');
    });
    return this.#listen(server, port);
  }

  /** A web server; tells its origin: `http://127.0.0.1:50000`. */
  async web(
    answer: (request: IncomingMessage, response: ServerResponse) => void,
    options: { readonly tls?: { readonly key: string; readonly cert: string }; host?: string } = {},
  ): Promise<string> {
    const { tls, host = '127.0.0.1' } = options;
    const listener: RequestListener = (request, response) => {
      response.on('error', () => undefined);
      answer(request, response);
    };
    const server =
      tls === undefined ? createHttpServer(listener) : createHttpsServer({ ...tls }, listener);
    const port = await this.#listen(server, 0, host);
    const shown = isIPv6(host) ? `[${host}]` : host;
    return `${tls === undefined ? 'http' : 'https'}://${shown}:${port}`;
  }

  /** A TCP server; tells its port. */
  tcp(answer: (socket: Socket) => void, port = 0, host?: string): Promise<number> {
    return this.#listen(createServer(answer), port, host);
  }

  /** Sends what an ffmpeg writes to its standard output. */
  pipe(to: Writable, ...args: readonly string[]): ChildProcess {
    const child = this.ffmpeg(...args, 'pipe:1');
    child.stdout?.pipe(to);
    child.stdout?.on('error', () => undefined);
    to.once('close', () => child.kill('SIGKILL'));
    return child;
  }

  /** Breaks all connections that there are. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Stops to listen and ends everything; resolves when no process is left. */
  async close(): Promise<void> {
    const gone = [...this.#children].map((child) => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      return closed;
    });
    this.hangUp();
    for (const server of this.#servers) server.close();
    this.#servers.clear();
    await Promise.all(gone);
  }

  #listen(server: Server, port: number, host?: string): Promise<number> {
    this.#servers.add(server);
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    return listening(server, port, host);
  }
}

/** Servers that are closed after each test of a suite. */
export function useServers(): StreamServers {
  const servers = new StreamServers();
  afterEach(() => servers.close());
  return servers;
}

function listening(server: Server, port = 0, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
