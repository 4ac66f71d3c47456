import { expect } from 'chai';
import { map, merge, share, take, type Observable } from 'rxjs';
import { InvalidOptionError } from '../../src/errors';
import type { VideoFrame } from '../../src/frames/video-frame';
import { collectGarbage } from '../../src/graph/collect-garbage';
import { deferFilter, filter } from '../../src/graph/filter';
import type { FrameOperator } from '../../src/graph/frame-operator';
import { nodeOf } from '../../src/graph/node-of';
import { ObservableObserver } from '../../src/graph/observable-observer';
import { pipelineOf } from '../../src/graph/pipeline';
import { MOST_PATHS, type PipelineStats } from '../../src/graph/pipeline-stats';
import { VideoTarget, type TargetReport } from '../../src/graph/video-target';
import { ListSource } from '../support/list-source';
import { linksOf } from '../support/pipeline-links';
import { expectNothingLeft, turns, warningsOf } from '../support/quiet';
import { Recorder } from '../support/recorder';

const look = (name: string): FrameOperator => filter((frame) => frame, { name, access: 'read' });

class NullTarget extends VideoTarget {
  readonly #gate: Promise<void>;

  constructor(gate = Promise.resolve()) {
    super();
    this.#gate = gate;
  }

  protected override write(): Promise<void> {
    return this.#gate;
  }

  protected override finalise(): Promise<TargetReport> {
    return Promise.resolve({ frames: this.stats.framesOut, dropped: 0 });
  }
}

class Dyer extends ObservableObserver {
  override update(): void {
    return;
  }
}

function namesOf({ nodes }: PipelineStats): string[] {
  return nodes.map(({ name }) => name);
}

function linkCount(member: object): number {
  const node = nodeOf(member);
  return (node?.inputs.size ?? 0) + (node?.outputs.size ?? 0);
}

describe('pipelineOf', () => {
  expectNothingLeft();

  describe('stats', () => {
    it('counts in every stage, without being asked before', async () => {
      const source = new ListSource({ frames: 4, name: 'list' });
      const half = filter((frame) => (frame.index % 2 === 0 ? frame : null), { name: 'half' });
      const target = new NullTarget();
      source.pipe(half).subscribe(target);
      await target.finished;
      const { nodes } = pipelineOf(source).stats;
      const [list, middle, end] = nodes;
      expect(list).to.include({ kind: 'source', name: 'list', framesIn: 0, framesOut: 4 });
      expect(middle).to.include({ kind: 'filter', name: 'half', framesIn: 4, framesOut: 2 });
      expect(middle).to.include({ framesDropped: 2, bytes: 32 });
      expect(end).to.include({ kind: 'target', name: 'NullTarget', framesIn: 2, framesOut: 2 });
      expect(end).to.include({ queueLength: 0, bytes: 16 });
      expect(list?.bytes).to.equal(32);
    });

    it('is the same from every member', async () => {
      const source = new ListSource();
      const operator = look('look');
      const stream = source.pipe(operator);
      const dyer = new Dyer();
      const target = new NullTarget();
      stream.subscribe(dyer);
      dyer.attach(target);
      const expected = linksOf(pipelineOf(source).stats);
      expect(expected).to.deep.equal(['Dyer → NullTarget', 'ListSource → look', 'look → Dyer']);
      for (const member of [operator, stream, dyer, target, stream.pipe(map((f) => f.index))]) {
        expect(linksOf(pipelineOf(member).stats)).to.deep.equal(expected);
      }
      await target.finished;
    });

    it('knows a stream behind plain operators', async () => {
      const source = new ListSource();
      const recorder = new Recorder();
      source
        .pipe(
          map((frame) => frame),
          share(),
          look('look'),
          take(2),
        )
        .subscribe(recorder);
      const links = linksOf(pipelineOf(source).stats);
      expect(links).to.deep.equal(['ListSource → look', 'look → Recorder']);
      await recorder.ended;
    });

    it('counts values that are no frames', async () => {
      const source = new ListSource();
      const indexes: unknown[] = [];
      source.pipe(map((frame) => frame.index)).subscribe((index) => indexes.push(index));
      await source.finished;
      const [, observer] = pipelineOf(source).stats.nodes;
      expect(observer).to.include({ kind: 'observer', framesIn: 3, framesOut: 3, bytes: 0 });
      expect(indexes).to.deep.equal([0, 1, 2]);
    });

    it('shows an operator on two streams as one node with two inputs', async () => {
      const sources = [new ListSource({ name: 'left' }), new ListSource({ name: 'right' })];
      const operator = look('both');
      for (const source of sources) source.pipe(operator).subscribe();
      const stats = pipelineOf(operator).stats;
      expect(linksOf(stats).filter((link) => link.endsWith('both'))).to.deep.equal([
        'left → both',
        'right → both',
      ]);
      await Promise.all(sources.map((source) => source.finished));
      expect(operator.stats.framesIn).to.equal(6);
      expect(pipelineOf(operator).stats.paths).to.have.lengthOf(4);
    });

    it('ends, although an operator stands twice in one chain', async () => {
      const source = new ListSource();
      const operator = look('twice');
      source.pipe(operator, operator).subscribe(new Recorder());
      await source.finished;
      const { stats } = pipelineOf(source);
      expect(namesOf(stats)).to.deep.equal(['ListSource', 'twice', 'Recorder']);
      expect(stats.paths.map(({ nodes }) => nodes.length)).to.deep.equal([3]);
    });

    it('shows two subscriptions between the same stages as one link', async () => {
      const source = new ListSource();
      const stream = source.pipe(look('look'));
      stream.subscribe(new Recorder());
      stream.subscribe(new Recorder());
      const links = linksOf(pipelineOf(source).stats);
      expect(links.filter((link) => link.startsWith('ListSource'))).to.have.lengthOf(1);
      expect(links).to.have.lengthOf(3);
      await source.finished;
    });

    it('follows an observer that counts for a stage to that stage', async () => {
      const [first, second] = [new ListSource({ name: 'a' }), new ListSource({ name: 'b' })];
      const both = deferFilter(
        (fail, stats) => {
          const other = second.subscribe({ stats, error: fail } as { error: typeof fail });
          return { run: (frame) => frame, end: () => other.unsubscribe() };
        },
        { name: 'both' },
      );
      const recorder = new Recorder();
      first.pipe(both).subscribe(recorder);
      expect(linksOf(pipelineOf(first).stats)).to.deep.equal([
        'a → both',
        'b → both',
        'both → Recorder',
      ]);
      await recorder.ended;
    });

    it('lists no more paths than it may', async () => {
      const source = new ListSource();
      let stream: Observable<VideoFrame> = source;
      for (let i = 0; i < 8; i += 1) {
        const parted = stream;
        const meeting = look(`meet ${i}`);
        const node = meeting.node();
        for (const side of ['a', 'b']) parted.pipe(look(`${side}${i}`)).subscribe(node);
        stream = node;
      }
      const done = new Recorder();
      stream.subscribe(done);
      expect(pipelineOf(source).stats.paths).to.have.lengthOf(MOST_PATHS);
      await source.finished;
      await turns();
    });

    it('is plain data that stays as it is', async () => {
      const source = new ListSource();
      source.pipe(look('look')).subscribe(new Recorder());
      const before = pipelineOf(source).stats;
      const text = JSON.stringify(before);
      await source.finished;
      expect(JSON.parse(text)).to.deep.equal(before);
      expect(JSON.parse(JSON.stringify(pipelineOf(source).stats))).to.deep.equal(
        pipelineOf(source).stats,
      );
    });

    it('tells how many frames wait', async () => {
      let open: () => void = () => undefined;
      const target = new NullTarget(new Promise((resolve) => (open = resolve)));
      const source = new ListSource({ frames: 3 });
      source.subscribe(target);
      await turns(8);
      expect(target.stats).to.include({ framesIn: 3, framesOut: 0, queueLength: 3 });
      open();
      await target.finished;
      expect(target.stats).to.include({ framesOut: 3, queueLength: 0 });
      expect(target.stats.busyMs).to.be.greaterThan(0);
    });

    it('counts the frames that wait in a filter, until it is done with them or left', async () => {
      const gates: (() => void)[] = [];
      const slow = filter(async (frame) => {
        await new Promise<void>((resolve) => gates.push(resolve));
        return frame;
      });
      const source = new ListSource({ frames: 3, end: 'never' });
      const subscription = source.pipe(slow).subscribe();
      while (slow.stats.framesIn < 3) await turns(1);
      expect(slow.stats.queueLength).to.equal(3);
      gates[0]?.();
      await turns();
      expect(slow.stats).to.include({ queueLength: 2, framesOut: 1 });
      subscription.unsubscribe();
      expect(slow.stats.queueLength).to.equal(1); // the one whose function is still at work
      gates[1]?.();
      await turns();
      expect(slow.stats.queueLength).to.equal(0);
    });

    it('counts what a source throws away at its start, and what is pulled', async () => {
      const source = new ListSource({ frames: 5, warmupFrames: 2 });
      source.subscribe();
      await source.finished;
      expect(source.stats).to.include({ framesOut: 3, framesDropped: 2, bytes: 24 });
      const frame = await source.getFrame();
      frame?.release();
      expect(source.stats.framesOut).to.be.at.least(4);
      await source.close();
    });
  });

  describe('latency', () => {
    it('is told for every path, from the capture to the end', async () => {
      const source = new ListSource({ frames: 3 });
      const target = new NullTarget();
      source.pipe(look('look')).subscribe(target);
      source.subscribe(async () => turns(2));
      await target.finished;
      await turns(6);
      const { paths } = pipelineOf(source).stats;
      expect(paths.map(({ nodes, frames }) => [nodes.length, frames])).to.deep.equal([
        [3, 3],
        [2, 3],
      ]);
      for (const { latency } of paths) {
        expect(latency?.count).to.be.within(1, 3);
        expect(latency?.minMs).to.be.at.least(0);
        expect(latency?.maxMs).to.be.at.least(latency?.p50Ms ?? Number.NaN);
      }
    });

    it('is told for a node that nothing hangs on', async () => {
      const source = new ListSource();
      const dyer = new Dyer();
      source.attach(dyer);
      await source.finished;
      expect(pipelineOf(dyer).stats.paths[0]?.latency?.count).to.be.within(1, 3);
    });

    it('is told for a target that is given frames by hand', async () => {
      const source = new ListSource();
      const target = new NullTarget();
      for await (const frame of source) await target.append(frame);
      await target.close();
      const [path] = pipelineOf(target).stats.paths;
      expect(path).to.include({ frames: 3, ended: false });
      expect(path?.nodes).to.have.lengthOf(1);
    });
  });

  describe('names', () => {
    it('are those of functions, classes and options', async () => {
      const source = new ListSource();
      const blank = filter((frame) => frame);
      const darken = (frame: VideoFrame): VideoFrame => frame;
      function count(): void {
        return;
      }
      source.pipe(blank, filter(darken), filter(darken, { name: 'own' })).subscribe(count);
      source.subscribe(() => undefined);
      source.subscribe({ next: () => undefined });
      source.subscribe(Object.assign(Object.create(null) as object, { next: count }));
      source.subscribe(new Recorder());
      expect(namesOf(pipelineOf(source).stats)).to.deep.equal([
        'ListSource',
        'filter',
        'darken',
        'own',
        'count',
        'observer',
        'observer',
        'count',
        'Recorder',
      ]);
      await source.finished;
    });

    it('go from an operator to its nodes', () => {
      const [node] = pipelineOf(look('looking glass').node()).stats.nodes;
      expect(node).to.include({ kind: 'filter', name: 'looking glass' });
    });

    it('are refused when they cannot be seen', () => {
      expect(() => look(' ')).to.throw(InvalidOptionError, /name/);
      expect(() => new ListSource({ name: '' })).to.throw(InvalidOptionError, /name/);
    });
  });

  describe('links', () => {
    it('are there from the subscription to its end', async () => {
      const source = new ListSource({ end: 'never' });
      const target = new NullTarget();
      const subscription = source.pipe(look('look')).subscribe(new Recorder());
      source.attach(target);
      expect(linksOf(pipelineOf(source).stats)).to.deep.equal([
        'ListSource → NullTarget',
        'ListSource → look',
        'look → Recorder',
      ]);
      subscription.unsubscribe();
      expect(linksOf(pipelineOf(source).stats)).to.deep.equal(['ListSource → NullTarget']);
      await source.detach(target);
      expect(linksOf(pipelineOf(source).stats)).to.deep.equal([]);
    });

    for (const end of ['complete', new Error('broken')] as const) {
      const how = end === 'complete' ? 'completed' : 'failed';
      it(`stay to be seen when the source has ${how}, until it begins anew`, async () => {
        const source = new ListSource({ end });
        const recorder = new Recorder();
        source.pipe(look('first')).subscribe(recorder);
        await recorder.ended;
        const { stats } = pipelineOf(source);
        expect(linksOf(stats)).to.deep.equal(['ListSource …→ first', 'first …→ Recorder']);
        expect(stats.paths).to.have.lengthOf(1);
        expect(stats.paths[0]).to.include({ ended: true, frames: 3 });
        const again = new Recorder();
        source.pipe(look('second')).subscribe(again);
        expect(linksOf(pipelineOf(source).stats)).to.deep.equal([
          'ListSource → second',
          'second → Recorder',
        ]);
        await again.ended;
      });
    }

    it('stay to be seen when a filter has failed', async () => {
      const source = new ListSource({ frames: 5 });
      const broken = filter(
        () => {
          throw new Error('cannot');
        },
        { name: 'broken' },
      );
      const recorder = new Recorder();
      source.pipe(broken).subscribe(recorder);
      await recorder.ended;
      expect(linksOf(pipelineOf(source).stats)).to.deep.equal([
        'ListSource …→ broken',
        'broken …→ Recorder',
      ]);
    });

    it('stay to be seen when an observer has failed, and what is above it', async () => {
      const source = new ListSource({ frames: 5 });
      const recorder = new Recorder(() => {
        throw new Error('cannot');
      });
      source.pipe(look('look')).subscribe(recorder);
      await recorder.ended;
      expect(linksOf(pipelineOf(source).stats)).to.deep.equal([
        'ListSource …→ look',
        'look …→ Recorder',
      ]);
    });

    it('stay to be seen when something below has had enough', async () => {
      const source = new ListSource({ end: 'never' });
      const recorder = new Recorder();
      source.pipe(look('look'), take(2)).subscribe(recorder);
      await recorder.ended;
      expect(linksOf(pipelineOf(source).stats)).to.deep.equal([
        'ListSource …→ look',
        'look …→ Recorder',
      ]);
    });

    it('show an end when the source had been closed before', async () => {
      const source = new ListSource();
      await source.close();
      await warningsOf(() => void source.pipe(look('late')).subscribe());
      expect(pipelineOf(source).stats.paths).to.deep.equal([
        { nodes: pipelineOf(source).stats.nodes.map(({ id }) => id), ended: true, frames: 0 },
      ]);
    });

    it('leave nothing behind on a source that goes on', async () => {
      const source = new ListSource({ end: 'never' });
      const operator = look('look');
      const staying = source.subscribe(() => undefined);
      for (let i = 0; i < 10_000; i += 1) {
        source
          .pipe(operator)
          .subscribe(() => undefined)
          .unsubscribe();
        source.subscribe(() => undefined).unsubscribe();
      }
      expect([linkCount(source), linkCount(operator)]).to.deep.equal([1, 0]);
      staying.unsubscribe();
      expect(linkCount(source)).to.equal(0);
    });

    it('leave nothing behind on what outlives many runs', async () => {
      const operator = look('look');
      const stages = new Set<object>();
      for (let i = 0; i < 50; i += 1) {
        const source = new ListSource({ frames: 1 });
        source.pipe(operator).subscribe(() => undefined);
        await source.finished;
        for (const { from } of nodeOf(operator)?.inputs ?? []) stages.add(from);
      }
      expect(stages).to.have.lengthOf(50);
      expect(linkCount(operator)).to.equal(2);
    });

    it('hold no observer that has gone', async () => {
      const source = new ListSource({ end: 'never' });
      const keeping = source.subscribe(() => undefined);
      const gone = ((): WeakRef<Recorder>[] => {
        const recorders = Array.from({ length: 100 }, () => new Recorder());
        for (const recorder of recorders) source.pipe(look('x')).subscribe(recorder).unsubscribe();
        return recorders.map((recorder) => new WeakRef(recorder));
      })();
      await turns(5);
      collectGarbage();
      expect(gone.filter((reference) => reference.deref() !== undefined)).to.have.lengthOf(0);
      keeping.unsubscribe();
    });
  });

  it('refuses what is no part of a pipeline', () => {
    const strangers = [merge(), {}, null, 3, () => undefined] as unknown[];
    for (const stranger of strangers) {
      expect(() => pipelineOf(stranger as FrameOperator)).to.throw(InvalidOptionError, /member/);
    }
  });

  describe('stats$ and statsEvery', () => {
    it('give the counters at once and again and again', async () => {
      const source = new ListSource({ frames: 20 });
      source.subscribe(() => undefined);
      const seen: PipelineStats[] = [];
      await new Promise<void>((resolve) => {
        pipelineOf(source)
          .statsEvery({ everyMs: 1 })
          .pipe(take(4))
          .subscribe({ next: (stats) => seen.push(stats), complete: resolve });
        expect(seen).to.have.lengthOf(1);
      });
      expect(seen).to.have.lengthOf(4);
      await source.finished;
    });

    it('look only while somebody is subscribed', async () => {
      const pipeline = pipelineOf(new ListSource());
      let looks = 0;
      pipeline.stats$.subscribe(() => (looks += 1)).unsubscribe();
      const subscription = pipeline.statsEvery({ everyMs: 1 }).subscribe(() => (looks += 1));
      while (looks < 3) await turns(1);
      subscription.unsubscribe();
      const seen = looks;
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(looks).to.equal(seen);
    });

    it('refuse a period that is none', () => {
      const pipeline = pipelineOf(new ListSource());
      expect(() => pipeline.statsEvery({ everyMs: 0 })).to.throw(InvalidOptionError, /everyMs/);
      expect(() => pipeline.statsEvery({ every: 1 } as object)).to.throw(InvalidOptionError);
    });
  });
});
