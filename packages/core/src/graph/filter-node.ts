import { Subscriber } from 'rxjs';
import type { VideoFrame } from '../frames/video-frame';
import type { StageStats } from '../stats';
import { warn } from '../warnings';
import { messageOf } from './branch-guard';
import { FanOut } from './fan-out';
import type { Inlet, StageLabel, StageMaker } from './frame-operator';
import { GraphNode } from './graph-node';
import { setNode } from './node-of';
import { VideoStream } from './video-stream';

/** A filter that one attaches to a stream, and to which one attaches others: what `operator.node()` makes. */
export class FilterNode extends VideoStream {
  /** Frames in, out and dropped, and the time they took. */
  readonly stats: StageStats;
  readonly #makeStage: StageMaker;
  readonly #node: GraphNode;
  readonly #fanOut: FanOut;
  #inlet: Inlet;
  #failure: { readonly error: unknown } | undefined;

  /** @internal */
  constructor(makeStage: StageMaker, label: StageLabel) {
    const fanOut = new FanOut();
    super((subscriber) => {
      if (this.#failure !== undefined) {
        subscriber.error(this.#failure.error);
        return undefined;
      }
      fanOut.add(subscriber);
      return () => fanOut.remove(subscriber);
    });
    this.#node = new GraphNode(label);
    setNode(this, this.#node);
    this.stats = this.#node.stats;
    this.#makeStage = makeStage;
    this.#fanOut = fanOut;
    this.#inlet = this.#newInlet();
  }

  /** Takes a frame; called by the stream that this node is attached to. */
  next(frame: VideoFrame): void {
    // Thrown, so that the stream that feeds this node ends the branch.
    if (this.#failure === undefined) this.#inlet.next(frame);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Hands an upstream error on, once all frames are through; then the node may be attached anew. */
  error(error: unknown): void {
    this.#replaceInlet().error(error);
  }

  /** Ends the branches that hang on this node, once all frames are through; then the node may be attached anew. */
  complete(): void {
    this.#replaceInlet().complete();
  }

  #replaceInlet(): Inlet {
    const inlet = this.#inlet;
    this.#inlet = this.#newInlet();
    return inlet;
  }

  #newInlet(): Inlet {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- as in filter-subscriber.ts
    const outlet = new Subscriber<VideoFrame>({
      next: (frame: VideoFrame) => {
        if (this.#fanOut.size > 0) this.#fanOut.next(frame);
        else this.#node.latency.done(frame);
      },
      error: (error: unknown) => {
        // One that has been replaced hands on what came from above; only the filter can fail the node itself.
        if (this.#inlet === inlet) this.#failure = { error };
        this.#failDownstream(error);
      },
      complete: () => this.#fanOut.complete(),
    });
    const inlet = this.#makeStage(outlet, this.stats);
    return inlet;
  }

  #failDownstream(error: unknown): void {
    if (this.#fanOut.size === 0) {
      warn('BRANCH_FAILED', `A branch ended with an error: ${messageOf(error)}`);
    }
    this.#fanOut.error(error);
  }
}
