import { expect } from 'chai';
import { take } from 'rxjs';
import { InvalidOptionError, ObserverError } from '../../src/errors';
import { filter } from '../../src/graph/filter';
import { tapTo } from '../../src/graph/tap-to';
import { ListSource } from '../support/list-source';
import { ListTarget } from '../support/list-target';
import { expectNothingLeft } from '../support/quiet';
import { Recorder, SlowRecorder } from '../support/recorder';

describe('tapTo', () => {
  expectNothingLeft();

  const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const spoil = (): ReturnType<typeof filter> =>
    filter((frame) => {
      frame.data().fill(200);
      return frame;
    });

  it('writes the frames as they are there, and passes them on', async () => {
    const target = new ListTarget();
    const end = new Recorder();
    const tap = tapTo(target);
    new ListSource({ frames: 10 }).pipe(tap, spoil()).subscribe(end);
    await end.ended;
    await target.finished;
    expect(target.written).to.deep.equal(upTo(10));
    expect(target.firstBytes).to.deep.equal(upTo(10));
    expect(end.firstBytes).to.deep.equal(upTo(10).map(() => 200));
    expect(tap.stats).to.include({ framesIn: 10, framesOut: 10, framesDropped: 0 });
  });

  it('closes the target when nobody below wants any more', async () => {
    const target = new ListTarget();
    const end = new Recorder();
    new ListSource({ frames: 100 }).pipe(tapTo(target), take(4)).subscribe(end);
    expect((await target.finished).frames).to.equal(4);
    expect(end.ending).to.equal('complete');
  });

  it('tells the target of an error, which passes on too', async () => {
    const target = new ListTarget();
    const end = new Recorder();
    const gone = new Error('gone');
    const failed = target.finished.catch((error: unknown) => error);
    new ListSource({ frames: 4, end: gone }).pipe(tapTo(target)).subscribe(end);
    await end.ended;
    const failure: unknown = await failed;
    expect(failure).to.equal(gone);
    expect(end.failure).to.equal(gone);
    expect(target.written).to.deep.equal(upTo(4));
  });

  it('goes on when the observer fails', async () => {
    const end = new Recorder();
    const broken = new Recorder(() => {
      throw new Error('no disk');
    });
    new ListSource({ frames: 5 }).pipe(tapTo(broken)).subscribe(end);
    await end.ended;
    expect(broken.failure).to.be.instanceOf(ObserverError);
    expect(end.indexes).to.deep.equal(upTo(5));
    expect(end.ending).to.equal('complete');
  });

  it('gives the observer a pace of its own when it is told to', async () => {
    const end = new Recorder();
    const slow = new SlowRecorder();
    const source = new ListSource({ frames: 50 });
    source.pipe(tapTo(slow, { frames: 2, policy: 'dropOldest' })).subscribe(end);
    await end.ended;
    slow.open();
    await slow.ended;
    expect(end.indexes).to.deep.equal(upTo(50));
    expect(slow.indexes).to.deep.equal([0, 1, 48, 49]);
  });

  it('works as a node, which attaches the observer when a stream is there', async () => {
    const target = new ListTarget();
    const end = new Recorder();
    const node = tapTo(target).node();
    node.attach(end);
    new ListSource({ frames: 5 }).attach(node);
    await Promise.all([end.ended, target.finished]);
    expect(target.written).to.deep.equal(upTo(5));
    expect(end.indexes).to.deep.equal(upTo(5));

    const idle = new ListTarget();
    tapTo(idle).node();
    new ListSource({ frames: 2 }).attach(idle);
    expect((await idle.finished).frames).to.equal(2);
  });

  it('refuses options that break their rule', () => {
    expect(() => tapTo(new Recorder(), { frames: 0 })).to.throw(InvalidOptionError);
  });
});
