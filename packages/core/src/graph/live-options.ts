import type { Observable, OperatorFunction } from 'rxjs';
import { InvalidOptionError } from '../errors';
import type { VideoFrame } from '../frames/video-frame';
import { warn } from '../warnings';
import { messageOf } from './branch-guard';
import { frameOperator, type FrameOperator, type StageMaker } from './frame-operator';
import { SwapSubscriber } from './swap-subscriber';

/** Options, or a stream of them that change while frames flow; see {@link liveOptions}. */
export type Live<Options> = Options | Observable<Options>;

/**
 * Makes an operator whose options change while frames flow: with each new value of `options`, from the next frame on, a filter with
 * those options is in the place of the last. No frame is lost or doubled.
 *
 * Options that the filter refuses are not taken, and a warning `OPTIONS_REFUSED` says why; the filter goes on with those before. If
 * `options` fails, so does the stream; if it completes, the last ones stay.
 *
 * @param options - The options, one of them at once when it is subscribed to, as of a `BehaviorSubject`.
 * @param make - Makes the filter of some options.
 * @param name - What the operator is called where pipelines are described. @defaultValue the name of `make`
 * @throws {@link InvalidOptionError} when `make` is no function.
 * @example
 * ```ts
 * import { filter, liveOptions } from '@giftgrab/core';
 * import { BehaviorSubject } from 'rxjs';
 *
 * const every = new BehaviorSubject({ n: 2 });
 * const thin = liveOptions(every, ({ n }) => filter((frame) => (frame.index % n === 0 ? frame : null)));
 * every.next({ n: 5 });
 * console.log(thin.stats.framesIn); // 0
 * ```
 */
export function liveOptions<Options>(
  options: Observable<Options>,
  make: (options: Options) => OperatorFunction<VideoFrame, VideoFrame>,
  name = make.name,
): FrameOperator {
  if (typeof make !== 'function') {
    throw new InvalidOptionError('make', 'a function that makes a filter of options', make);
  }
  const makeStage: StageMaker = (outlet, stats) => {
    const first = (): OperatorFunction<VideoFrame, VideoFrame> => {
      let current: OperatorFunction<VideoFrame, VideoFrame> | undefined;
      let refusal: Error | undefined;
      const next = (value: Options): void => {
        try {
          const operator = make(value);
          if (hasBegun) swapping.swap(operator);
          current = operator;
        } catch (error) {
          refusal = error as Error;
          if (hasBegun) warn('OPTIONS_REFUSED', `Options were not taken: ${messageOf(error)}`);
        }
      };
      let hasBegun = false;
      outlet.add(options.subscribe({ next, error: (error) => outlet.error(error) }));
      hasBegun = true;
      if (current !== undefined) return current;
      throw refusal ?? noOptions(options);
    };
    const swapping = new SwapSubscriber(outlet, first, stats);
    return swapping;
  };
  return frameOperator(makeStage, { kind: 'filter', name: name === '' ? 'liveOptions' : name });
}

function noOptions(options: unknown): InvalidOptionError {
  return new InvalidOptionError(
    'options',
    'an Observable that has options at once, as a BehaviorSubject does,',
    options,
    'Begin it with startWith(…).',
  );
}
