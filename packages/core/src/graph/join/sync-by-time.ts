import { FilterError, InvalidOptionError } from '../../errors';
import type { VideoFrame } from '../../frames/video-frame';
import { checkOneOf } from '../../option-checks';
import type { FrameSetStream } from './frame-set';
import { joinStreams, type Matcher } from './join';
import { checkJoin, type FrameStreams, type JoinOptions } from './join-options';

/** How {@link syncByTime} joins streams. */
export interface SyncOptions extends JoinOptions {
  /**
   * How far the frames of a set may lie apart, in milliseconds. Less than half the frame interval of the fastest stream makes each the
   * nearest to the others.
   */
  readonly toleranceMs: number;
  /**
   * `'pts'` goes by the times in the streams, `'captured'` by when frames arrived in this process, for cameras whose clocks differ.
   *
   * @defaultValue `'pts'`
   */
  readonly clock?: 'pts' | 'captured';
  /** Milliseconds to add to the times of each stream, for cameras with a known delay. @defaultValue 0 for all */
  readonly offsetsMs?: readonly number[];
}

/**
 * Joins streams by time: frames whose times differ by no more than a tolerance make a set. Streams may have different rates, begin
 * at different times and lose frames; a frame without a partner is dropped and counted in `inputs`.
 *
 * As long as the earliest and the latest of the frames that wait first are too far apart, the earliest goes. So which sets are made
 * depends on the times alone, not on when frames happen to arrive, and none waits longer than until every stream has its next frame.
 *
 * With the policy `'block'`, the default, a stream that is ahead waits, and what it is made from: right for files. Where several
 * cameras are recorded besides, say `'dropOldest'`, so that nobody waits for one that starts late, and `timeout` for one that stalls.
 *
 * @param sources - The streams; sets have their order.
 * @param options - How to join them.
 * @returns A stream of sets. An error of any stream ends it, as does a frame without a time for `clock: 'pts'`.
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 * @example
 * ```ts
 * import { syncByTime, type VideoSource } from '@giftgrab/core';
 *
 * function watch(left: VideoSource, right: VideoSource): void {
 *   const pairs = syncByTime([left, right], { toleranceMs: 8, policy: 'dropOldest' });
 *   pairs.subscribe(([a, b]) => console.log(a?.pts?.seconds, b?.pts?.seconds));
 * }
 * ```
 */
export function syncByTime(sources: FrameStreams, options: SyncOptions): FrameSetStream {
  checkJoin('syncByTime', sources, options, ['toleranceMs', 'clock', 'offsetsMs']);
  const { toleranceMs, clock = 'pts', offsetsMs = [] } = options;
  if (!(typeof toleranceMs === 'number' && toleranceMs >= 0 && toleranceMs < Infinity)) {
    throw new InvalidOptionError('toleranceMs', 'milliseconds, not negative,', toleranceMs);
  }
  checkOneOf('clock', clock, ['pts', 'captured']);
  if (!offsetsMs.every(Number.isFinite) || ![0, sources.length].includes(offsetsMs.length)) {
    throw new InvalidOptionError('offsetsMs', 'a finite number for each stream', offsetsMs);
  }
  return joinStreams('syncByTime', sources, options, byTime(toleranceMs, timeOf(clock), offsetsMs));
}

// The same moment in two time bases differs by the rounding of a double.
const ROUNDING_MS = 1e-6;

function byTime(
  toleranceMs: number,
  time: (frame: VideoFrame) => number,
  offsetsMs: readonly number[],
): Matcher {
  return (heads) => {
    let earliest = 0;
    let [earliestMs, latestMs] = [Infinity, -Infinity];
    for (let i = 0; i < heads.length; i += 1) {
      const head = heads[i];
      if (head === undefined) continue;
      const ms = time(head) + (offsetsMs[i] ?? 0);
      latestMs = Math.max(latestMs, ms);
      if (ms >= earliestMs) continue;
      earliestMs = ms;
      earliest = i;
    }
    return latestMs - earliestMs <= toleranceMs + ROUNDING_MS ? 'set' : earliest;
  };
}

function timeOf(clock: 'pts' | 'captured'): (frame: VideoFrame) => number {
  if (clock === 'captured') return (frame) => frame.captured.monotonicMs;
  return ({ pts, index: frameIndex }) => {
    if (pts !== undefined) return pts.seconds * 1000;
    throw new FilterError(
      `Frame ${frameIndex} has no time in its stream, so it cannot be joined by it. Use { clock: 'captured' }.`,
      { frameIndex },
    );
  };
}
