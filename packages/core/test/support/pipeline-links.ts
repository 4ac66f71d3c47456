import type { PipelineStats } from '../../src/graph/pipeline-stats';

/** Links as `from → to`, with `…→` for those that have ended, in alphabetical order. */
export function linksOf({ nodes, links }: PipelineStats): string[] {
  const nameOf = (id: number): string | undefined => nodes.find((node) => node.id === id)?.name;
  return links
    .map(({ from, to, ended }) => `${nameOf(from)} ${ended ? '…→' : '→'} ${nameOf(to)}`)
    .sort();
}
