import type { Observable } from 'rxjs';
import { GraphLink, type GraphNode } from './graph-node';

// By what one holds in the hand (a stream, an operator, a target) or by its counters, which are the stage's identity.
const nodes = new WeakMap<object, GraphNode>();

/** Makes known which node a member of a pipeline is, or which one a stream comes from. */
export function setNode(member: object, node: GraphNode): void {
  nodes.set(member, node);
  nodes.set(node.stats, node);
}

/** The node that a member of a pipeline is; for a stream, the one that its frames come from. */
export function nodeOf(member: unknown): GraphNode | undefined {
  // What plain operators make of a stream knows by its `source` what it was made of.
  for (let at = member; isObject(at); at = at.source) {
    const node = nodes.get(at);
    if (node !== undefined) return node;
  }
  return isObject(member) && isObject(member.stats) ? nodes.get(member.stats) : undefined;
}

function isObject(
  value: unknown,
): value is { readonly source?: unknown; readonly stats?: unknown } {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/**
 * Links a stage to the stage that a stream's frames come from, for a subscription that is about to begin.
 *
 * @param stream - What is subscribed to.
 * @param to - Who subscribes.
 * @returns The link; `undefined` where nobody knows what the stream comes from.
 */
export function linkTo(stream: Observable<unknown>, to: GraphNode): GraphLink | undefined {
  const from = nodeOf(stream);
  return from === undefined ? undefined : new GraphLink(from, to);
}
