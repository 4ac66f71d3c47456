import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** How much a relay loses. */
export interface Loss {
  /** The same seed loses the same. */
  readonly seed: number;
  /** Part of the packets that is dropped, from 0 to 1. */
  readonly drop: number;
  /** Part of the packets of which a byte is changed. */
  readonly flip: number;
}

/** Passes packets on, and loses some of them. */
export class LossyRelay {
  /** Packets that were dropped or changed. */
  harmed = 0;
  readonly #loss: Loss;
  readonly #random: () => number;
  readonly #closing: (() => void)[] = [];

  constructor(loss: Loss) {
    this.#loss = loss;
    this.#random = randomOf(loss.seed);
  }

  /** Passes the packets that come at a port of its own on to another; tells its own. */
  async udp(to: number): Promise<number> {
    const socket = createSocket('udp4');
    this.#closing.push(() => socket.close());
    socket.on('error', () => undefined);
    socket.on('message', (packet) => {
      const harmed = this.#harm(packet);
      if (harmed !== undefined) socket.send(harmed, to, '127.0.0.1');
    });
    return bound(socket);
  }

  /** Stands before a TCP server: changes bytes of what it sends, and drops none, as TCP would not. */
  tcp(to: number): Promise<number> {
    return this.#listen(to, (fromServer, client) => {
      fromServer.on('data', (chunk: Buffer) => client.write(this.#flip(chunk)));
    });
  }

  /** Stands before an RTSP server whose packets go by UDP: has them sent to itself, and loses some. */
  rtsp(to: number): Promise<number> {
    return this.#listen(
      to,
      (fromServer, client) => fromServer.pipe(client),
      async (request) => {
        const ports = /client_port=(\d+)-(\d+)/.exec(request);
        if (ports === null) return request;
        const own = await this.udp(Number(ports[1]));
        return request.replace(ports[0], `client_port=${own}-${own + 1}`);
      },
    );
  }

  /** Ends it. */
  close(): void {
    for (const close of this.#closing.splice(0)) close();
  }

  async #listen(
    to: number,
    answer: (fromServer: Socket, client: Socket) => void,
    ask: (request: string) => string | Promise<string> = (request) => request,
  ): Promise<number> {
    const server = createServer((client) => {
      const upstream = connect(to, '127.0.0.1');
      for (const socket of [client, upstream]) {
        socket.on('error', () => undefined);
        this.#closing.push(() => socket.destroy());
      }
      upstream.once('close', () => client.destroy());
      client.once('close', () => upstream.destroy());
      let turn = Promise.resolve();
      client.on('data', (chunk: Buffer) => {
        turn = turn.then(async () => {
          upstream.write(await ask(chunk.toString('latin1')), 'latin1');
        });
      });
      answer(upstream, client);
    });
    this.#closing.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  #harm(packet: Buffer): Buffer | undefined {
    if (this.#random() >= this.#loss.drop) return this.#flip(packet);
    this.harmed += 1;
    return undefined;
  }

  #flip(packet: Buffer): Buffer {
    if (this.#random() >= this.#loss.flip) return packet;
    this.harmed += 1;
    const copy = Buffer.from(packet);
    const at = Math.floor(this.#random() * copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(this.#random() * 8));
    return copy;
  }
}

function bound(socket: Datagrams): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => resolve(socket.address().port));
  });
}

/** The multiplicative generator of Lehmer: numbers from 0 to 1. */
function randomOf(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state - 1) / 2147483646;
  };
}
