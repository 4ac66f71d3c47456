import {
  frameShape,
  Rational,
  SourceError,
  Timestamp,
  VideoFrame,
  type FrameShape,
} from '@giftgrab/core';
import { CameraConnection, type CameraAddress } from './camera-connection';
import { HEADER_BYTES, readHeader, type FrameHeader } from './camera-protocol';

const MICROSECONDS = new Rational(1, 1_000_000);

/**
 * The frames of a camera, from the first that is asked for on: an `AsyncIterable`, which `fromIterable` makes a source of.
 *
 * Their times are the camera's own, from the first frame on, and their numbers too: where the camera, the network or we were too slow,
 * a number is missing.
 */
export class CameraFrames implements AsyncIterable<VideoFrame> {
  readonly #address: CameraAddress;
  readonly #most: number;
  readonly #hangUp = new AbortController();

  /**
   * @param address - Where the camera is.
   * @param most - How many frames, at most.
   */
  constructor(address: CameraAddress, most: number) {
    this.#address = address;
    this.#most = most;
  }

  /** Hangs up at once, also while a frame is waited for; `fromIterable` calls it when nobody wants more. */
  destroy(): void {
    this.#hangUp.abort();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<VideoFrame> {
    const connection = await CameraConnection.open(this.#address, this.#hangUp.signal);
    try {
      const shape = frameShape({ ...connection.hello, colour: 'GRAY8', stereoCount: 1 });
      const header = new Uint8Array(HEADER_BYTES);
      let first: FrameHeader | undefined;
      let last: FrameHeader | undefined;
      for (let count = 0; count < this.#most; count += 1) {
        if (!(await connection.reader.fill(header))) return;
        const current = readHeader(header);
        checkOrder(last, current);
        first ??= current;
        last = current;
        yield await readFrame(connection, shape, first, current);
      }
    } finally {
      connection.close();
    }
  }
}

/** The bytes go from the socket to where filters and encoders read them; the frame is the caller's. */
async function readFrame(
  { reader }: CameraConnection,
  shape: FrameShape,
  first: FrameHeader,
  current: FrameHeader,
): Promise<VideoFrame> {
  const pts = new Timestamp(Number(current.microseconds - first.microseconds), MICROSECONDS);
  const frame = VideoFrame.lend(shape, { index: current.number - first.number, pts });
  try {
    if (await reader.fill(frame.data())) return frame;
    throw new SourceError('The camera has ended the connection in the middle of a frame.');
  } catch (error) {
    frame.release();
    throw error;
  }
}

function checkOrder(last: FrameHeader | undefined, current: FrameHeader): void {
  if (last === undefined) return;
  if (current.number > last.number && current.microseconds > last.microseconds) return;
  throw new SourceError(
    `The camera has counted back, from frame ${last.number} to ${current.number}: it has started again.`,
  );
}
