import { expect } from 'chai';
import { BranchOverflowError, frameMemory, testPattern, type VideoFrame } from '../../src';

const BLOCKED_MS = 5000;
const RATE = 60;
// A second more than the branches are blocked for.
const FRAMES = (BLOCKED_MS / 1000 + 1) * RATE;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const camera = (): ReturnType<typeof testPattern> =>
  testPattern({ cols: 640, rows: 480, frameRate: RATE, frames: FRAMES, colour: 'I420' });

/** An observer that is stuck with its first frames for five seconds. */
class Blocked {
  readonly indexes: number[] = [];
  readonly ended: Promise<unknown>;
  error: (error: unknown) => void = () => undefined;
  complete: () => void = () => undefined;
  readonly #free = new Promise<void>((resolve) => setTimeout(resolve, BLOCKED_MS));

  constructor() {
    this.ended = new Promise((resolve) => {
      this.error = resolve;
      this.complete = () => resolve('complete');
    });
  }

  async next(frame: VideoFrame): Promise<void> {
    this.indexes.push(frame.index);
    await this.#free;
  }
}

/** An observer that nothing keeps, and that sees how many frames are out. */
class Free {
  readonly indexes: number[] = [];
  most = 0;

  constructor(private readonly blocks: number) {}

  next(frame: VideoFrame): void {
    this.indexes.push(frame.index);
    this.most = Math.max(this.most, frameMemory.blocksInUse - this.blocks);
  }
}

describe('a branch that is blocked for five seconds [O4, quirk 6]', () => {
  it('costs the others no frame and no memory, and counts its own, with each policy that drops', async () => {
    const source = camera();
    const blocks = frameMemory.blocksInUse;
    const free = new Free(blocks);
    source.attach(free);
    const [oldest, newest, failing] = [new Blocked(), new Blocked(), new Blocked()];
    const frames = 6;
    const first = source.attach(oldest, { frames, policy: 'dropOldest' });
    const second = source.attach(newest, { frames, policy: 'dropNewest' });
    source.attach(failing, { frames, policy: 'error' });

    // The source is never made to wait, so it has sent all frames, whenever it was.
    expect(await source.finished).to.include({ ended: 'complete', frames: FRAMES });
    expect(free.indexes).to.deep.equal(upTo(FRAMES));
    const endings = await Promise.all([oldest.ended, newest.ended, failing.ended]);

    expect(endings.slice(0, 2)).to.deep.equal(['complete', 'complete']);
    expect(endings[2]).to.be.instanceOf(BranchOverflowError);
    for (const [branch, { branchStats }] of [
      [oldest, first],
      [newest, second],
    ] as const) {
      const { framesIn = 0, framesOut, framesDropped = 0 } = branchStats ?? {};
      expect(framesIn).to.equal(FRAMES);
      expect(framesOut).to.equal(branch.indexes.length);
      expect(framesDropped).to.equal(FRAMES - branch.indexes.length);
      // What is missing shows in the numbers of the frames that came.
      const gaps = branch.indexes.map((index, i) => index - (branch.indexes[i - 1] ?? -1) - 1);
      const atEnd = FRAMES - 1 - (branch.indexes.at(-1) ?? 0);
      expect(gaps.reduce((sum, gap) => sum + gap, atEnd)).to.equal(framesDropped);
    }
    // All that ever was out: three branches with a queue and two frames below each, and what was on its way.
    expect(free.most).to.be.at.most(3 * (frames + 2) + 2);
    // Fewer, when the garbage collector has found what tests before had left to it.
    expect(frameMemory.blocksInUse).to.be.at.most(blocks);
  });

  it("costs no frame at all with 'block': the source waits, within its bounds", async () => {
    const source = camera();
    const blocks = frameMemory.blocksInUse;
    const free = new Free(blocks);
    source.attach(free);
    const blocked = new Blocked();
    const { branchStats } = source.attach(blocked, { frames: 6 });
    expect(await blocked.ended).to.equal('complete');
    expect(blocked.indexes).to.deep.equal(upTo(FRAMES));
    expect(free.indexes).to.deep.equal(upTo(FRAMES));
    expect(branchStats?.framesDropped).to.equal(0);
    // Six that wait, two below, and the eight of the source's budget.
    expect(free.most).to.be.at.most(6 + 2 + 8);
    // Fewer, when the garbage collector has found what tests before had left to it.
    expect(frameMemory.blocksInUse).to.be.at.most(blocks);
  });
});
