import { LONGEST_MS, type VideoFrame } from '@giftgrab/core';
import { takeUntil, takeWhile, timer, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Ends a stream after some time: a live one by the clock, so that it ends even where nothing comes; another by the times of its frames,
 * however fast they come.
 *
 * @param seconds - How long, from the first frame.
 * @param isLive - Whether frames come when they come.
 * @param frameRate - Frames a second, for frames without a time.
 */
export function limitLength(
  seconds: number,
  isLive: boolean,
  frameRate: number,
): MonoTypeOperatorFunction<VideoFrame> {
  if (isLive) return takeUntil(timer(Math.min(seconds * 1000, LONGEST_MS)));
  let start: number | undefined;
  return takeWhile((frame) => {
    const now = frame.pts?.seconds ?? frame.index / frameRate;
    start ??= now;
    // Half a millionth of a second: the times of frames are fractions, and the wish is a decimal number.
    return now - start < seconds - 5e-7;
  });
}
