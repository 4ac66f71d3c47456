import { expect } from 'chai';
import fc from 'fast-check';
import { filter } from '../../src/graph/filter';
import { pipelineOf } from '../../src/graph/pipeline';
import { pipelineText } from '../../src/graph/pipeline-text';
import { InvalidOptionError } from '../../src/errors';
import { ListSource } from '../support/list-source';
import { linkOf, nodeOf, statsOf } from '../support/pipeline-stats';
import { Recorder } from '../support/recorder';

describe('pipelineText', () => {
  it('draws a tree with one line a stage', () => {
    const counts = { framesIn: 1200, framesOut: 1200 };
    const latency = { count: 9, minMs: 1, meanMs: 2, p50Ms: 12.34, p99Ms: 150.2, maxMs: 1234.5 };
    const nodes = [
      nodeOf({ id: 1, kind: 'source', name: 'camera', framesOut: 1200, bytes: 1.5e9 }),
      nodeOf({ id: 2, name: 'blur', ...counts, bytes: 1.5e9, latencyMs: 4.567, busyMs: 5480 }),
      nodeOf({ id: 3, kind: 'target', name: 'FileWriter', ...counts, queueLength: 2 }),
      nodeOf({ id: 4, kind: 'observer', name: 'show', framesIn: 7, framesDropped: 3 }),
    ];
    const links = [linkOf(1, 2), linkOf(2, 3), linkOf(1, 4, true)];
    const paths = [{ nodes: [1, 2, 3], ended: false, frames: 9, latency }];
    expect(pipelineText({ nodes, links, paths }).split('\n')).to.deep.equal([
      'stage             kind        in   out  dropped  queue    MB  ms each  busy s  latency ms p50  p99   max',
      'camera            source          1200        0      0  1500',
      '├─ blur           filter    1200  1200        0      0  1500     4.57    5.48',
      '│  └─ FileWriter  target    1200  1200        0      2  0.00     0.00    0.00            12.3  150  1235',
      '└─ show           observer     7     0        3      0  0.00     0.00    0.00                             ended',
    ]);
  });

  it('draws each stage once, and says what else leads to it', () => {
    const nodes = ['left', 'right', 'join', 'end'].map((name, i) => nodeOf({ id: i, name }));
    const links = [linkOf(0, 2), linkOf(1, 2), linkOf(2, 3), linkOf(0, 3)];
    const [, ...stages] = pipelineText(statsOf(nodes, links)).split('\n');
    expect(
      stages.map((line) => line.replace(/ +filter.*\d/, '').replace(/ {2,}also/, ', also')),
    ).to.deep.equal(['left', '└─ join, also from right', '   └─ end, also from left', 'right']);
  });

  it('keeps to one line a stage, whatever names and links there are', () => {
    const links = fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.boolean()));
    const names = fc.array(fc.string({ unit: 'binary' }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(names, links, (given, pairs) => {
        const nodes = given.map((name, id) => nodeOf({ id, name }));
        const text = pipelineText(
          statsOf(
            nodes,
            pairs.map((pair) => linkOf(...pair)),
          ),
        );
        expect(text.split(/[\n\r\u2028\u2029]/)).to.have.lengthOf(nodes.length + 1);
      }),
    );
  });
});

describe('Pipeline.describe', () => {
  it('draws what is there now, and what has ended', async () => {
    const source = new ListSource({ frames: 3, name: 'list' });
    const recorder = new Recorder();
    source.pipe(filter((frame) => frame, { name: 'pass' })).subscribe(recorder);
    const pipeline = pipelineOf(source);
    expect(pipeline.describe()).to.match(/^stage .*\nlist .*\n└─ pass .*\n {3}└─ Recorder [^\n]*$/);
    await recorder.ended;
    expect(pipeline.describe()).to.match(/└─ Recorder +observer +3 +3 +0 +0 .* ended$/);
    expect(pipeline.describe({ format: 'mermaid' })).to.match(/^flowchart LR\n.*-\.->/s);
  });

  it('refuses a format that it does not know', () => {
    const pipeline = pipelineOf(new ListSource());
    expect(() => pipeline.describe({ format: 'svg' as 'text' })).to.throw(InvalidOptionError);
    expect(() => pipeline.describe({ fromat: 'text' } as object)).to.throw(InvalidOptionError);
  });
});
