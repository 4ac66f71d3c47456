import { createServer, type AddressInfo, type Socket } from 'node:net';
import { headerBytes, helloBytes, type FrameHeader } from '../../src/camera-protocol';

/** What every camera of these tests sends. */
export const PICTURE = { cols: 8, rows: 6, frameRate: 25 } as const;

/** A camera made of code. */
export interface CameraServer extends AsyncDisposable {
  readonly port: number;
  /** Connections that are open. */
  readonly open: ReadonlySet<Socket>;
}

/**
 * Listens on the loopback.
 *
 * @param send - What is sent to whoever connects.
 */
export async function cameraServer(send: (socket: Socket) => void): Promise<CameraServer> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    // Whoever has seen enough hangs up.
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    send(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    open,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A hello and frames, each of which is filled with its number. */
export function streamOf(headers: readonly FrameHeader[]): Buffer {
  const frames = headers.flatMap((header) => [
    headerBytes(header),
    new Uint8Array(PICTURE.cols * PICTURE.rows).fill(header.number),
  ]);
  return Buffer.concat([helloBytes(PICTURE), ...frames]);
}

/** Frames with these numbers, at the times that belong to them. */
export function headersOf(...numbers: readonly number[]): readonly FrameHeader[] {
  return numbers.map((number) => ({ number, microseconds: 7_000_000n + BigInt(number) * 40_000n }));
}
