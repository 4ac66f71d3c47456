import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { SourceError } from '@giftgrab/core';
import { ByteReader } from './byte-reader';
import { HELLO_BYTES, readHello, type CameraHello } from './camera-protocol';

/** Where a camera is, and how long to wait for it. */
export interface CameraAddress {
  /** Its name or number. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
  /** Milliseconds of silence until it is given up. */
  readonly timeoutMs: number;
}

/** A connection to a camera, from its hello on. */
export class CameraConnection {
  /** What it has said first. */
  readonly hello: CameraHello;
  /** The frames. */
  readonly reader: ByteReader;
  readonly #socket: Socket;

  private constructor(socket: Socket, hello: CameraHello, reader: ByteReader) {
    this.#socket = socket;
    this.hello = hello;
    this.reader = reader;
  }

  /**
   * Connects to a camera and hears its hello.
   *
   * @param address - Where it is.
   * @param signal - Gives up; ends the connection too, when it has been made.
   * @throws {@link SourceError} when there is none, or it is silent.
   */
  static async open(address: CameraAddress, signal?: AbortSignal): Promise<CameraConnection> {
    const { host, port, timeoutMs } = address;
    signal?.throwIfAborted();
    const socket = connect({ host, port, ...(signal !== undefined && { signal }) });
    const silence = `The camera at ${host}, port ${port}, has been silent for ${timeoutMs} ms.`;
    socket.setTimeout(timeoutMs, () => socket.destroy(new SourceError(silence)));
    try {
      await once(socket, 'connect');
      const reader = new ByteReader(socket);
      const hello = new Uint8Array(HELLO_BYTES);
      if (!(await reader.fill(hello))) throw new SourceError('The camera has hung up at once.');
      return new CameraConnection(socket, readHello(hello), reader);
    } catch (cause) {
      socket.destroy();
      if (cause instanceof SourceError || signal?.aborted === true) throw cause;
      const reason = (cause as Error).message;
      throw new SourceError(`There is no camera at ${host}, port ${port}: ${reason}`, { cause });
    }
  }

  /** Hangs up; whoever waits for bytes is told that there are no more. */
  close(): void {
    this.#socket.destroy();
  }
}
