import { expect } from 'chai';
import { FilterError, InvalidOptionError } from '../../src/errors';
import type { VideoFrame } from '../../src/frames/video-frame';
import { ObservableObserver, type UpdateResult } from '../../src/graph/observable-observer';
import { pipelineOf } from '../../src/graph/pipeline';
import { ListSource } from '../support/list-source';
import { expectNothingLeft, turns, warningsOf } from '../support/quiet';
import { Recorder } from '../support/recorder';

type Update = (frame: VideoFrame) => UpdateResult | PromiseLike<UpdateResult>;

class Node extends ObservableObserver {
  readonly #update: Update;

  constructor(update: Update = () => undefined) {
    super();
    this.#update = update;
  }

  override update(frame: VideoFrame): ReturnType<Update> {
    return this.#update(frame);
  }
}

/** What comes out of a node on a source of some frames. */
async function outputOf(update: Update, frames = 3): Promise<Recorder> {
  const source = new ListSource({ frames });
  const node = new Node(update);
  const recorder = new Recorder();
  source.attach(node);
  node.attach(recorder);
  await recorder.ended;
  return recorder;
}

describe('ObservableObserver', () => {
  expectNothingLeft();

  describe('update', () => {
    it('passes the frame on as it was edited, when it returns nothing [O6]', async () => {
      const { firstBytes } = await outputOf((frame) => void frame.data().fill(5));
      expect(firstBytes).to.deep.equal([5, 5, 5]);
    });

    it('passes on what it returns instead [O7]', async () => {
      const { indexes } = await outputOf((frame) => frame.derive({ index: frame.index + 10 }));
      expect(indexes).to.deep.equal([10, 11, 12]);
    });

    it('drops the frame when it returns null [quirk 10]', async () => {
      const { indexes } = await outputOf((frame) => (frame.index === 1 ? null : undefined));
      expect(indexes).to.deep.equal([0, 2]);
    });

    it('passes on several [quirk 10]', async () => {
      const { indexes } = await outputOf((frame) => [frame, frame]);
      expect(indexes).to.deep.equal([0, 0, 1, 1, 2, 2]);
    });

    it('may be asynchronous, with any of these', async () => {
      const { indexes, firstBytes } = await outputOf(async (frame) => {
        await turns(1);
        if (frame.index === 0) return null;
        frame.data().fill(8);
        return frame.index === 1 ? undefined : [frame, frame.derive()];
      });
      expect(indexes).to.deep.equal([1, 2, 2]);
      expect(firstBytes).to.deep.equal([8, 8, 0]);
    });
  });

  it('hangs in chains, and counts', async () => {
    const source = new ListSource({ frames: 4 });
    const bump: Update = (frame) => void frame.data().fill((frame.data()[0] ?? 0) + 10);
    const nodes = [new Node(bump), new Node(bump), new Node(bump)] as const;
    const [plain, recorder] = [new Recorder(), new Recorder()];
    source.attach(nodes[0]);
    source.attach(plain);
    nodes[0].attach(nodes[1]);
    nodes[1].attach(nodes[2]);
    nodes[2].attach(recorder);
    await recorder.ended;
    expect(recorder.firstBytes).to.deep.equal([30, 31, 32, 33]);
    expect(plain.firstBytes).to.deep.equal([0, 1, 2, 3]);
    expect(nodes[2].stats).to.include({ framesIn: 4, framesOut: 4, framesDropped: 0 });
  });

  it('feeds several, none of which sees what another writes [quirk 9]', async () => {
    const source = new ListSource();
    const node = new Node();
    const writer = new Node((frame) => void frame.data().fill(99));
    const [a, b] = [new Recorder(), new Recorder()];
    source.attach(node);
    node.attach(a);
    node.attach(writer);
    writer.attach(b);
    await Promise.all([a.ended, b.ended]);
    expect(a.firstBytes).to.deep.equal([0, 1, 2]);
    expect(b.firstBytes).to.deep.equal([99, 99, 99]);
  });

  it('is an observer like any other: idempotent, and detached alone [O2, O3]', async () => {
    const source = new ListSource({ frames: 6, end: 'never' });
    const node = new Node();
    const recorder = new Recorder();
    source.attach(node);
    source.attach(node);
    node.attach(recorder);
    node.attach(recorder);
    await turns(5);
    await node.detach(recorder);
    const seen = recorder.indexes.length;
    expect(seen).to.be.greaterThan(0);
    expect(new Set(recorder.indexes).size).to.equal(seen);
    await turns(5);
    expect(recorder.indexes).to.have.lengthOf(seen);
    await source.detach(node);
    expect(source.stops).to.equal(1);
  });

  it('ends its branch alone when it throws, with the error for those below', async () => {
    for (const isAsync of [false, true]) {
      const source = new ListSource({ frames: 5 });
      const node = new Node((frame) => {
        if (frame.index !== 1) return undefined;
        if (isAsync) return Promise.reject(new Error('no light'));
        throw new Error('no light');
      });
      const [below, beside] = [new Recorder(), new Recorder()];
      source.attach(node);
      source.attach(beside);
      node.attach(below);
      await beside.ended;
      expect(below.indexes).to.deep.equal([0]);
      expect(below.failure).to.be.instanceOf(FilterError).and.have.property('frameIndex', 1);
      expect(beside.indexes).to.deep.equal([0, 1, 2, 3, 4]);
      const late = new Recorder();
      node.attach(late);
      expect(late.failure).to.equal(below.failure);
    }
  });

  it('stops the source when it fails and nobody else wants frames', async () => {
    const source = new ListSource({ frames: 50, end: 'never' });
    const node = new Node(() => {
      throw new Error('no light');
    });
    const codes = await warningsOf(async () => {
      source.attach(node);
      expect(await source.finished).to.include({ ended: 'stopped' });
    });
    expect(codes).to.deep.equal(['BRANCH_FAILED']);
    expect(source.attached(node)).to.equal(false);
  });

  it('hands an error from above on, after the frames before it', async () => {
    const broken = new Error('broken');
    const source = new ListSource({ end: broken });
    const node = new Node(() => turns(2).then(() => undefined));
    const recorder = new Recorder();
    source.attach(node);
    node.attach(recorder);
    await recorder.ended;
    expect(recorder.indexes).to.deep.equal([0, 1, 2]);
    expect(recorder.failure).to.equal(broken);
  });

  it('may be used again for another run, after an end or an error from above', async () => {
    const node = new Node();
    for (const end of ['complete', new Error('broken'), 'complete'] as const) {
      const source = new ListSource({ end });
      const recorder = new Recorder();
      node.attach(recorder);
      source.attach(node);
      await recorder.ended;
      expect(recorder.indexes).to.deep.equal([0, 1, 2]);
      expect(recorder.failure).to.equal(end === 'complete' ? undefined : end);
    }
  });

  it('goes by its class in a pipeline, or by a name of its own', () => {
    class Named extends ObservableObserver {
      override update(): void {
        return;
      }
    }
    const nameOf = (node: ObservableObserver): unknown => pipelineOf(node).stats.nodes[0]?.name;
    expect(nameOf(new Named())).to.equal('Named');
    expect(nameOf(new Named({ name: 'left eye' }))).to.equal('left eye');
    expect(() => new Named({ name: 7 as never })).to.throw(InvalidOptionError);
  });
});
