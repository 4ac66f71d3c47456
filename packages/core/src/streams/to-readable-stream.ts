import type { Observable } from 'rxjs';
import type { VideoFrame } from '../frames/video-frame';
import type { FramePuller } from '../graph/frame-puller';
import { checkOneOf, checkOptionNames } from '../option-checks';
import { frameBytes } from './frame-bytes';
import { pullFrames } from './pull-frames';
import type { ReadableForm } from './to-readable';

/** How {@link toReadableStream} makes its stream. */
export interface ToReadableStreamOptions<Form extends ReadableForm = ReadableForm> {
  /**
   * `'frames'`: each chunk is a frame, the reader's own, who releases it. `'bytes'`: each chunk is a copy of a frame's bytes,
   * all views one after the other, planes as they lie in memory.
   */
  readonly as: Form;
}

/**
 * Makes a `ReadableStream` of the Web of a stream of frames: for `Response`, `pipeTo`, `pipeThrough` and the like.
 *
 * Nothing is read ahead: frames that wait do so as loans, and the reader's pace is the source's. The stream is subscribed to
 * with the first read. `cancel()` unsubscribes and gives back every frame that was not read; what the frames' stream fails
 * with is what reads reject with.
 *
 * @param stream - The frames.
 * @param options - What the reader gets.
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 * @example
 * ```ts
 * import { toReadableStream, type VideoSource } from '@giftgrab/core';
 *
 * async function upload(source: VideoSource, url: string): Promise<number> {
 *   const body = toReadableStream(source, { as: 'bytes' });
 *   return (await fetch(url, { method: 'PUT', body, duplex: 'half' })).status;
 * }
 * ```
 */
export function toReadableStream(
  stream: Observable<VideoFrame>,
  options: ToReadableStreamOptions<'frames'>,
): ReadableStream<VideoFrame>;
export function toReadableStream(
  stream: Observable<VideoFrame>,
  options: ToReadableStreamOptions<'bytes'>,
): ReadableStream<Uint8Array>;
export function toReadableStream(
  stream: Observable<VideoFrame>,
  options: ToReadableStreamOptions,
): ReadableStream<VideoFrame> | ReadableStream<Uint8Array> {
  checkOptionNames('toReadableStream', options, ['as']);
  checkOneOf('as', options.as, ['frames', 'bytes']);
  if (options.as === 'frames') return pulledStream(stream, (frame) => frame);
  return pulledStream(stream, (frame) => {
    const bytes = frameBytes(frame);
    frame.release();
    return bytes;
  });
}

/**
 * @param chunkOf - What to hand out for a frame, whose loan goes with it.
 */
function pulledStream<Chunk>(
  stream: Observable<VideoFrame>,
  chunkOf: (frame: VideoFrame) => Chunk,
): ReadableStream<Chunk> {
  let puller: FramePuller | undefined;
  let isCancelled = false;
  return new ReadableStream<Chunk>(
    {
      pull: async (controller) => {
        puller ??= pullFrames(stream);
        const frame = await puller.pullOwn();
        if (isCancelled) {
          frame?.release();
        } else if (frame === undefined) {
          controller.close();
          await puller.close();
        } else {
          controller.enqueue(chunkOf(frame));
        }
      },
      cancel: async () => {
        isCancelled = true;
        await puller?.close();
      },
    },
    { highWaterMark: 0 },
  );
}
