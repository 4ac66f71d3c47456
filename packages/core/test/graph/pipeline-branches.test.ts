import { expect } from 'chai';
import { InvalidOptionError } from '../../src/errors';
import { branch } from '../../src/graph/branch';
import { filter } from '../../src/graph/filter';
import { latestOf } from '../../src/graph/join/latest-of';
import { syncByTime } from '../../src/graph/join/sync-by-time';
import { zipFrames } from '../../src/graph/join/zip-frames';
import { pipelineOf } from '../../src/graph/pipeline';
import { swappable } from '../../src/graph/swappable';
import { tapTo } from '../../src/graph/tap-to';
import { ListSource } from '../support/list-source';
import { linksOf } from '../support/pipeline-links';
import { expectNothingLeft, turns } from '../support/quiet';
import { Recorder } from '../support/recorder';

const look = filter((frame) => frame, { name: 'look', access: 'read' });

describe('pipelines that part and meet', () => {
  expectNothingLeft();

  it('show a branch, and what waits in it', async () => {
    const source = new ListSource({ frames: 4 });
    const queue = branch({ name: 'queue', inFlight: 1 });
    const gates: (() => void)[] = [];
    const recorder = new Recorder();
    const gate = filter(
      async (frame) => {
        await new Promise<void>((resolve) => gates.push(resolve));
        return frame;
      },
      { name: 'gate' },
    );
    source.pipe(queue, gate).subscribe(recorder);
    while (queue.stats.framesIn < 4 || gates.length === 0) await turns(1);
    await turns(5);
    const { framesIn, framesOut, queueLength } = queue.stats;
    expect(queueLength).to.equal(framesIn - framesOut);
    expect(queueLength).to.be.greaterThan(0);
    while (recorder.ending === undefined) {
      gates.shift()?.();
      await turns(1);
    }
    const { stats } = pipelineOf(source);
    expect(linksOf(stats)).to.deep.equal([
      'ListSource …→ queue',
      'gate …→ Recorder',
      'queue …→ gate',
    ]);
    expect(stats.nodes[1]).to.include({ kind: 'branch', framesOut: 4, queueLength: 0, bytes: 32 });
  });

  it('show the branch that an observer is attached by', async () => {
    const source = new ListSource();
    const recorder = new Recorder();
    source.attach(recorder, { name: 'own pace' });
    expect(linksOf(pipelineOf(source).stats)).to.deep.equal([
      'ListSource → own pace',
      'own pace → Recorder',
    ]);
    await recorder.ended;
    const { stats } = pipelineOf(source);
    expect(linksOf(stats)).to.deep.equal(['ListSource …→ own pace', 'own pace …→ Recorder']);
    expect(stats.paths[0]).to.include({ frames: 3, ended: true });
    expect(stats.nodes[1]).to.include({ kind: 'branch', framesIn: 3, framesOut: 3 });
  });

  it('forget the branch of an observer that is detached', async () => {
    const source = new ListSource({ end: 'never' });
    const [staying, leaving] = [new Recorder(), new Recorder()];
    source.attach(staying);
    source.attach(leaving, {});
    await turns(5);
    await source.detach(leaving);
    expect(linksOf(pipelineOf(source).stats)).to.deep.equal(['ListSource → Recorder']);
    await source.detach(staying);
  });

  for (const [how, options] of [
    ['at the pace of the stream', undefined],
    ['at a pace of its own', { name: 'side' }],
  ] as const) {
    it(`show an observer in the middle, ${how}`, async () => {
      const source = new ListSource();
      class Middle extends Recorder {}
      const [middle, end] = [new Middle(), new Recorder()];
      source.pipe(tapTo(middle, options), look).subscribe(end);
      await Promise.all([middle.ended, end.ended]);
      const toMiddle =
        options === undefined
          ? ['tapTo …→ Middle', 'tapTo …→ look']
          : ['side …→ Middle', 'tapTo …→ look', 'tapTo …→ side'];
      expect(linksOf(pipelineOf(source).stats)).to.deep.equal(
        ['ListSource …→ tapTo', 'look …→ Recorder', ...toMiddle].sort(),
      );
    });
  }

  it('show which filter is there now', async () => {
    const source = new ListSource();
    const stage = swappable(look);
    const recorder = new Recorder();
    source.pipe(stage).subscribe(recorder);
    expect(linksOf(pipelineOf(stage).stats)).to.deep.equal([
      'ListSource → swappable look',
      'swappable look → Recorder',
    ]);
    stage.swap(filter((frame) => frame, { name: 'other' }));
    await recorder.ended;
    const [, node] = pipelineOf(source).stats.nodes;
    expect(node).to.include({ name: 'swappable other', framesIn: 3, framesOut: 3, queueLength: 0 });
  });

  const JOINS = {
    zipFrames: (streams: ListSource[]) => zipFrames(streams),
    syncByTime: (streams: ListSource[]) => syncByTime(streams, { toleranceMs: 1 }),
    latestOf: (streams: ListSource[]) => latestOf(streams),
  };
  for (const [name, join] of Object.entries(JOINS)) {
    it(`show where streams meet: ${name}`, async () => {
      const sources = [new ListSource({ name: 'left' }), new ListSource({ name: 'right' })];
      const sets = join(sources);
      let ended: () => void = () => undefined;
      const end = new Promise<void>((resolve) => (ended = resolve));
      sets.subscribe({ next: () => undefined, complete: ended });
      const expected = [`${name} → observer`, `left → ${name}`, `right → ${name}`].sort();
      for (const member of [...sources, sets]) {
        expect(linksOf(pipelineOf(member).stats)).to.deep.equal(expected);
      }
      await end;
      const { nodes, paths, links } = pipelineOf(sets).stats;
      expect(links.every((link) => link.ended)).to.equal(true);
      const node = nodes.find(({ kind }) => kind === 'join');
      expect(node).to.include({ framesIn: 6, bytes: 48, queueLength: 0 });
      const observer = nodes.find(({ kind }) => kind === 'observer');
      expect(observer?.bytes).to.equal(16 * (observer?.framesIn ?? 0));
      expect(paths).to.have.lengthOf(2);
      for (const { latency } of paths) expect(latency?.count).to.be.within(1, 6);
      expect(sets.inputs.map(({ queueLength }) => queueLength)).to.deep.equal([0, 0]);
    });
  }

  it('take no name that cannot be seen', () => {
    expect(() => branch({ name: '' })).to.throw(InvalidOptionError, /name/);
    expect(() => zipFrames([new ListSource()], { name: ' ' })).to.throw(InvalidOptionError, /name/);
  });
});
