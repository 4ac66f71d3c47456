import type { LinkStats, NodeStats, PipelineStats } from './pipeline-stats';
import { shownFigure, shownName } from './shown';

const HEADER = ['stage', 'kind', 'in', 'out', 'dropped', 'queue', 'MB', 'ms each', 'busy s'];
const LATENCY_HEADER = ['latency ms p50', 'p99', 'max'];
const TEXT_COLUMNS = 2;

/**
 * Draws a pipeline as a tree with one line a stage, its numbers in columns.
 *
 * @param stats - What to draw.
 */
export function pipelineText(stats: PipelineStats): string {
  const rows = treeOf(stats).map(({ node, indent, notes }) => {
    return [`${indent}${shownName(node.name)}`, ...figuresOf(node, stats), notes];
  });
  const table = [[...HEADER, ...LATENCY_HEADER, ''], ...rows];
  const widths = table.reduce<number[]>(
    (most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)),
    [],
  );
  const last = widths.length - 1;
  const lineOf = (row: readonly string[]): string =>
    row.map((cell, i) => align(cell, i, i === last ? 0 : (widths[i] ?? 0))).join('  ');
  return table.map((row) => lineOf(row).trimEnd()).join('\n');
}

function align(cell: string, column: number, width: number): string {
  return column < TEXT_COLUMNS ? cell.padEnd(width) : cell.padStart(width);
}

function figuresOf(node: NodeStats, { paths }: PipelineStats): string[] {
  const { latency } = paths.find(({ nodes }) => nodes.at(-1) === node.id) ?? {};
  const isSource = node.kind === 'source';
  return [
    node.kind,
    isSource ? '' : `${node.framesIn}`,
    `${node.framesOut}`,
    `${node.framesDropped}`,
    `${node.queueLength}`,
    shownFigure(node.bytes / 1e6),
    isSource ? '' : shownFigure(node.latencyMs),
    isSource ? '' : shownFigure(node.busyMs / 1000),
    ...(latency === undefined
      ? ['', '', '']
      : [latency.p50Ms, latency.p99Ms, latency.maxMs].map(shownFigure)),
  ];
}

interface TreeLine {
  readonly node: NodeStats;
  readonly indent: string;
  readonly notes: string;
}

/** Every stage once, below the first that gives it frames; what else gives it frames is noted. */
function treeOf({ nodes, links }: PipelineStats): TreeLine[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const { roots, childrenOf } = familiesOf(nodes, links);
  const lines: TreeLine[] = [];
  const notesOf = (id: number, parent: number | undefined): string => {
    const inputs = links.filter(({ to }) => to === id);
    const others = inputs.filter(({ from }) => from !== parent).map(({ from }) => byId.get(from));
    const hasEnded = inputs.length > 0 && inputs.every(({ ended }) => ended);
    const names = others.map((node) => shownName(node?.name ?? ''));
    const also = names.length > 0 ? [`also from ${names.join(', ')}`] : [];
    return [...(hasEnded ? ['ended'] : []), ...also].join('; ');
  };
  const draw = (node: NodeStats, parent: number | undefined, own: string, below: string): void => {
    lines.push({ node, indent: own, notes: notesOf(node.id, parent) });
    const children = childrenOf.get(node.id) ?? [];
    for (const [i, child] of children.entries()) {
      const [corner, line] = i === children.length - 1 ? ['└─ ', '   '] : ['├─ ', '│  '];
      draw(child, node.id, `${below}${corner}`, `${below}${line}`);
    }
  };
  for (const root of roots) draw(root, undefined, '', '');
  return lines;
}

interface Families {
  readonly roots: readonly NodeStats[];
  readonly childrenOf: ReadonlyMap<number, readonly NodeStats[]>;
}

/** Gives each stage one parent: the one by which it is come to first. */
function familiesOf(nodes: readonly NodeStats[], links: readonly LinkStats[]): Families {
  const childrenOf = new Map<number, NodeStats[]>();
  const adopt = (parent: NodeStats): void => {
    const children: NodeStats[] = [];
    childrenOf.set(parent.id, children);
    for (const node of nodes) {
      const isBelow = links.some(({ from, to }) => from === parent.id && to === node.id);
      if (!isBelow || childrenOf.has(node.id)) continue;
      children.push(node);
      adopt(node);
    }
  };
  const roots = nodes.filter((node) => {
    if (childrenOf.has(node.id)) return false;
    adopt(node);
    return true;
  });
  return { roots, childrenOf };
}
