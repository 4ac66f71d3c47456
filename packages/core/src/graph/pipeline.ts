import { Observable } from 'rxjs';
import { InvalidOptionError } from '../errors';
import { checkMilliseconds, checkOneOf, checkOptionNames } from '../option-checks';
import type { StageStats } from '../stats';
import type { Adjustable } from './adjustable';
import type { GraphNode } from './graph-node';
import { nodeOf } from './node-of';
import { pipelineMermaid } from './pipeline-mermaid';
import { connectedNodes, pipelineStats, type PipelineStats } from './pipeline-stats';
import { pipelineText } from './pipeline-text';
import type { VideoSource } from './video-source';

/** How often {@link Pipeline.statsEvery} looks. */
export interface StatsEveryOptions {
  /** Milliseconds from one look to the next. @defaultValue 1000 */
  readonly everyMs?: number;
}

/** How {@link Pipeline.describe} draws. */
export interface DescribeOptions {
  /** `'text'`: a table for the terminal; `'mermaid'`: a flowchart for Markdown and the browser. @defaultValue `'text'` */
  readonly format?: 'text' | 'mermaid';
}

/** A stage of a pipeline whose options can be changed. */
export interface AdjustableNode {
  /** Tells it from every other stage of this process, as {@link NodeStats.id} does. */
  readonly id: number;
  /** What it is called. */
  readonly name: string;
  /** Shows and changes its options. */
  readonly control: Adjustable;
}

/** A view on all the stages that hang together with one; made by {@link pipelineOf}. It always shows what is there now. */
export class Pipeline {
  /** The pipeline's counters, at once and every second from then on; see {@link statsEvery}. */
  readonly stats$: Observable<PipelineStats>;
  readonly #node: GraphNode;

  /** @internal Use {@link pipelineOf}. */
  constructor(node: GraphNode) {
    this.#node = node;
    this.stats$ = this.statsEvery();
  }

  /** The pipeline's counters now: plain data that stays as it is, and can be made JSON of. */
  get stats(): PipelineStats {
    return pipelineStats(this.#node);
  }

  /** The sources that frames come from; one that knows of its connection has `events` that tell of it. */
  get sources(): readonly VideoSource[] {
    return connectedNodes(this.#node).flatMap(({ source }) =>
      source === undefined ? [] : [source],
    );
  }

  /** The stages whose options can be changed, as {@link adjustable} makes them; sources first, then along the streams. */
  get adjustables(): readonly AdjustableNode[] {
    return connectedNodes(this.#node).flatMap(({ id, name, control }) =>
      control === undefined ? [] : [{ id, name, control }],
    );
  }

  /**
   * The pipeline's counters, at once and again and again until one unsubscribes. It does not keep the process alive.
   *
   * @param options - How often.
   * @returns Never completes: a source may be started again.
   * @throws {@link InvalidOptionError} when `everyMs` is not a positive integer.
   */
  statsEvery(options: StatsEveryOptions = {}): Observable<PipelineStats> {
    checkOptionNames('statsEvery', options, ['everyMs']);
    const { everyMs = 1000 } = options;
    checkMilliseconds('everyMs', everyMs);
    return new Observable((subscriber) => {
      const look = (): void => subscriber.next(this.stats);
      const timer = setInterval(look, everyMs).unref();
      look();
      return () => clearInterval(timer);
    });
  }

  /**
   * Draws the pipeline with its numbers.
   *
   * @param options - How to draw it.
   * @returns Lines of text.
   * @throws {@link InvalidOptionError} for an unknown format.
   */
  describe(options: DescribeOptions = {}): string {
    checkOptionNames('describe', options, ['format']);
    const { format = 'text' } = options;
    checkOneOf('format', format, ['text', 'mermaid']);
    return format === 'text' ? pipelineText(this.stats) : pipelineMermaid(this.stats);
  }
}

/**
 * Looks at a pipeline: everything that hangs together by subscriptions with a source, a stream, an operator, a node or a
 * target. What hangs together is counted whether anybody looks or not. What has ended stays to be seen until its source
 * begins anew; what was unsubscribed is gone.
 *
 * @param member - Any part of the pipeline.
 * @throws {@link InvalidOptionError} when it is no part of any pipeline.
 * @example
 * ```ts
 * import { filter, pipelineOf, type VideoSource } from '@giftgrab/core';
 *
 * async function run(source: VideoSource): Promise<void> {
 *   source.pipe(filter((frame) => frame, { name: 'look' })).subscribe();
 *   await source.finished;
 *   console.log(pipelineOf(source).describe());
 * }
 * void run;
 * ```
 */
export function pipelineOf(member: Observable<unknown> | { readonly stats: StageStats }): Pipeline {
  const node = nodeOf(member);
  if (node === undefined) {
    throw new InvalidOptionError('member', 'a source, stream, operator, node or target', member);
  }
  return new Pipeline(node);
}
