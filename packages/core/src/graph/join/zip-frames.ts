import type { FrameSetStream } from './frame-set';
import { joinStreams } from './join';
import { checkJoin, type FrameStreams, type JoinOptions } from './join-options';

/**
 * Joins streams by order: the first frames of all make a set, then the second, and so on, as `zip` of RxJS does, with bounded memory.
 *
 * With the policy `'block'`, the default, no frame is lost: a stream that is ahead waits. Frames that one stream has lost before
 * shift it against the others; {@link syncByTime} does not mind. Two arms of one source must have as many frames each: with one that
 * drops some, the other gets ahead until the source, which feeds both, waits for ever. Join such arms by time.
 *
 * @param sources - The streams; sets have their order.
 * @param options - How much may wait, and for how long.
 * @returns A stream of sets. An error of any stream ends it; see `onEnd` for the end of one.
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 * @example
 * ```ts
 * import { zipFrames, type VideoSource } from '@giftgrab/core';
 *
 * function compare(before: VideoSource, after: VideoSource): void {
 *   zipFrames([before, after]).subscribe(([a, b]) => console.log(a?.index, b?.index));
 * }
 * ```
 */
export function zipFrames(sources: FrameStreams, options: JoinOptions = {}): FrameSetStream {
  checkJoin('zipFrames', sources, options, []);
  return joinStreams('zipFrames', sources, options, () => 'set');
}
