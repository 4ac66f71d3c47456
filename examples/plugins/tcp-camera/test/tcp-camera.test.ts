import { frameMemory, SourceError } from '@giftgrab/core';
import { expect } from 'chai';
import { tcpCamera } from '../src/index';
import { cameraServer, headersOf, PICTURE, streamOf } from './support/camera-server';

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('did not fail'),
    (error: unknown) => error,
  );

describe('tcpCamera', () => {
  let blocks = 0;
  beforeEach(() => (blocks = frameMemory.blocksInUse));
  afterEach(() => expect(frameMemory.blocksInUse).to.be.at.most(blocks));

  it("gives the camera's frames at its own times, with gaps where it lost some", async () => {
    const bytes = streamOf(headersOf(3, 4, 7));
    await using camera = await cameraServer((socket) => socket.end(bytes));
    await using source = await tcpCamera({ port: camera.port });
    expect(source).to.include({ cols: PICTURE.cols, rows: PICTURE.rows, colour: 'GRAY8' });
    expect(source.frameRate?.value).to.equal(25);
    // Each run connects anew.
    for (let run = 0; run < 2; run += 1) {
      const seen: unknown[] = [];
      source.subscribe((frame) => seen.push([frame.index, frame.pts?.seconds, frame.data()[9]]));
      expect(await source.finished).to.include({ ended: 'complete', frames: 3 });
      expect(seen).to.deep.equal([
        [0, 0, 3],
        [1, 0.04, 4],
        [4, 0.16, 7],
      ]);
    }
  });

  it('ends after as many frames as it is told, and hangs up', async () => {
    const bytes = streamOf(headersOf(0, 1, 2, 3));
    await using camera = await cameraServer((socket) => socket.write(bytes));
    await using source = await tcpCamera({ port: camera.port, frames: 2 });
    source.subscribe();
    expect(await source.finished).to.include({ ended: 'complete', frames: 2 });
    await closed(camera.open);
  });

  it('hangs up when nobody wants more, also while the camera is silent', async () => {
    const bytes = streamOf(headersOf(0));
    await using camera = await cameraServer((socket) => socket.write(bytes));
    const source = await tcpCamera({ port: camera.port });
    await new Promise<void>((resolve) => source.subscribe(() => resolve()));
    await source.close();
    expect(await source.finished).to.include({ ended: 'stopped', frames: 1 });
    await closed(camera.open);
  });

  const failures: readonly (readonly [what: string, bytes: Buffer, message: string])[] = [
    ['ends in the middle of a frame', streamOf(headersOf(0, 1)).subarray(0, 90), 'in the middle'],
    ['ends behind a header', streamOf(headersOf(0)).subarray(0, 24), 'in the middle'],
    ['counts back', streamOf(headersOf(5, 4)), 'from frame 5 to 4'],
  ];
  for (const [what, bytes, message] of failures) {
    it(`fails when the camera ${what}`, async () => {
      await using camera = await cameraServer((socket) => socket.end(bytes));
      await using source = await tcpCamera({ port: camera.port });
      source.subscribe({ error: () => undefined });
      const error = await failureOf(source.finished);
      expect(error).to.be.instanceOf(SourceError);
      expect(error).to.have.property('message').that.includes(message);
    });
  }

  it('says what is wrong when there is no camera, none that speaks so, or a silent one', async () => {
    const nobody = await cameraServer(() => undefined);
    const { port } = nobody;
    const silent = await failureOf(tcpCamera({ port, timeoutMs: 50 }));
    expect(silent).to.have.property('message').that.includes('silent for 50 ms');
    await nobody[Symbol.asyncDispose]();
    const gone = await failureOf(tcpCamera({ port }));
    expect(gone).to.have.property('message').that.includes(`no camera at 127.0.0.1, port ${port}`);
    await using other = await cameraServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n'));
    const wrong = await failureOf(tcpCamera({ port: other.port }));
    expect(wrong).to.have.property('message').that.includes('no camera that speaks GGC1');
  });
});

/** Waits until all have hung up. */
async function closed(open: ReadonlySet<unknown>): Promise<void> {
  while (open.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
