import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { locateFfmpeg } from 'giftgrab';

/** A live stream to look at. */
export interface TestStream {
  /** Where it is. */
  readonly url: string;
  /** Ends it. */
  readonly stop: () => void;
}

/** What {@link testStream} sends. */
export interface TestPicture {
  readonly cols: number;
  readonly rows: number;
  readonly frameRate: number;
}

/** Sends a test picture, live, to whoever connects: what a camera with MPEG-TS over HTTP does. */
export async function testStream(
  { cols, rows, frameRate }: TestPicture = { cols: 320, rows: 240, frameRate: 30 },
): Promise<TestStream> {
  const ffmpeg = await locateFfmpeg();
  const picture = `-re -f lavfi -i testsrc2=s=${cols}x${rows}:r=${frameRate}`;
  const codec = '-c:v libx264 -preset ultrafast -tune zerolatency -g 30 -pix_fmt yuv420p';
  const args = `-nostdin -v error ${picture} ${codec} -f mpegts pipe:1`.split(' ');
  const server = createServer((_, response) => {
    const sender = spawn(ffmpeg.path, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    sender.stdout.on('error', () => undefined).pipe(response);
    response.once('close', () => sender.kill('SIGKILL'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/camera`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
