import type { LinkStats, NodeStats, PathStats, PipelineStats } from '@giftgrab/core';

/**
 * The counters of several pipelines as those of one. Streams that hang together are the same pipeline, seen from several ends: what
 * they share is in it once.
 *
 * @param pipelines - The counters.
 */
export function mergeStats(pipelines: readonly PipelineStats[]): PipelineStats {
  const nodes = new Map<number, NodeStats>();
  const links = new Map<string, LinkStats>();
  const paths = new Map<string, PathStats>();
  for (const pipeline of pipelines) {
    for (const node of pipeline.nodes) nodes.set(node.id, node);
    for (const link of pipeline.links) links.set(`${link.from} ${link.to}`, link);
    for (const path of pipeline.paths) paths.set(path.nodes.join(' '), path);
  }
  return { nodes: [...nodes.values()], links: [...links.values()], paths: [...paths.values()] };
}
