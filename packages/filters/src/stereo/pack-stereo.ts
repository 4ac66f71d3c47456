import {
  deferFilter,
  filter,
  liveOptions,
  packViews,
  placeView,
  Rational,
  Timestamp,
  type FrameOperator,
  type FrameTime,
  type Live,
  type VideoFrame,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';
import { checkPair } from './check-views';
import { checkPackedVideo, type PackedVideoOptions } from './stereo-options';

/**
 * Makes an operator that packs the two views of stereo frames: into one picture, or into two frames that follow each other.
 *
 * With `'frame-sequential'` a frame becomes two, of twice its index and the next. The second comes half a period later: half of the
 * stream's constant rate where that is known, else of what lay between the last two frames; where nothing is known yet, which is at the
 * first frame of such a stream, it has the time of the first.
 *
 * @param options - How the views shall lie.
 * @returns Frames of one view. Several views side by side or one above the other are what file writers make by themselves.
 * @throws {@link InvalidOptionError} when an option breaks its rule; the stream fails with a {@link FilterError} when a frame has not two
 * views.
 * @example
 * ```ts
 * import { packStereo } from '@giftgrab/filters';
 *
 * const packed = packStereo({ layout: 'top-bottom' });
 * console.log(packed.stats.framesIn); // stereo.pipe(packed)
 * ```
 */
export function packStereo(options: Live<PackedVideoOptions>): FrameOperator {
  if (isObservable(options)) return liveOptions(options, packStereo);
  checkPackedVideo('packStereo', options);
  const { layout, swapped = false } = options;
  const asFilter = { name: 'packStereo', access: 'read' } as const;
  if (layout !== 'frame-sequential') {
    return filter((frame) => {
      checkPair('packStereo', frame);
      return packViews(frame, layout, { swapped });
    }, asFilter);
  }
  return deferFilter(() => {
    let previous: Timestamp | undefined;
    return {
      run: (frame) => {
        checkPair('packStereo', frame);
        const times = timesOf(frame, previous);
        previous = frame.pts;
        return times.map((time, i) => viewOf(frame, swapped ? 1 - i : i, time));
      },
    };
  }, asFilter);
}

/** What the two frames carry that become of one. */
function timesOf(
  { index, pts, constantRate: rate }: VideoFrame,
  previous: Timestamp | undefined,
): readonly FrameTime[] {
  const constantRate = rate && new Rational(rate.num * 2, rate.den);
  const time = (which: 0 | 1, own: Timestamp | undefined): FrameTime => {
    return { index: 2 * index + which, pts: own, constantRate };
  };
  if (pts === undefined) return [time(0, undefined), time(1, undefined)];
  // Ticks half as long, so that there is one in the middle.
  const timeBase = new Rational(pts.timeBase.num, pts.timeBase.den * 2);
  const ticks = pts.ticks * 2;
  const halfPeriod =
    constantRate === undefined
      ? pts.ticks - (previous?.inTicksOf(pts.timeBase) ?? pts.ticks)
      : new Timestamp(1, constantRate.inverse).inTicksOf(timeBase);
  const second = ticks + Math.max(0, halfPeriod);
  return [time(0, new Timestamp(ticks, timeBase)), time(1, new Timestamp(second, timeBase))];
}

function viewOf(frame: VideoFrame, view: number, time: FrameTime): VideoFrame {
  const single = frame.deriveUninitialised({ stereoCount: 1, ...time });
  placeView(frame, single, { view });
  return single;
}
