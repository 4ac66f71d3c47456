import { Readable, type ReadableOptions } from 'node:stream';
import type { Observable } from 'rxjs';
import type { VideoFrame } from '../frames/video-frame';
import type { FramePuller } from '../graph/frame-puller';
import { checkIntegerIn, checkOneOf, checkOptionNames } from '../option-checks';
import { frameBytes } from './frame-bytes';
import { pullFrames } from './pull-frames';

/** What a reader of {@link toReadable} or {@link toReadableStream} gets. */
export type ReadableForm = 'frames' | 'bytes';

/** How {@link toReadable} makes its stream. */
export interface ToReadableOptions {
  /**
   * `'frames'`: each chunk is a frame, the reader's own, who releases it. `'bytes'`: each chunk is a copy of a frame's bytes,
   * all views one after the other, planes as they lie in memory.
   */
  readonly as: ReadableForm;
  /**
   * What the stream reads ahead: frames, or bytes. Frames that it has read ahead are held by it, so stay below the source's
   * budget. @defaultValue 1 frame; as Node has it for bytes, which is one frame mostly
   */
  readonly highWaterMark?: number;
}

/**
 * Makes a Node `Readable` of a stream of frames: for files, sockets, other programs, and whatever reads streams.
 *
 * Backpressure goes both ways: the reader's pace is the source's. The stream is subscribed to with the first read.
 * `destroy()` unsubscribes and gives back every frame that was not read; what the frames' stream fails with destroys it.
 *
 * @param stream - The frames.
 * @param options - What the reader gets.
 * @returns The stream; in object mode for `'frames'`.
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 * @example
 * ```ts
 * import { createWriteStream } from 'node:fs';
 * import { pipeline } from 'node:stream/promises';
 * import { toReadable, type VideoSource } from '@giftgrab/core';
 *
 * async function dump(source: VideoSource, path: string): Promise<void> {
 *   await pipeline(toReadable(source, { as: 'bytes' }), createWriteStream(path));
 * }
 * ```
 */
export function toReadable(stream: Observable<VideoFrame>, options: ToReadableOptions): Readable {
  checkOptionNames('toReadable', options, ['as', 'highWaterMark']);
  const { as, highWaterMark } = options;
  checkOneOf('as', as, ['frames', 'bytes']);
  if (highWaterMark !== undefined) checkIntegerIn('highWaterMark', highWaterMark, 1);
  return as === 'frames'
    ? new FrameReadable(stream, highWaterMark ?? 1)
    : new ByteReadable(stream, highWaterMark);
}

/** What both forms have in common: one pull for each read, and the end. */
abstract class PulledReadable extends Readable {
  readonly #stream: Observable<VideoFrame>;
  #puller: FramePuller | undefined;

  constructor(stream: Observable<VideoFrame>, options: ReadableOptions) {
    super(options);
    this.#stream = stream;
  }

  override _read(): void {
    this.#puller ??= pullFrames(this.#stream);
    this.#readOne(this.#puller).catch((error: unknown) => this.destroy(error as Error));
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    const closed = this.#puller?.close() ?? Promise.resolve();
    closed.then(() => callback(error), callback);
  }

  /** Pushes a frame, which is the stream's own to release. */
  protected abstract give(frame: VideoFrame): void;

  async #readOne(puller: FramePuller): Promise<void> {
    const frame = await puller.pullOwn();
    if (this.destroyed) frame?.release();
    else if (frame === undefined) this.push(null);
    else this.give(frame);
  }
}

class ByteReadable extends PulledReadable {
  constructor(stream: Observable<VideoFrame>, highWaterMark: number | undefined) {
    super(stream, highWaterMark === undefined ? {} : { highWaterMark });
  }

  protected override give(frame: VideoFrame): void {
    const bytes = frameBytes(frame);
    frame.release();
    this.push(bytes);
  }
}

class FrameReadable extends PulledReadable {
  // The newest of those pushed; at least as many as the stream has not handed out yet.
  #pushed: VideoFrame[] = [];

  constructor(stream: Observable<VideoFrame>, highWaterMark: number) {
    super(stream, { objectMode: true, highWaterMark });
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#forgetRead();
    for (const frame of this.#pushed.splice(0)) frame.release();
    super._destroy(error, callback);
  }

  protected override give(frame: VideoFrame): void {
    this.#pushed.push(frame);
    this.push(frame);
    this.#forgetRead();
  }

  /** Streams hand out what was pushed in order, so the last so many are those that wait. */
  #forgetRead(): void {
    this.#pushed.splice(0, this.#pushed.length - this.readableLength);
  }
}
