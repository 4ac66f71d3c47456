import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { Deferred } from '../../src/deferred';
import { FilterError, InvalidOptionError } from '../../src/errors';
import { frameMemory } from '../../src/frames/frame-memory';
import type { VideoFrame } from '../../src/frames/video-frame';
import { branch } from '../../src/graph/branch';
import { filter, type FilterModuleOptions } from '../../src/graph/filter';
import { ListSource, type ListSourceOptions } from '../support/list-source';
import { expectNothingLeft } from '../support/quiet';
import { Recorder } from '../support/recorder';

const moduleAt = (name: string): string => join(__dirname, 'modules', name);

/** Resolves when the threads have ended and given everything back. */
async function blocksBackTo(blocks: number): Promise<void> {
  while (frameMemory.blocksInUse !== blocks) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Sends frames through a filter of modules/many.js. */
async function outputOf(
  settings: string,
  options: FilterModuleOptions = {},
  source: ListSourceOptions = {},
  onFrame?: (frame: VideoFrame) => void,
): Promise<Recorder> {
  const recorder = new Recorder(onFrame);
  new ListSource({ frames: 4, ...source })
    .pipe(filter(moduleAt('many.js'), { settings, ...options }))
    .subscribe(recorder);
  await recorder.ended;
  return recorder;
}

describe('filter with a module', () => {
  let blocks = 0;
  beforeEach(() => void (blocks = frameMemory.blocksInUse));
  afterEach(() => blocksBackTo(blocks));
  expectNothingLeft();

  it('works on one frame at a time unless told otherwise', async () => {
    const threads = new Set<unknown>();
    const { firstBytes } = await outputOf('async', {}, { frames: 9 });
    await outputOf('time', {}, { frames: 9 }, ({ meta }) => threads.add(meta['thread']));
    expect(firstBytes).to.deep.equal([...Array(9).keys()].map((i) => i + 100));
    expect(threads.size).to.equal(1);
  });

  const run = async (
    settings: string,
    source: ListSourceOptions = {},
    onFrame?: (frame: VideoFrame) => void,
  ): Promise<Recorder> => outputOf(settings, { mode: 'parallel', concurrency: 2 }, source, onFrame);

  it('edits frames in place', async () => {
    const { firstBytes, indexes, ending } = await run('edit', { frames: 20 });
    expect(indexes).to.deep.equal([...Array(20).keys()]);
    expect(firstBytes).to.deep.equal([...Array(20).keys()].map((i) => i + 100));
    expect(ending).to.equal('complete');
  });

  it('keeps the order of frames whose function takes its time', async () => {
    const { firstBytes } = await run('async', { frames: 20 });
    expect(firstBytes).to.deep.equal([...Array(20).keys()].map((i) => i + 100));
  });

  it('takes other frames, of another size and layout', async () => {
    const shapes: string[] = [];
    const { firstBytes, indexes } = await run('other', { frames: 20 }, (frame) => {
      shapes.push(`${frame.cols}×${frame.rows} ${frame.colour} at ${frame.pts?.seconds}`);
    });
    expect(firstBytes).to.deep.equal([...Array(20).keys()].map((i) => i + 50));
    expect(indexes).to.deep.equal([...Array(20).keys()]);
    expect(shapes.slice(0, 2)).to.deep.equal(['3×1 BGRA at 0', '3×1 BGRA at 0.04']);
  });

  it('makes frames for which the memory has to grow', async () => {
    const sizes: number[] = [];
    const { firstBytes } = await run('larger', { frames: 4 }, ({ cols }) => sizes.push(cols));
    expect(firstBytes).to.deep.equal([50, 51, 52, 53]);
    expect(sizes).to.deep.equal([2000, 2100, 2200, 2300]);
  });

  it('takes several frames, some of them twice', async () => {
    const { firstBytes } = await run('several', { frames: 3 });
    expect(firstBytes).to.deep.equal([0, 200, 200, 0, 1, 201, 201, 1, 2, 202, 202, 2]);
  });

  it('takes clones and retained handles', async () => {
    expect((await run('clone')).firstBytes).to.deep.equal([0, 1, 2, 3]);
    expect((await run('retained')).firstBytes).to.deep.equal([0, 1, 2, 3]);
  });

  it('drops frames', async () => {
    expect((await run('drop')).indexes).to.deep.equal([0, 2]);
  });

  it('takes what is put into the bag, and hands over the times', async () => {
    const metas: unknown[] = [];
    await run('note', {}, ({ meta }) => metas.push(meta['seen']));
    await run('time', {}, ({ meta }) => metas.push(meta['pts']));
    expect(metas).to.deep.equal([
      ...[0, 1, 2, 3].map((i) => `thread saw ${i}`),
      ...[0, 0.04, 0.08, 0.12],
    ]);
  });

  it('lets a filter keep frames: their memory comes back when it lets go', async () => {
    expect((await run('keep', { frames: 40 })).firstBytes).to.deep.equal([...Array(40).keys()]);
  });

  it('does not change what a filter has kept', async () => {
    const { firstBytes } = await run('keepAndEdit', { frames: 10 });
    expect(firstBytes).to.deep.equal(Array(10).fill(77));
  });

  it('keeps every view of stereo frames', async () => {
    const views: number[] = [];
    await run('edit', { stereoCount: 2, frames: 2 }, (frame) => {
      views.push(frame.data(0)[0] ?? -1, frame.data(1)[0] ?? -1);
    });
    expect(views).to.deep.equal([100, 0, 101, 1]);
  });

  it('runs on as many threads as it is told', async () => {
    const threads = new Set<unknown>();
    await outputOf('time', { mode: 'parallel', concurrency: 3 }, { frames: 30 }, ({ meta }) =>
      threads.add(meta['thread']),
    );
    expect(threads.size).to.equal(3);
    expect(threads).not.to.include(0);
  });

  for (const name of ['plain.js', 'modern.mjs', 'typed.ts']) {
    it(`loads ${name}, by path and by URL`, async () => {
      for (const run of [moduleAt(name), pathToFileURL(moduleAt(name))]) {
        const recorder = new Recorder();
        new ListSource({ frames: 1 }).pipe(filter(run as string)).subscribe(recorder);
        await recorder.ended;
        const wanted = { 'plain.js': 9, 'modern.mjs': 42, 'typed.ts': 43 }[name];
        expect(recorder.ending).to.equal('complete');
        expect(recorder.firstBytes).to.deep.equal([wanted]);
      }
    });
  }

  it('never changes the picture of another branch', async () => {
    const source = new ListSource({ frames: 10 });
    const edited = new Recorder();
    const plain = new Recorder();
    source.pipe(filter(moduleAt('many.js'), { settings: 'edit' })).subscribe(edited);
    source.subscribe(plain);
    await Promise.all([edited.ended, plain.ended]);
    expect(plain.firstBytes).to.deep.equal([...Array(10).keys()]);
    expect(edited.firstBytes).to.deep.equal([...Array(10).keys()].map((i) => i + 100));
  });

  it('works on frames in ordinary memory', async () => {
    const recorder = new Recorder();
    new ListSource({ frames: 3 })
      .pipe(
        filter((frame) => frame.clone()),
        filter(moduleAt('many.js'), { settings: 'edit' }),
      )
      .subscribe(recorder);
    await recorder.ended;
    expect(recorder.firstBytes).to.deep.equal([100, 101, 102]);
  });

  it('is a node, too', async () => {
    const source = new ListSource({ frames: 3 });
    const node = filter(moduleAt('many.js'), { settings: 'edit' }).node();
    const recorder = new Recorder();
    node.attach(recorder);
    source.attach(node);
    await recorder.ended;
    expect(recorder.firstBytes).to.deep.equal([100, 101, 102]);
    expect(node.stats).to.include({ framesIn: 3, framesOut: 3 });
  });

  describe('when something goes wrong', () => {
    const failures: readonly (readonly [string, RegExp])[] = [
      ['throw', /frame 2 in a worker thread: two is too much/],
      ['exit', /frame 2 in a worker thread: .*code 3/],
      ['uncaught', /frame 2 in a worker thread: nobody caught this/],
      ['wrong', /frame 0 in a worker thread: It returned "no frame"/],
      ['unknown', /frame 0 in a worker thread: Expected a module that exports/],
    ];
    for (const [settings, message] of failures) {
      it(`ends the branch with an error that names the frame: ${settings}`, async () => {
        const { failure, indexes } = await outputOf(settings);
        expect(failure).to.be.instanceOf(FilterError);
        expect((failure as Error).message).to.match(message);
        expect(indexes).to.deep.equal(message.source.includes('frame 2') ? [0, 1] : []);
      });
    }

    for (const [name, message] of [
      ['empty.js', /exports a function filter/],
      ['failing.js', /not today/],
    ] as const) {
      it(`says what is wrong with a module: ${name}`, async () => {
        const recorder = new Recorder();
        new ListSource().pipe(filter(moduleAt(name))).subscribe(recorder);
        await recorder.ended;
        expect(recorder.failure).to.be.instanceOf(FilterError);
        expect((recorder.failure as Error).message).to.match(message);
      });
    }

    it('refuses at once what is no module', () => {
      const wrong = [moduleAt('missing.js'), new URL('https://example.org/x.js'), 7, null];
      for (const run of wrong) expect(() => filter(run as string)).to.throw(InvalidOptionError);
    });

    for (const settings of ['exit', 'uncaught']) {
      it(`gives back what waits above in a branch, too, and others get all frames: ${settings}`, async () => {
        const source = new ListSource({ frames: 60 });
        const [failed, direct, queued] = [new Recorder(), new Recorder(), new Recorder()];
        const queue = branch({ frames: 4 });
        const workers = filter(moduleAt('many.js'), {
          settings,
          mode: 'parallel',
          concurrency: 2,
        });
        source.attach(direct);
        source.attach(queued, {});
        source.pipe(queue, workers).subscribe(failed);
        await Promise.all([failed.ended, direct.ended, queued.ended]);
        await blocksBackTo(blocks);
        const all = [...Array(60).keys()];
        expect(failed.failure).to.be.instanceOf(FilterError);
        expect(failed.indexes).to.deep.equal(all.slice(0, failed.indexes.length));
        for (const { indexes, firstBytes } of [direct, queued]) {
          expect(indexes).to.deep.equal(all);
          expect(firstBytes).to.deep.equal(all);
        }
        const { framesIn, framesOut, framesDropped, queueLength } = queue.stats;
        expect(queueLength).to.equal(0);
        expect(framesIn).to.equal(framesOut + framesDropped);
      });
    }

    it('ends a thread that is busy for ever, when the branch ends', async () => {
      const first = new Deferred<void>();
      const subscription = new ListSource({ frames: 5 })
        .pipe(filter(moduleAt('many.js'), { settings: 'hang' }))
        .subscribe(() => first.resolve());
      await first.promise;
      subscription.unsubscribe();
    });

    it('says so when the bag holds what cannot cross to another thread', async () => {
      const recorder = new Recorder();
      new ListSource()
        .pipe(
          filter((frame) => {
            frame.meta['tool'] = () => 1;
            return frame;
          }),
          filter(moduleAt('many.js'), { settings: 'same' }),
        )
        .subscribe(recorder);
      await recorder.ended;
      expect(recorder.failure).to.be.instanceOf(FilterError);
      expect((recorder.failure as Error).message).to.match(/could not be cloned/);
    });
  });
});
