import { StageStats } from '../stats';
import type { Adjustable } from './adjustable';
import type { VideoSource } from './video-source';
import { PathLatency } from './path-latency';

/** What a node of a pipeline is. */
export type NodeKind = 'source' | 'filter' | 'branch' | 'join' | 'target' | 'observer';

/** What a {@link GraphNode} is made of. */
export interface GraphNodeInit {
  /** What it is. */
  readonly kind: NodeKind;
  /** Its name for people; a function is asked each time. */
  readonly name: string | (() => string);
  /** Its counters. @defaultValue new ones */
  readonly stats?: StageStats;
  /** Brings counters up to date that are kept elsewhere; called before they are read. */
  readonly refresh?: (stats: StageStats) => void;
  /** Changes its options. @defaultValue they cannot be changed */
  readonly control?: Adjustable;
  /** The source that it stands for. @defaultValue it is none */
  readonly source?: VideoSource;
}

let nodesMade = 0;

/** A stage of a pipeline: its name, its counters, and what it hangs together with now. */
export class GraphNode {
  /** Tells it from every other node of this process. */
  readonly id = ++nodesMade;
  /** What it is. */
  readonly kind: NodeKind;
  /** Changes its options, where that can be done. */
  readonly control: Adjustable | undefined;
  /** The source that it stands for. */
  readonly source: VideoSource | undefined;
  /** How long frames took to get here, where a path ends here. */
  readonly latency = new PathLatency();
  /** What frames come from. */
  readonly inputs = new Set<GraphLink>();
  /** What frames go to. */
  readonly outputs = new Set<GraphLink>();
  readonly #name: string | (() => string);
  readonly #stats: StageStats;
  readonly #refresh: ((stats: StageStats) => void) | undefined;

  constructor({ kind, name, stats = new StageStats(), refresh, ...rest }: GraphNodeInit) {
    this.kind = kind;
    this.control = rest.control;
    this.source = rest.source;
    this.#name = name;
    this.#stats = stats;
    this.#refresh = refresh;
  }

  /** Its counters. */
  get stats(): StageStats {
    this.#refresh?.(this.#stats);
    return this.#stats;
  }

  /** Its name for people; other nodes may have the same. */
  get name(): string {
    return typeof this.#name === 'string' ? this.#name : this.#name();
  }

  /** Drops what the end of an earlier run has left to be seen. */
  forgetEnded(): void {
    for (const link of [...this.inputs, ...this.outputs]) if (link.ended) link.remove();
  }
}

/**
 * One subscription between two stages. It is there as long as the subscription; one that has ended with its stream stays to
 * be seen until something new hangs on either of its stages.
 */
export class GraphLink {
  readonly from: GraphNode;
  readonly to: GraphNode;
  #ended = false;

  constructor(from: GraphNode, to: GraphNode) {
    this.from = from;
    this.to = to;
    from.forgetEnded();
    to.forgetEnded();
    from.outputs.add(this);
    to.inputs.add(this);
  }

  /** Whether the stream has completed or failed. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Says that the stream has completed or failed. */
  end(): void {
    this.#ended = true;
  }

  /** Says that the subscription is gone: so is the link, unless the stream had ended. */
  close(): void {
    if (!this.#ended) this.remove();
  }

  /** As {@link close}, for stages that do not hear of ends: those below have heard, be it of take() or of the stream's own end. */
  closeAsBelow(): void {
    if ([...this.to.outputs].some(({ ended }) => ended)) this.end();
    this.close();
  }

  /** Forgets the link. */
  remove(): void {
    this.from.outputs.delete(this);
    this.to.inputs.delete(this);
  }
}
