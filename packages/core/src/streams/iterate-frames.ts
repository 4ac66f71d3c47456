import type { Observable } from 'rxjs';
import type { VideoFrame } from '../frames/video-frame';
import { FrameIterator } from '../graph/frame-iterator';
import { pullFrames } from './pull-frames';

/**
 * Makes any stream of frames one to loop over: a source, what `pipe()` makes of it, or an Observable of RxJS.
 *
 * Each frame is valid until the loop's next turn; `retain()` it to keep it longer. Frames that come meanwhile wait as
 * loans, so a source waits for the loop once its budget is spent, and nothing is lost. The stream is subscribed to with the
 * first turn and left when the loop is, however that happens. What the stream fails with is thrown after the last frame.
 *
 * @param stream - The frames. (A source can be looped over without this, then in a run of its own.)
 * @returns What `for await` takes.
 * @throws {@link FrameBudgetError}, as a rejection, when 1024 frames wait that count against no budget, as those of a Subject.
 * @example
 * ```ts
 * import { filter, iterateFrames, type VideoSource } from '@giftgrab/core';
 *
 * async function firstBright(source: VideoSource): Promise<number | undefined> {
 *   const inverted = source.pipe(filter((frame) => (frame.data().forEach((v, i, d) => (d[i] = 255 - v)), frame)));
 *   for await (const frame of iterateFrames(inverted)) {
 *     if ((frame.data()[0] ?? 0) > 200) return frame.index;
 *   }
 *   return undefined;
 * }
 * ```
 */
export function iterateFrames(stream: Observable<VideoFrame>): AsyncIterableIterator<VideoFrame> {
  return new FrameIterator(() => pullFrames(stream));
}
