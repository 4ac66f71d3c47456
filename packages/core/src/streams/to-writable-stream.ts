import { InvalidOptionError } from '../errors';
import { VideoFrame } from '../frames/video-frame';
import type { TargetReport, VideoTarget } from '../graph/video-target';
import { abortedError } from './aborted-error';

/**
 * Makes a `WritableStream` of the Web of a target: for `pipeTo()` from streams of frames.
 *
 * It takes frames over: each is released when the target has it, so write `frame.retain()` to keep yours. (Frames in
 * ordinary memory stay as they are.) Its backpressure is the target's. `close()` closes the target and resolves when that is
 * done; {@link VideoTarget.finished} has the report. `abort()` ends the target with the reason and gives back the frames
 * that wait; what the target fails with is what writes reject with.
 *
 * @param target - Where the frames go.
 * @example
 * ```ts
 * import { toReadableStream, toWritableStream, type VideoSource, type VideoTarget } from '@giftgrab/core';
 *
 * async function record(source: VideoSource, target: VideoTarget): Promise<number> {
 *   await toReadableStream(source, { as: 'frames' }).pipeTo(toWritableStream(target));
 *   return (await target.finished).frames;
 * }
 * ```
 */
export function toWritableStream<Report extends TargetReport>(
  target: VideoTarget<Report>,
): WritableStream<VideoFrame> {
  // The loans that were taken over and are not given back yet.
  const taken = new Set<VideoFrame>();
  let isOver = false;
  const giveBack = (): void => {
    isOver = true;
    for (const frame of taken) frame.release();
    taken.clear();
  };
  return new WritableStream<VideoFrame>(
    {
      start: (controller) => {
        // It may fail between two frames, where no write would tell.
        target.finished.catch((error: unknown) => {
          giveBack();
          controller.error(error);
        });
      },
      write: async (frame) => {
        try {
          await target.append(frame);
        } finally {
          taken.delete(frame);
          frame.release();
        }
      },
      close: async () => {
        await target.close();
      },
      abort: async (reason) => {
        giveBack();
        target.error(reason instanceof Error ? reason : abortedError(reason));
        await target.finished.catch(() => undefined);
      },
    },
    {
      highWaterMark: 1,
      // Called for each chunk as it is written: the one place that sees those that an abort makes the stream forget.
      size: (frame: unknown) => {
        if (!(frame instanceof VideoFrame)) {
          throw new InvalidOptionError('chunk', 'a VideoFrame', frame);
        }
        if (isOver) frame.release();
        else taken.add(frame);
        return 1;
      },
    },
  );
}
