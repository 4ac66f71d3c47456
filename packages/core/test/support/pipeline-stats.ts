import type { NodeKind } from '../../src/graph/graph-node';
import type { LinkStats, NodeStats, PipelineStats } from '../../src/graph/pipeline-stats';

/** Every kind of stage. */
export const KINDS: readonly NodeKind[] = [
  'source',
  'filter',
  'branch',
  'join',
  'target',
  'observer',
];

/** A stage that has done nothing yet, but for what is given. */
export function nodeOf(given: Partial<NodeStats>): NodeStats {
  return {
    id: 1,
    kind: 'filter',
    name: 'filter',
    framesIn: 0,
    framesOut: 0,
    framesDropped: 0,
    bytes: 0,
    busyMs: 0,
    latencyMs: 0,
    queueLength: 0,
    ...given,
  };
}

/** A link. */
export function linkOf(from: number, to: number, ended = false): LinkStats {
  return { from, to, ended };
}

/** A pipeline of some stages and links. */
export function statsOf(
  nodes: readonly NodeStats[],
  links: readonly LinkStats[] = [],
): PipelineStats {
  return { nodes, links, paths: [] };
}
