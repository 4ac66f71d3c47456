import { expect } from 'chai';
import fc from 'fast-check';
import { frameMemory } from '../../../src/frames/frame-memory';
import { turns } from '../../support/quiet';
import { commands, type Model, type Real } from './graph-commands';
import { StepSource } from './step-source';

// GIFTGRAB_SEED repeats a run; GIFTGRAB_RUNS makes it longer.
const { GIFTGRAB_SEED, GIFTGRAB_RUNS } = process.env;
const seed = Number(GIFTGRAB_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(GIFTGRAB_RUNS ?? 3000);

describe('a graph that changes while frames flow', () => {
  it(`gives every branch just what a simple model says, ${numRuns} times with seed ${seed}`, async function () {
    this.timeout(600_000);
    await fc.assert(
      fc.asyncProperty(commands, async (list) => {
        const blocks = frameMemory.blocksInUse;
        const real: Real = { source: new StepSource(), branches: [] };
        const model: Model = { branches: [] };
        await fc.asyncModelRun(() => ({ model, real }), list);
        for (const branch of real.branches) branch.resume();
        await real.source.close();
        await turns(24);
        expect(frameMemory.blocksInUse, 'frames left in the pool').to.be.at.most(blocks);
      }),
      { seed, numRuns, verbose: fc.VerbosityLevel.Verbose },
    );
  });
});
