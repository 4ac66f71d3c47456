import { expect } from 'chai';
import { frameMemory } from '../../src/frames/frame-memory';

/** Waits some turns of the event loop, so that what was to happen has happened. */
export async function turns(count = 3): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Collects giftgrab's warnings while a function runs. */
export async function warningsOf(run: () => Promise<void> | void): Promise<string[]> {
  const codes: string[] = [];
  const listen = (warning: Error & { code?: string }): void => {
    if (warning.name === 'GiftGrabWarning') codes.push(String(warning.code));
  };
  // Node's own listener would print them among the results.
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', listen);
  try {
    await run();
    await turns();
  } finally {
    process.off('warning', listen);
    for (const printer of printers) process.on('warning', printer);
  }
  return codes;
}

/**
 * Makes every test of a suite fail that leaves a frame in the pool, a rejection unhandled or an exception uncaught.
 */
export function expectNothingLeft(): void {
  const unhandled: unknown[] = [];
  const listen = (error: unknown): void => void unhandled.push(error);
  let foreign: NodeJS.UncaughtExceptionListener[] = [];
  let blocks = 0;
  beforeEach(() => {
    unhandled.length = 0;
    blocks = frameMemory.blocksInUse;
    // Mocha's own listener would fail the test before its time and hide what it was about.
    foreign = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', listen);
    process.on('unhandledRejection', listen);
  });
  afterEach(async () => {
    await turns(5);
    process.off('uncaughtException', listen);
    process.off('unhandledRejection', listen);
    for (const listener of foreign) process.on('uncaughtException', listener);
    expect(unhandled).to.deep.equal([]);
    // Fewer, when the garbage collector has found what tests before had left to it.
    expect(frameMemory.blocksInUse, 'frames left in the pool').to.be.at.most(blocks);
  });
}
