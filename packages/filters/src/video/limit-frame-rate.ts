import {
  checkFrameRate,
  checkOptionNames,
  deferFilter,
  liveOptions,
  type FrameOperator,
  type Live,
  type Rational,
  type VideoFrame,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';

/** The most that {@link limitFrameRate} lets through. */
export interface LimitFrameRateOptions {
  /** Frames per second: a number, or an exact fraction. Range: above 0, to 1000000. */
  readonly frameRate: number | Rational;
}

/** Timestamps are rounded and cameras are not exact: a frame may come early by this share of a period. */
const TOLERANCE = 0.1;

/**
 * Makes an operator that drops frames so that no more than some come a second, going by `pts`, or by the time of capture where
 * a stream has none. Dropped frames are counted by `stats`. None is ever doubled: a slower stream passes as it is.
 *
 * A frame goes through when it is due. The next is due a period later, counted from when this one was due, so that the mean
 * rate is met whatever the rate of the source; after a gap, or when time jumps back, counting starts anew.
 *
 * @param options - The limit.
 * @returns Fewer frames. Each subscription counts for itself.
 * @throws {@link InvalidOptionError} when the rate is not positive and finite.
 * @example
 * ```ts
 * import { limitFrameRate } from '@giftgrab/filters';
 *
 * const preview = limitFrameRate({ frameRate: 10 });
 * console.log(preview.stats.framesDropped); // 0
 * ```
 */
export function limitFrameRate(options: Live<LimitFrameRateOptions>): FrameOperator {
  if (isObservable(options)) return liveOptions(options, limitFrameRate);
  checkOptionNames('limitFrameRate', options, ['frameRate']);
  const period = 1 / checkFrameRate(options.frameRate).value;
  return deferFilter(
    () => {
      let due = -Infinity;
      let last = Infinity;
      return {
        run: (frame) => {
          const now = secondsOf(frame);
          const isBack = now < last;
          last = now;
          if (!isBack && now < due - period * TOLERANCE) return null;
          due = isBack || now >= due + period ? now + period : due + period;
          return frame;
        },
      };
    },
    { name: 'limitFrameRate', access: 'read' },
  );
}

function secondsOf({ pts, captured }: VideoFrame): number {
  return pts?.seconds ?? captured.monotonicMs / 1000;
}
