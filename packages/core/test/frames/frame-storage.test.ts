import { expect } from 'chai';
import fc from 'fast-check';
import { FrameBudget } from '../../src/frames/frame-budget';
import { frameMemory } from '../../src/frames/frame-memory';
import { frameShape } from '../../src/frames/frame-shape';
import { VideoFrame } from '../../src/frames/video-frame';

const SHAPE = frameShape({ colour: 'GRAY8', cols: 4, rows: 2 });
const ACCOUNTS = 3;

/** A picture as it ought to be. */
interface Picture {
  value: number;
}

/** Handles that count together: those of a frame, or those of a lease. */
interface Share {
  readonly picture: Picture;
  account: number | undefined;
}

interface Handle {
  share: Share;
  readonly isUser: boolean;
  readonly frame: VideoFrame;
}

/** Handles, as simple as they can be told: who looks at what, on which account. */
class Loans {
  readonly budgets = Array.from({ length: ACCOUNTS }, () => new FrameBudget({ frames: 1000 }));
  handles: Handle[] = [];
  #values = 0;

  lend(account: number): void {
    const frame = VideoFrame.lend(SHAPE, {}, this.#budget(account));
    frame.data().fill(0);
    this.#add(frame, { picture: { value: 0 }, account }, false);
    this.write(this.handles.length - 1);
  }

  again(at: number, isUser: boolean): void {
    const { frame, share } = this.#at(at);
    this.#add(isUser ? frame.retain() : frame.share(), share, isUser);
  }

  lease(at: number, account: number | undefined): void {
    const { frame, share } = this.#at(at);
    const lease = frame.lease(account === undefined ? undefined : this.#budget(account));
    this.#add(lease, { picture: share.picture, account }, false);
  }

  /** As a queue does with what it has kept for itself. */
  charge(at: number, account: number): void {
    const { frame, share } = this.#at(at);
    if (share.account !== undefined || this.#on(share).length > 1) return;
    frame.charge(this.#budget(account));
    share.account = account;
  }

  derive(at: number): void {
    const { frame, share } = this.#at(at);
    const { account } = share;
    this.#add(frame.derive(), { picture: { value: 0 }, account }, false);
    this.write(this.handles.length - 1);
  }

  write(at: number): void {
    const handle = this.#at(at);
    const { frame, share } = handle;
    this.#values = (this.#values + 1) % 256;
    if (!this.#isAlone(handle)) handle.share = { picture: { value: 0 }, account: share.account };
    expect([...new Set(frame.writable().data())], 'copied').to.deep.equal([share.picture.value]);
    handle.share.picture.value = this.#values;
    frame.data().fill(this.#values);
  }

  release(at: number): void {
    const handle = this.#at(at);
    handle.frame.release();
    handle.frame.release();
    this.handles = this.handles.filter((each) => each !== handle);
  }

  check(blocks: number): void {
    const shares = new Set(this.handles.map(({ share }) => share));
    const pictures = new Set([...shares].map(({ picture }) => picture));
    expect(frameMemory.blocksInUse, 'blocks').to.equal(blocks + pictures.size);
    const places = new Set(this.handles.map(({ frame }) => frame.address));
    expect(places.size, 'pictures in different places').to.equal(pictures.size);
    this.budgets.forEach((budget, account) => {
      const out = [...shares].filter((share) => share.account === account);
      const held = out.filter((share) => this.#on(share).every(({ isUser }) => isUser));
      expect(budget.framesOut, `frames on account ${account}`).to.equal(out.length);
      expect(budget.bytesOut).to.equal(out.length * SHAPE.byteLength);
      expect(budget.isHeldByUser).to.equal(out.length > 0 && held.length === out.length);
    });
    for (const handle of this.handles) {
      const { frame, share } = handle;
      expect(frame.isExclusive, 'exclusive').to.equal(this.#isAlone(handle));
      expect([...new Set(frame.data())]).to.deep.equal([share.picture.value]);
    }
  }

  #add(frame: VideoFrame, share: Share, isUser: boolean): void {
    this.handles.push({ frame, share, isUser });
  }

  #on(share: Share): Handle[] {
    return this.handles.filter((each) => each.share === share);
  }

  #isAlone({ share }: Handle): boolean {
    return this.handles.filter((each) => each.share.picture === share.picture).length === 1;
  }

  #at(at: number): Handle {
    return this.handles[at % this.handles.length] as Handle;
  }

  #budget(account: number): FrameBudget {
    return this.budgets[account] as FrameBudget;
  }
}

describe('leases of frames', () => {
  it('keep accounts, blocks and pictures as a simple model says', () => {
    const at = fc.nat({ max: 20 });
    const account = fc.nat({ max: ACCOUNTS - 1 });
    const onHandle = (act: (loans: Loans, i: number) => void): fc.Arbitrary<(l: Loans) => void> =>
      at.map((i) => (loans) => (loans.handles.length > 0 ? act(loans, i) : undefined));
    const step = fc.oneof(
      account.map((to) => (loans: Loans) => loans.lend(to)),
      onHandle((loans, i) => loans.again(i, false)),
      onHandle((loans, i) => loans.again(i, true)),
      fc
        .option(account, { nil: undefined })
        .chain((to) => onHandle((loans, i) => loans.lease(i, to))),
      account.chain((to) => onHandle((loans, i) => loans.charge(i, to))),
      onHandle((loans, i) => loans.derive(i)),
      onHandle((loans, i) => loans.write(i)),
      { weight: 3, arbitrary: onHandle((loans, i) => loans.release(i)) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const blocks = frameMemory.blocksInUse;
        const loans = new Loans();
        try {
          for (const act of steps) {
            act(loans);
            loans.check(blocks);
          }
        } finally {
          while (loans.handles.length > 0) loans.release(0);
        }
        loans.check(blocks);
      }),
      { numRuns: Number(process.env['GIFTGRAB_RUNS'] ?? 500) },
    );
  });
});
