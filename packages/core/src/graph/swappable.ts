import { Subject, type OperatorFunction } from 'rxjs';
import { InvalidOptionError } from '../errors';
import type { VideoFrame } from '../frames/video-frame';
import { frameOperator, type FrameOperator } from './frame-operator';
import { nodeOf } from './node-of';
import { SwapSubscriber } from './swap-subscriber';

/** A place in a pipeline whose filter can be replaced while frames flow; made by {@link swappable}. */
export type SwappableOperator = FrameOperator & {
  /** The filter that is there now. */
  readonly current: OperatorFunction<VideoFrame, VideoFrame>;
  /**
   * Puts another filter there, in every subscription: frames that have come go through the one before, the next through this one, all
   * in their order and each once. Legal from anywhere, inside a callback of either filter too.
   *
   * @param operator - The filter.
   * @throws {@link InvalidOptionError} when it is no operator.
   */
  swap(operator: OperatorFunction<VideoFrame, VideoFrame>): void;
};

/**
 * Makes an operator whose filter can be replaced while frames flow. What its filters do is counted in its own `stats`, not in theirs.
 *
 * @param operator - The filter to begin with.
 * @throws {@link InvalidOptionError} when it is no operator.
 * @example
 * ```ts
 * import { filter, swappable } from '@giftgrab/core';
 *
 * const stage = swappable(filter((frame) => frame));
 * stage.swap(filter((frame) => (frame.index % 2 === 0 ? frame : null)));
 * console.log(stage.stats.framesIn); // 0
 * ```
 */
export function swappable(operator: OperatorFunction<VideoFrame, VideoFrame>): SwappableOperator {
  let current = checked(operator);
  const swaps = new Subject<OperatorFunction<VideoFrame, VideoFrame>>();
  const stage = frameOperator(
    (outlet, stats) => {
      const swapping = new SwapSubscriber(outlet, () => current, stats);
      outlet.add(swaps.subscribe((next) => swapping.swap(next)));
      return swapping;
    },
    { kind: 'filter', name: () => `swappable ${nodeOf(current)?.name ?? 'filter'}` },
  );
  const swap = (next: OperatorFunction<VideoFrame, VideoFrame>): void => {
    current = checked(next);
    swaps.next(current);
  };
  return Object.defineProperty(Object.assign(stage, { swap }), 'current', {
    get: () => current,
  }) as SwappableOperator;
}

function checked(
  operator: OperatorFunction<VideoFrame, VideoFrame>,
): OperatorFunction<VideoFrame, VideoFrame> {
  if (typeof operator === 'function') return operator;
  throw new InvalidOptionError('operator', 'an operator, as filter() makes them,', operator);
}
