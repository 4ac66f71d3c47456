import type { Observable, OperatorFunction, Subscriber } from 'rxjs';
import type { VideoFrame } from '../frames/video-frame';
import type { StageStats } from '../stats';
import { FilterNode } from './filter-node';
import { GraphNode, type GraphNodeInit } from './graph-node';
import { linkTo, setNode } from './node-of';
import { VideoStream } from './video-stream';

/** An operator for `pipe()` that knows what it has done. */
export type FrameOperator = OperatorFunction<VideoFrame, VideoFrame> & {
  /** Frames in, out and dropped, and the time they took, over all its subscriptions. */
  readonly stats: StageStats;
  /** Makes a node of the same filter, for `attach`; it has counters of its own. */
  node(): FilterNode;
};

/** Where a stage takes frames in. */
export interface Inlet extends Subscriber<VideoFrame> {
  /** Gets ready before the stream above is subscribed to, or with the first frame of a node. */
  begin?(): unknown;
}

/** Makes a stage for one subscription: what is given to its inlet comes out, as the stage makes it, at the outlet. */
export type StageMaker = (outlet: Subscriber<VideoFrame>, stats: StageStats) => Inlet;

/** How a stage shows in a pipeline. */
export type StageLabel = Pick<GraphNodeInit, 'kind' | 'name' | 'control'>;

const makers = new WeakMap<object, StageMaker>();

/** What makes the stages of an operator; `undefined` for those of others, such as RxJS's. */
export function stageMakerOf(operator: object): StageMaker | undefined {
  return makers.get(operator);
}

/**
 * Makes an operator of a stage.
 *
 * @param makeStage - Makes the stage of one subscription.
 * @param label - How it shows in a pipeline.
 */
export function frameOperator(makeStage: StageMaker, label: StageLabel): FrameOperator {
  const node = new GraphNode(label);
  const { stats } = node;
  const operator = (source: Observable<VideoFrame>): Observable<VideoFrame> => {
    const stream = new VideoStream((subscriber) => {
      const link = linkTo(source, node);
      subscriber.add(() => link?.closeAsBelow());
      const inlet = makeStage(subscriber, stats);
      inlet.begin?.();
      if (inlet.closed) return undefined;
      return source.subscribe(inlet);
    });
    setNode(stream, node);
    return stream;
  };
  setNode(operator, node);
  makers.set(operator, makeStage);
  return Object.assign(operator, { stats, node: () => new FilterNode(makeStage, label) });
}
