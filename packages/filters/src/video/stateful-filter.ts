import {
  filter,
  VideoStream,
  type FilterOptions,
  type FilterResult,
  type FrameOperator,
  type VideoFrame,
} from '@giftgrab/core';
import { tap, type Observable } from 'rxjs';

/** What one subscription of a filter remembers. */
export interface FilterState {
  /** Works on a frame; see {@link filter}. */
  run(frame: VideoFrame): FilterResult;
  /** Gives back what it holds, when the subscription ends. */
  dispose(): void;
}

/**
 * Makes an operator that remembers something from frame to frame: each subscription for itself, so that a second one starts
 * afresh.
 *
 * @param make - Makes the state of a subscription, before its source is subscribed to. What it gives to `fail` ends the stream.
 * @param options - As of {@link filter}.
 */
export function statefulFilter(
  make: (fail: (error: unknown) => void) => FilterState,
  options: FilterOptions = {},
): FrameOperator {
  // Which subscription the next frame is for: run() is called before the tap's next() returns, because it never waits.
  let current: FilterState | undefined;
  const inner = filter((frame) => (current as FilterState).run(frame), options);
  const operator = (source: Observable<VideoFrame>): Observable<VideoFrame> =>
    new VideoStream((subscriber) => {
      const state = make((error) => subscriber.error(error));
      subscriber.add(() => state.dispose());
      if (subscriber.closed) return undefined;
      const marked = source.pipe(tap(() => (current = state)));
      return inner(marked).subscribe(subscriber);
    });
  return Object.assign(operator, { stats: inner.stats });
}

/** A filter state that holds nothing to give back. */
export function memoryless(run: (frame: VideoFrame) => FilterResult): FilterState {
  return { run, dispose: () => undefined };
}
