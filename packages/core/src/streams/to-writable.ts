import { Writable } from 'node:stream';
import { InvalidOptionError } from '../errors';
import { VideoFrame } from '../frames/video-frame';
import type { TargetReport, VideoTarget } from '../graph/video-target';
import { abortedError } from './aborted-error';

/**
 * Makes a Node `Writable` of a target: for `pipeline()` and `pipe()` from streams of frames.
 *
 * It is in object mode and takes frames over: each is released when the target has it, so write `frame.retain()` to keep
 * yours. (Frames in ordinary memory stay as they are.) Its backpressure is the target's. The end closes the target;
 * `'finish'` comes when that is done, and {@link VideoTarget.finished} has the report. `destroy()` ends the target with the
 * error, or with `ABORTED`, and gives back the frames that wait; what the target fails with destroys the stream.
 *
 * @param target - Where the frames go.
 * @example
 * ```ts
 * import { pipeline } from 'node:stream/promises';
 * import { toReadable, toWritable, type VideoSource, type VideoTarget } from '@giftgrab/core';
 *
 * async function record(source: VideoSource, target: VideoTarget): Promise<number> {
 *   await pipeline(toReadable(source, { as: 'frames' }), toWritable(target));
 *   return (await target.finished).frames;
 * }
 * ```
 */
export function toWritable<Report extends TargetReport>(target: VideoTarget<Report>): Writable {
  return new TargetWritable(target);
}

type Target = Pick<VideoTarget, 'append' | 'close' | 'error' | 'finished'>;

class TargetWritable extends Writable {
  readonly #target: Target;
  // The loans that were taken over and are not given back yet.
  readonly #taken = new Set<VideoFrame>();

  constructor(target: Target) {
    super({ objectMode: true, highWaterMark: 1 });
    this.#target = target;
    // It may fail between two frames, where no write would tell.
    target.finished.catch((error: unknown) => this.destroy(error as Error));
  }

  // Node forgets what waits in its own queue when a stream is destroyed.
  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    if (chunk instanceof VideoFrame) {
      if (this.writable) this.#taken.add(chunk);
      else chunk.release();
    }
    return super.write(chunk, encoding as BufferEncoding, callback as () => void);
  }

  override _write(chunk: unknown, _encoding: string, callback: (error?: Error) => void): void {
    if (!(chunk instanceof VideoFrame)) {
      callback(new InvalidOptionError('chunk', 'a VideoFrame', chunk));
      return;
    }
    const done = (error?: unknown): void => {
      this.#taken.delete(chunk);
      chunk.release();
      callback(error as Error | undefined);
    };
    this.#target.append(chunk).then(() => done(), done);
  }

  override _final(callback: (error?: Error) => void): void {
    this.#target.close().then(() => callback(), callback);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    for (const frame of this.#taken) frame.release();
    this.#taken.clear();
    // One that is closed already takes no notice.
    this.#target.error(error ?? abortedError());
    const done = (): void => callback(error);
    this.#target.finished.then(done, done);
  }
}
