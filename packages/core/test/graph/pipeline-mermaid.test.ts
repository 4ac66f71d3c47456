import { expect } from 'chai';
import fc from 'fast-check';
import { pipelineMermaid } from '../../src/graph/pipeline-mermaid';
import { shownName } from '../../src/graph/shown';
import { KINDS, linkOf, nodeOf, statsOf } from '../support/pipeline-stats';

// What Mermaid reads as plain text between quotation marks: letters, digits, few signs; all others by number.
const LABEL = String.raw`"((?:[\p{L}\p{N} _.,\-]|#\d+;|<br/>)+)"`;
const SHAPES = [
  String.raw`\(\[${LABEL}\]\)`,
  String.raw`\[${LABEL}\]`,
  String.raw`\{\{${LABEL}\}\}`,
  String.raw`\[/${LABEL}\\\]`,
  String.raw`\[\(${LABEL}\)\]`,
  String.raw`\(${LABEL}\)`,
];
const NODE = new RegExp(String.raw`^  n(\d+)(?:${SHAPES.join('|')})$`, 'u');
const LINK = /^ {2}n(\d+) (?:-->|-\.->) n(\d+)$/;

interface Chart {
  readonly labels: Map<number, string>;
  readonly links: [from: number, to: number][];
}

/** Reads a flowchart by the part of Mermaid's grammar that we write; throws for anything else. */
function parse(text: string): Chart {
  const [header, ...lines] = text.split('\n');
  expect(header).to.equal('flowchart LR');
  const labels = new Map<number, string>();
  const links: [number, number][] = [];
  for (const line of lines) {
    const node = NODE.exec(line);
    const link = LINK.exec(line);
    if (node !== null) labels.set(Number(node[1]), node.slice(2).find(Boolean) ?? '');
    else if (link !== null) links.push([Number(link[1]), Number(link[2])]);
    else throw new Error(`This is no line of a flowchart: ${line}`);
  }
  return { labels, links };
}

/** The first line of a label, as Mermaid shows it. */
function nameIn(label: string): string {
  const [name = ''] = label.split('<br/>');
  return name.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

describe('pipelineMermaid', () => {
  it('draws each stage in the shape of its kind, with its numbers', () => {
    const latency = { count: 4, minMs: 1, meanMs: 2, p50Ms: 12.34, p99Ms: 150.2, maxMs: 1234.5 };
    const nodes = KINDS.map((kind, i) =>
      nodeOf({ id: i + 1, kind, name: kind, framesIn: 4, framesOut: 3, framesDropped: 1 }),
    );
    const links = [linkOf(1, 2), linkOf(2, 5, true)];
    const paths = [{ nodes: [1, 2, 5], ended: false, frames: 4, latency }];
    expect(pipelineMermaid({ nodes, links, paths }).split('\n')).to.deep.equal([
      'flowchart LR',
      '  n1(["source<br/>3 out, 1 dropped"])',
      '  n2["filter<br/>4 in, 3 out, 1 dropped<br/>0.00 ms each, queue 0"]',
      '  n3{{"branch<br/>4 in, 3 out, 1 dropped<br/>0.00 ms each, queue 0"}}',
      '  n4[/"join<br/>4 in, 3 out, 1 dropped<br/>0.00 ms each, queue 0"\\]',
      '  n5[("target<br/>4 in, 3 out, 1 dropped<br/>0.00 ms each, queue 0<br/>latency p50 12.3, p99 150, max 1235 ms")]',
      '  n6("observer<br/>4 in, 3 out, 1 dropped<br/>0.00 ms each, queue 0")',
      '  n1 --> n2',
      '  n2 -.-> n5',
    ]);
  });

  it('gives no sign of a name a meaning', () => {
    const name = '"] end; n1 --> n2 %% <b onclick=x> #35; `md` style a:#f; \n\r\u2028 \\';
    const { labels, links } = parse(pipelineMermaid(statsOf([nodeOf({ id: 7, name })])));
    expect(nameIn(labels.get(7) ?? '')).to.equal(shownName(name));
    expect(links).to.deep.equal([]);
  });

  it('draws whatever names and numbers there are as they are', () => {
    const id = fc.integer({ min: 1, max: 1e6 });
    const name = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'"#;<>%`[]'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    });
    const figure = fc.double({ min: 0, max: 1e15, noNaN: true });
    const node = fc.record({ id, name, kind: fc.constantFrom(...KINDS), latencyMs: figure });
    fc.assert(
      fc.property(fc.uniqueArray(node, { selector: (each) => each.id, minLength: 1 }), (given) => {
        const nodes = given.map(nodeOf);
        const links = nodes.slice(1).map((to, i) => linkOf(nodes[i]?.id ?? 0, to.id, i % 2 === 0));
        const chart = parse(pipelineMermaid({ nodes, links, paths: [] }));
        expect(chart.links).to.deep.equal(links.map(({ from, to }) => [from, to]));
        for (const each of nodes) {
          expect(nameIn(chart.labels.get(each.id) ?? '')).to.equal(shownName(each.name));
        }
      }),
    );
  });
});
