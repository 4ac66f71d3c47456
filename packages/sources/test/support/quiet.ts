import { expect } from 'chai';
import { frameMemory } from '@giftgrab/core';

/** Waits some turns of the event loop, so that what was to happen has happened. */
export async function turns(count = 3): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Makes every test of a suite fail that leaves a frame in the pool. */
export function expectNothingLeft(): void {
  let blocks = 0;
  beforeEach(() => (blocks = frameMemory.blocksInUse));
  afterEach(async () => {
    await turns(5);
    // Fewer, when the garbage collector has found what tests before had left to it.
    expect(frameMemory.blocksInUse, 'frames left in the pool').to.be.at.most(blocks);
  });
}
