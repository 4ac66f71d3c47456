import type { Observable, Subscriber } from 'rxjs';
import type { VideoFrame } from '../../frames/video-frame';
import { StageStats } from '../../stats';
import { GraphNode } from '../graph-node';
import { linkTo, setNode } from '../node-of';
import { VideoStream } from '../video-stream';
import type { FrameStreams } from './join-options';

/**
 * Frames that belong together, one of each of several streams, in the order of the streams. Each is a loan, valid until the call
 * that brought the set returns, and is kept by `retain()` as any frame is.
 */
export type FrameSet = readonly VideoFrame[];

/** A stream of {@link FrameSet}s that knows what it has done. */
export type FrameSetStream = Observable<FrameSet> & {
  /**
   * Frames in, out in sets, and dropped, of all streams together, over all subscriptions. One that is in several sets has gone out
   * once.
   */
  readonly stats: StageStats;
  /** The same for each of the streams. */
  readonly inputs: readonly StageStats[];
};

/**
 * Makes a stream of sets.
 *
 * @param name - What the join is called.
 * @param sources - The streams.
 * @param begin - Begins to join them for one subscription.
 */
export function frameSetStream(
  name: string,
  sources: FrameStreams,
  begin: (output: Subscriber<FrameSet>, stats: StageStats, inputs: readonly StageStats[]) => void,
): FrameSetStream {
  const node = new GraphNode({ kind: 'join', name });
  const { stats } = node;
  const inputs = sources.map(() => new StageStats());
  // Guarded as streams of frames are: it does not matter to the guard what flows.
  const stream = new VideoStream((subscriber) => {
    const links = sources.map((source) => linkTo(source, node));
    subscriber.add(() => {
      for (const link of links) link?.closeAsBelow();
    });
    begin(subscriber as unknown as Subscriber<FrameSet>, stats, inputs);
  });
  setNode(stream, node);
  return Object.assign(stream as unknown as Observable<FrameSet>, { stats, inputs });
}
