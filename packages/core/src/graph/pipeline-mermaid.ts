import type { NodeKind } from './graph-node';
import type { NodeStats, PipelineStats } from './pipeline-stats';
import { shownFigure, shownName } from './shown';

const SHAPES: Record<NodeKind, readonly [string, string]> = {
  source: ['([', '])'],
  filter: ['[', ']'],
  branch: ['{{', '}}'],
  join: ['[/', '\\]'],
  target: ['[(', ')]'],
  observer: ['(', ')'],
};

/**
 * Draws a pipeline as a Mermaid flowchart: stages with their numbers, dotted arrows where a stream has ended.
 *
 * @param stats - What to draw.
 */
export function pipelineMermaid(stats: PipelineStats): string {
  const nodes = stats.nodes.map((node) => {
    const [open, close] = SHAPES[node.kind];
    return `  n${node.id}${open}"${labelOf(node, stats).join('<br/>')}"${close}`;
  });
  const links = stats.links.map(
    ({ from, to, ended }) => `  n${from} ${ended ? '-.->' : '-->'} n${to}`,
  );
  return ['flowchart LR', ...nodes, ...links].join('\n');
}

function labelOf(node: NodeStats, { paths }: PipelineStats): string[] {
  const { latency } = paths.find(({ nodes }) => nodes.at(-1) === node.id) ?? {};
  const { framesIn, framesOut, framesDropped, queueLength, latencyMs } = node;
  const name = escapeName(node.name);
  if (node.kind === 'source') return [name, `${framesOut} out, ${framesDropped} dropped`];
  const label = [
    name,
    `${framesIn} in, ${framesOut} out, ${framesDropped} dropped`,
    `${shownFigure(latencyMs)} ms each, queue ${queueLength}`,
  ];
  if (latency === undefined) return label;
  const figures = [latency.p50Ms, latency.p99Ms, latency.maxMs].map(shownFigure);
  return [...label, `latency p50 ${figures[0]}, p99 ${figures[1]}, max ${figures[2]} ms`];
}

/** Mermaid and HTML give many signs a meaning even between quotation marks; by number they have none. */
function escapeName(name: string): string {
  return shownName(name).replace(/[^\p{L}\p{N} _.,-]/gu, (sign) => `#${sign.codePointAt(0)};`);
}
