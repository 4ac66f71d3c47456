import type { GraphLink, GraphNode, NodeKind } from './graph-node';
import type { LatencyFigures } from './latency-histogram';

/** What one stage of a pipeline has done so far. */
export interface NodeStats {
  /** Tells it from every other stage of this process. */
  readonly id: number;
  /** What it is. */
  readonly kind: NodeKind;
  /** What it is called; others may be called the same. */
  readonly name: string;
  /** Frames that came in; none for a source, which makes them. */
  readonly framesIn: number;
  /** Frames that went out; for a target or an observer, those it is done with. */
  readonly framesOut: number;
  /** Frames that it dropped; for a source, that were lost before they reached it or thrown away as `warmupFrames` asked. */
  readonly framesDropped: number;
  /** Bytes of the frames that came in; for a source, of those that went out. */
  readonly bytes: number;
  /** Milliseconds spent on all frames, estimated from every 64th where the work is synchronous. */
  readonly busyMs: number;
  /** Milliseconds spent on one frame, in the mean. */
  readonly latencyMs: number;
  /** Frames that are in the stage now: waiting, or being worked on by asynchronous work. */
  readonly queueLength: number;
}

/** One stage gives frames to another. */
export interface LinkStats {
  /** The stage that gives, by its id. */
  readonly from: number;
  /** The stage that takes, by its id. */
  readonly to: number;
  /** Whether the stream between them has completed or failed. */
  readonly ended: boolean;
}

/** One way that frames take, from where they are made to where they end. */
export interface PathStats {
  /** The stages by their ids, from the source on. */
  readonly nodes: readonly number[];
  /** Whether some stream on the way has completed or failed. */
  readonly ended: boolean;
  /** Frames that the path's end is done with, by whatever path they came. */
  readonly frames: number;
  /**
   * From a frame's capture until the end of the path is done with it, by whatever path it came; absent where no frame has
   * been timed.
   */
  readonly latency?: LatencyFigures;
}

/** What a pipeline looks like at one moment; plain data, as JSON has it. */
export interface PipelineStats {
  /** Every stage once; sources first, then along the streams. */
  readonly nodes: readonly NodeStats[];
  /** What gives frames to what. */
  readonly links: readonly LinkStats[];
  /** From every source to every end; the first 100 of them. */
  readonly paths: readonly PathStats[];
}

/** Streams that part and meet again multiply their paths. */
export const MOST_PATHS = 100;

/**
 * All stages that hang together with one, sources first.
 *
 * @param start - Any of them.
 */
export function connectedNodes(start: GraphNode): GraphNode[] {
  const found = new Set([start]);
  // What is added to a set while it is walked is walked too.
  for (const node of found) {
    for (const { from } of node.inputs) found.add(from);
    for (const { to } of node.outputs) found.add(to);
  }
  const byAge = [...found].sort((a, b) => a.id - b.id);
  const ordered = new Set<GraphNode>();
  const visit = (node: GraphNode): void => {
    if (ordered.has(node)) return;
    ordered.add(node);
    for (const { to } of node.outputs) visit(to);
  };
  byAge.filter(isRoot).forEach(visit);
  // An operator that stands twice in one chain gives frames to itself, so there may be none without an input.
  byAge.forEach(visit);
  return [...ordered];
}

/**
 * Reads all counters of a pipeline.
 *
 * @param start - Any stage of it.
 */
export function pipelineStats(start: GraphNode): PipelineStats {
  const nodes = connectedNodes(start);
  return {
    nodes: nodes.map(nodeStats),
    links: nodes.flatMap((node) => linksFrom(node)),
    paths: pathsThrough(nodes),
  };
}

function isRoot(node: GraphNode): boolean {
  return [...node.inputs].every(({ from }) => from === node);
}

function nodeStats({ id, kind, name, stats }: GraphNode): NodeStats {
  const { framesIn, framesOut, framesDropped, bytes, busyMs, latencyMs, queueLength } = stats;
  const counters = { framesIn, framesOut, framesDropped, bytes, busyMs, latencyMs, queueLength };
  return { id, kind, name, ...counters };
}

/** Two subscriptions between the same stages are one link, which has ended when both have. */
function linksFrom(node: GraphNode): LinkStats[] {
  return [...targetsOf(node)].map(([to, ended]) => ({ from: node.id, to: to.id, ended }));
}

function targetsOf(node: GraphNode): Map<GraphNode, boolean> {
  const targets = new Map<GraphNode, boolean>();
  const note = ({ to, ended }: GraphLink): unknown =>
    targets.set(to, ended && targets.get(to) !== false);
  node.outputs.forEach(note);
  return targets;
}

function pathsThrough(nodes: readonly GraphNode[]): PathStats[] {
  const paths: PathStats[] = [];
  const follow = (path: readonly GraphNode[], node: GraphNode, ended: boolean): void => {
    if (paths.length >= MOST_PATHS) return;
    const walked = [...path, node];
    const onwards = [...targetsOf(node)].filter(([to]) => !walked.includes(to));
    for (const [to, linkEnded] of onwards) follow(walked, to, ended || linkEnded);
    if (onwards.length === 0 && (path.length > 0 || node.latency.count > 0)) {
      paths.push(pathStats(walked, ended));
    }
  };
  for (const node of nodes.filter(isRoot)) follow([], node, false);
  return paths;
}

function pathStats(path: readonly GraphNode[], ended: boolean): PathStats {
  const end = path.at(-1);
  const latency = end?.latency.figures();
  return {
    nodes: path.map(({ id }) => id),
    ended,
    frames: end?.stats.framesOut ?? 0,
    ...(latency === undefined ? {} : { latency }),
  };
}
